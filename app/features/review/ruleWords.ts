type Words = { readonly title: string; readonly action: string };

/** Names of policy rules in plain words. The service's own detail is shown beside them. */
const known: Readonly<Record<string, Words>> = {
  "daily-limit": {
    title: "over your daily limit",
    action: "Send less now, or wait until earlier payments leave the 24 hour window. Your limits are in Settings.",
  },
  "new-recipient": { title: "You have not paid this address before", action: "Compare the address with its owner." },
  "no-limit": { title: "This asset has no daily limit", action: "Set a limit for it, or confirm each payment." },
  "unknown-call": { title: "We cannot say what this call does", action: "Go on only if you trust who asked for it." },
  "account-administration": {
    title: "changes the account itself",
    action: "Changes to the account are made in Settings, never through a payment.",
  },
  budget: { title: "today’s sponsored payments are used up", action: "Try again tomorrow, or pay the fee yourself." },
};

export function ruleWords(name: string): Words {
  return (
    known[name] ?? {
      title: name.replaceAll("-", " "),
      action: "Change the payment, or look at your rules in Settings.",
    }
  );
}
