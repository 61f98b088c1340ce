/**
 * What can be lost at once. The device's part is worth nothing without the passkey that opens it. `server` stands for
 * what signs and remembers; `site` for the pages, which guardians and who asks them need to meet.
 */
export type Loss = "server" | "site" | "device" | "passkey" | "kit";

/** What there is to get back in with. */
export type WaysBackFacts = {
  readonly hasKit: boolean;
  /** So many that they are enough, and gave a sign in time. */
  readonly hasGuardians: boolean;
  /** A passkey that its provider backs up opens the vault copy: on a new device it is enough. */
  readonly opensElsewhere: boolean;
  readonly hasSecondDevice: boolean;
  readonly hasSecondPasskey: boolean;
  /** This device's part as a file of its own. */
  readonly hasExport: boolean;
};

export type Remedy = "kit" | "guardians";

export type LockOut = {
  readonly lost: readonly Loss[];
  /** In plain words: what would happen, and what mends it. */
  readonly text: string;
  /** What mends it. */
  readonly remedy: Remedy;
};

/** Every row of the table of losses. */
export const losses: readonly (readonly Loss[])[] = [
  ["device"],
  ["passkey"],
  ["server"],
  ["server", "site"],
  ["kit"],
  ["device", "passkey"],
  ["device", "kit"],
  ["passkey", "kit"],
  ["server", "device"],
  ["server", "passkey"],
  ["server", "kit"],
  ["device", "passkey", "kit"],
];

/** Whether an account with these facts is still somebody's after such a loss. */
export function hasWayBack(lost: readonly Loss[], facts: WaysBackFacts): boolean {
  const isLost = (loss: Loss) => lost.includes(loss);
  if (facts.hasGuardians && !isLost("site")) return true;
  const hasKit = facts.hasKit && !isLost("kit");
  // Another one, on the device that is left or on the second.
  const hasPasskey = !isLost("passkey") || facts.hasSecondPasskey;
  const hasDevice = !isLost("device") || facts.hasSecondDevice;
  const opensDevice = hasPasskey && (hasDevice || facts.opensElsewhere);
  if (isLost("server")) return hasKit && (opensDevice || facts.hasExport);
  return opensDevice || hasKit;
}

/**
 * The losses that would end in a locked door, the smallest of them: a loss that takes more is not said once more, and
 * nobody loses a kit that was never made.
 *
 * @param guardianAdvice - what to do where guardians are the remedy
 */
export function toLockOuts(facts: WaysBackFacts, guardianAdvice = "Choose guardians."): readonly LockOut[] {
  const advice: Record<Remedy, string> = { kit: "Make a backup kit.", guardians: guardianAdvice };
  const hopeless = losses
    .filter((lost) => facts.hasKit || !lost.includes("kit"))
    .filter((lost) => !hasWayBack(lost, facts));
  return hopeless
    .filter((lost) => !hopeless.some((other) => other !== lost && other.every((loss) => lost.includes(loss))))
    .map((lost) => {
      const remedy = hasWayBack(lost, { ...facts, hasKit: true }) ? "kit" : "guardians";
      return { lost, remedy, text: `${toClause(lost)}, you cannot get back in. ${advice[remedy]}` };
    });
}

const names: Record<Exclude<Loss, "server" | "site">, string> = {
  device: "this device",
  passkey: "your passkey",
  kit: "your backup kit",
};

function toClause(lost: readonly Loss[]): string {
  const things = lost.flatMap((loss) => (loss === "server" || loss === "site" ? [] : names[loss]));
  const lose = things.length > 0 ? `you lose ${things.join(" and ")}` : undefined;
  if (!lost.includes("server")) return `If ${lose}`;
  const gone = lost.includes("site") ? "our server and our web site are gone" : "our server is gone";
  return lose ? `If ${gone} and ${lose}` : `If ${gone}`;
}
