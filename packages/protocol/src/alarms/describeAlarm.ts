import type { Facts } from "../schemas/actions.ts";

/** An alarm in words for its owner. */
export type AlarmWords = {
  /** What happened. */
  readonly title: string;
  /** What it means, and what to do where it was not the owner. */
  readonly text: string;
  /** Something that can still be stopped, a change that was done, or a thing to know. */
  readonly weight: "danger" | "warning" | "info";
};

type Words = (facts: Facts) => AlarmWords;

const danger = (title: string, text: string): AlarmWords => ({ title, text, weight: "danger" });
const warning = (title: string, text: string): AlarmWords => ({ title, text, weight: "warning" });
const info = (title: string, text: string): AlarmWords => ({ title, text, weight: "info" });

const known: Readonly<Record<string, Words>> = {
  "recovery-requested": ({ requester }) =>
    danger(
      "Guardians are being asked to recover this account",
      `${name(requester, "Somebody")} asks your guardians for this account, and at least one said yes. If this is not you, call your guardians now.`,
    ),
  "recovery-started": () =>
    danger(
      "A recovery of this account has started",
      "Enough guardians agreed. After the waiting time a new device takes over the account. If this is not you, cancel it now.",
    ),
  "recovery-cancelled": () => info("The recovery was cancelled", "The account stays with its devices."),
  "recovery-finalized": () =>
    danger("A recovery of this account is complete", "The account has a new owner key. Old devices no longer sign."),
  "account-recovered": () =>
    warning("The account was recovered", "A new device holds the account. All devices before it are signed out."),
  "owner-rotated": () =>
    warning(
      "The account's key was replaced",
      "If you did not remove a device or restore a backup, check your devices now.",
    ),
  "guardians-set": () => warning("Guardians were set", "If you did not choose them, cancel and replace them now."),
  "guardians-scheduled": () =>
    danger("A change of guardians is waiting", "It can be applied after its delay. If this is not you, cancel it now."),
  "guardians-applied": () => warning("The guardians of this account changed", "Check that you know all of them."),
  "guardians-cancelled": () => info("The change of guardians was cancelled", "The guardians stay as they were."),
  "guardian-silent": ({ guardian }) =>
    warning(
      `${name(guardian, "A guardian")} gave no sign for half a year`,
      "A guardian that lost its key cannot help you. Ask on your guardians page whether it is still there, and replace it if no answer comes.",
    ),
  "upgrade-scheduled": () =>
    danger(
      "New code for this account is waiting",
      "It can be applied after its delay. If this is not you, cancel it now.",
    ),
  "upgrade-applied": () =>
    warning("The account runs on new code", "If you did not do this, move your money to a new account."),
  "upgrade-cancelled": () => info("The change of the account's code was cancelled", "Nothing changed."),
  "event-dropped": () =>
    info(
      "The network took something back",
      "What an earlier message told of did not become final. Nothing changed by it.",
    ),
  "device-added": ({ device }) =>
    warning(
      "A new device joined the account",
      `${name(device, "A device")} can use this account. If it is not yours, remove it now.`,
    ),
  "device-removed": ({ device }) =>
    info("A device was removed", `${name(device, "A device")} can no longer use this account.`),
  "device-lost": ({ device }) =>
    warning(
      "A device was reported lost or stolen",
      `${name(device, "A device")} can no longer use this account. If you did not report it, check your devices now.`,
    ),
  "second-factor-added": () =>
    warning(
      "A second factor was added",
      "Codes from an app count two days from now. If this is not you, remove devices you do not know and replace your key.",
    ),
  "second-factor-removed": () =>
    warning(
      "The second factor was removed",
      "Codes from an app are no longer asked for. If this is not you, check your devices now.",
    ),
  "second-factor-guessed": () =>
    danger(
      "Somebody guesses codes of your second factor",
      "Five codes in a row were wrong; none is taken for 15 minutes. Whoever tries has a device of yours and its passkey: if it is not you, replace your key now.",
    ),
  "passkey-added": () =>
    warning("A passkey was added", "It opens this account and pays. If it is not yours, remove it now."),
  "passkey-removed": () =>
    warning("A passkey was removed", "It opens this account no more. If this is not you, check your passkeys."),
  "kit-made": () =>
    warning(
      "A backup kit was made",
      "Whoever has it and its code can take over the account. If this is not you, freeze the account and make a new key.",
    ),
  "kit-opened": () =>
    warning(
      "The backup kit was used",
      "Somebody opened the account's door with the kit and its code. If this is not you, stop what it asked for and make a new key.",
    ),
  "kit-restored": ({ device }) =>
    warning(
      "The backup kit brought the account to a new device",
      `${name(device, "A device")} has the account's new key. The kit is used up.`,
    ),
  "key-rotated": () =>
    warning("The account has a new key", "The old one, on every device and in the old kit, signs nothing any more."),
  "shares-refreshed": () =>
    info("The key's parts were renewed", "Key, address and kit stay. Your other devices ask for your passkey once."),
  "policy-changed": () =>
    warning("The rules of this account changed", "If you did not change limits or recipients, freeze the account."),
  administration: () =>
    warning(
      "The account itself was changed",
      "One of your devices signed a change of what holds the account. If this is not you, freeze the account.",
    ),
  frozen: ({ by }) =>
    warning(
      by === "guardians" ? "Your guardians froze this account" : "The account was frozen",
      "Our server signs nothing for it until you end that on the security page.",
    ),
  unfrozen: () => warning("The freeze has ended", "Our server signs for this account again."),
  "channel-added": ({ channel }) =>
    info("Alarms go to a new place", `${name(channel, "A channel")} now gets your alarms.`),
  "channel-removed": ({ channel }) =>
    warning(
      "Alarms no longer go to one place",
      `${name(channel, "A channel")} gets no more alarms. If this is not you, check your devices.`,
    ),
  "channel-test": () => info("This is a test", "Alarms reach you here. There is nothing to do."),
};

/** Parts of a change that waits: `<what>-requested`, `-cancelled`, `-confirmed`. */
const waiting: Readonly<Record<string, string>> = {
  "first-guardians": "Setting guardians",
  guardians: "A change of guardians",
  upgrade: "New code for the account",
  kit: "Making a backup kit",
  "kit-rotation": "Restoring the account from its backup kit",
  "delete-data": "Deleting what our server keeps of the account",
  loosening: "A wider limit",
  policy: "A wider limit",
  rotation: "A new key for the account",
  unfreeze: "Ending the freeze",
};

/** Words for any alarm; one that this version does not know is told by its name, so that nothing is silent. */
export function describeAlarm(kind: string, facts: Facts): AlarmWords {
  const words = known[kind];
  if (words) return words(facts);
  const [, subject = "", end] = /^(.+)-(requested|cancelled|confirmed)$/.exec(kind) ?? [];
  const what = waiting[subject] ?? sentence(subject);
  if (end === "requested") {
    return danger(`${what} was asked for`, "It takes effect after a delay. If this is not you, cancel it now.");
  }
  if (end === "cancelled") return info(`${what} was cancelled`, "Nothing changed.");
  if (end === "confirmed") return warning(`${what} was confirmed`, "Another device of yours said yes.");
  return warning(sentence(kind), "Look at the account's security page. If this is not you, freeze the account.");
}

function sentence(kind: string): string {
  const text = kind.replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function name(value: Facts[string] | undefined, fallback: string): string {
  return typeof value === "string" && value !== "" ? value : fallback;
}
