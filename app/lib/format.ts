import { formatUnits } from "viem/utils";

const grouping = new Intl.NumberFormat("en", { maximumFractionDigits: 0, useGrouping: true });

/**
 * An amount for people: grouped digits, at most `digits` after the point, never rounded up, so that nobody reads more
 * than there is. A positive amount too small to show becomes "<0.0001".
 */
export function formatAmount(parameters: { amount: bigint; decimals: number; digits?: number }): string {
  const { amount, decimals, digits = decimals } = parameters;
  const [whole = "0", fraction = ""] = formatUnits(amount, decimals).split(".");
  const shown = fraction.slice(0, digits).replace(/0+$/, "");
  if (amount > 0n && whole === "0" && shown === "") return `<${smallest(digits)}`;
  const grouped = grouping.format(BigInt(whole));
  return shown ? `${grouped}.${shown}` : grouped;
}

/** `0x1234…abcd`. For recognising only: where somebody is chosen or paid, the address is shown in full. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const preciseTime = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", second: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

export function formatTime(milliseconds: number): string {
  return time.format(milliseconds);
}
export function formatPreciseTime(milliseconds: number): string {
  return preciseTime.format(milliseconds);
}
export function formatDateTime(milliseconds: number): string {
  return `${date.format(milliseconds)}, ${time.format(milliseconds)}`;
}
export function formatDate(milliseconds: number): string {
  return date.format(milliseconds);
}

/** "Today", "Yesterday" or the date. */
export function formatDay(milliseconds: number, nowMilliseconds: number): string {
  const days = Math.round((startOfDay(nowMilliseconds) - startOfDay(milliseconds)) / 86_400_000);
  if (days === 0) return "Today";
  return days === 1 ? "Yesterday" : formatDate(milliseconds);
}

function startOfDay(milliseconds: number): number {
  return new Date(milliseconds).setHours(0, 0, 0, 0);
}

function smallest(digits: number): string {
  return digits === 0 ? "1" : `0.${"0".repeat(digits - 1)}1`;
}
