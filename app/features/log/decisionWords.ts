import { changeWords } from "@/features/changes";
import { ruleWords } from "@/features/review";

export type DecisionWords = {
  readonly title: string;
  /** Why it was refused. */
  readonly text?: string;
  readonly isRefused: boolean;
};

/** What the server did, by the `kind` of the entry it wrote down. */
const acts: Readonly<Record<string, string>> = {
  userOperation: "Signed a payment or another transaction",
  typedData: "Signed a typed message",
  message: "Signed a message",
  firstGuardians: "Signed your first guardians",
  rotation: "Signed a new key for the account",
  refresh: "Renewed the parts of the key",
  kit: "A backup kit was made",
  "kit-checked": "A backup kit was tested",
  "kit-ended": "A backup kit was given up",
  "device-added": "A device was added",
  "device-confirmed": "A device was confirmed",
  "device-removed": "A device was removed",
  "passkey-added": "A passkey was added",
  "passkey-removed": "A passkey was removed",
  "second-factor-added": "A second factor was added",
  "second-factor-removed": "The second factor was removed",
  policy: "The rules were changed",
  "policy-requested": "Looser rules were asked for",
  freeze: "The account was frozen",
  unfreeze: "The account was unfrozen",
  "taken-over": "A key chosen by the guardians took over",
  ended: "This key’s time ended: the guardians’ key took over",
};

const waits: Readonly<Record<string, string>> = {
  "wait-requested": "Asked for",
  "wait-confirmed": "Confirmed before its time",
  "wait-cancelled": "Stopped",
};

/** One decision of the server about the account, in plain words. `entry` is the text it wrote down. */
export function decisionWords({ kind, entry }: { readonly kind: string; readonly entry: string }): DecisionWords {
  const facts = parse(entry);
  const act = facts.kind ?? "";
  const why = facts.rule === undefined ? {} : { text: sentence(ruleWords(facts.rule).title) };
  if (kind === "deny") return { title: "Refused", isRefused: true, ...why };
  if (kind === "gate") return { title: "Held back at the last moment", isRefused: true, ...why };
  const wait = waits[act];
  if (wait) return { title: `${wait}: ${lowerFirst(changeWords(facts.for ?? "change"))}`, isRefused: false };
  return { title: acts[act] ?? sentence((act || kind).replaceAll("-", " ")), isRefused: false };
}

type Facts = { readonly kind?: string; readonly rule?: string; readonly for?: string };

function parse(entry: string): Facts {
  try {
    const value: unknown = JSON.parse(entry);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, member]) => typeof member === "string"));
  } catch {
    return {};
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
