import type { LogAlarm, LogAlarmKind, LogEvent, LogStatus } from "@tandem/client";

type StateWords = {
  readonly tone: "info" | "success" | "caution" | "danger";
  readonly badge: string;
  readonly text: string;
};

/** While the wallet is open it asks every few minutes: after a day, it is the server that does not answer. */
const dayMilliseconds = 86_400_000;

/** How the server's record stands, in plain words. */
export function stateWords(
  { state, latest }: Pick<LogStatus, "state" | "latest">,
  nowMilliseconds: number,
): StateWords {
  if (state === "verified" && latest && nowMilliseconds > latest.seenAt + dayMilliseconds) return silent;
  return states[state];
}

const silent: StateWords = {
  tone: "caution",
  badge: "Not checked lately",
  text: "It was in order when this device last could check it. A record that does not answer proves nothing.",
};

const states: Readonly<Record<LogStatus["state"], StateWords>> = {
  unseen: {
    tone: "info",
    badge: "Not checked yet",
    text: "This device has not seen the record yet. It looks as soon as the server answers.",
  },
  verified: {
    tone: "success",
    badge: "In order",
    text: "Everything this device has seen in it is still there, unchanged.",
  },
  alarm: {
    tone: "danger",
    badge: "Changed",
    text: "What the server shows does not fit what this device has seen.",
  },
};

/** What is wrong with the record, one sentence. */
export function alarmWords(kind: LogAlarmKind): string {
  return alarms[kind];
}

const alarms: Readonly<Record<LogAlarmKind, string>> = {
  "rolled-back": "Entries that this device had seen are gone: the record is shorter than it was.",
  rewritten: "Entries that this device had seen, or was promised, are not what they were.",
  forked: "The server has shown this device two different records of the same length.",
  signature: "The record does not carry the server’s signature.",
  "other-log": "The server shows a record under another name than before.",
  "promise-broken": "The server signed a promise to write down one of your payments or messages, and has not.",
};

/** A loss that the operator has declared. */
export function eventWords({ keptEntries, publishedEntries, lostLeaves }: LogEvent): string {
  const lost = publishedEntries - keptEntries;
  const all = `The newest ${lost === 1 ? "entry" : `${count(lost)} entries`} of the record ${lost === 1 ? "was" : "were"} lost. The server has said so, and signed it.`;
  if (lostLeaves.length === 0) return `${all} Nothing that this device waited for is among them.`;
  return `${all} ${lostLeaves.length === 1 ? "One of them is" : `${count(lostLeaves.length)} of them are`} from this device. Your payments are on the network all the same.`;
}

/** What the texts of an alarm prove. */
export function proofWords({ kind, evidence }: LogAlarm): string {
  if (kind !== "signature") return "The server has signed these texts. It cannot say that it never showed them.";
  return evidence.known
    ? "The first text carries the server’s signature. The second does not."
    : "This text does not carry the server’s signature.";
}

/** What proves an alarm to somebody else: the signed texts, word for word. */
export function evidenceText({ kind, firstSeenAt, lastSeenAt, evidence }: LogAlarm): string {
  const { known, shown, leaf, promise } = evidence;
  const parts = [
    `Tandem: the server's record was changed (${kind})`,
    `First seen ${toIso(firstSeenAt)}, last seen ${toIso(lastSeenAt)}`,
    known && `--- The last record that this device verified ---\n${known.trimEnd()}`,
    shown && `--- The record that the server showed then ---\n${shown.trimEnd()}`,
    leaf && `--- The entry ---\n${leaf}`,
    promise &&
      `--- The server's promise for it ---\nin the record before ${toIso(promise.sequencedBefore)}\nsignature ${promise.signature}`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Grouped digits. */
export function count(entries: number): string {
  return entries.toLocaleString("en");
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
