type Words = { readonly title: string; readonly action: string };

/** Names of policy rules in plain words. */
const known: Readonly<Record<string, Words>> = {
  "daily-limit": {
    title: "over your daily limit",
    action: "Send less, or wait until earlier payments no longer count. Confirming cannot lift a limit.",
  },
  "no-limit": { title: "This asset has no daily limit", action: "Confirm each payment of it." },
  approval: {
    title: "This lets somebody else spend from your account",
    action: "Go on only if you know who it is and how much they may take.",
  },
  "unknown-call": { title: "We cannot say what this call does", action: "Go on only if you trust who asked for it." },
  "wait-24h": {
    title: "this waits for 24 hours",
    action: "Begin the 24 hours, and come back when they are over.",
  },
  administration: { title: "This changes the account itself", action: "Go on only if you meant to change it." },
};

export function ruleWords(name: string): Words {
  return (
    known[name] ?? {
      title: name.replaceAll("-", " "),
      action: "Change the payment, or look at your rules in Settings.",
    }
  );
}
