type Words = { readonly title: string; readonly action: string };

const waitHint = "Announce the change, wait 24 hours, then confirm it.";
const sponsorHint = "Pay the network fee from your own balance, or wait until tomorrow.";

/** Names of policy rules in plain words. */
const known: Readonly<Record<string, Words>> = {
  "daily-limit": {
    title: "over your daily limit",
    action: "Send less, or wait until earlier payments no longer count. Confirming cannot lift a limit.",
  },
  "undecodable-call": {
    title: "part of this cannot be read",
    action: "It could pass your limits, so our server never signs it. Ask whoever made it for another form.",
  },
  "blocked-recipient": {
    title: "you have blocked this address",
    action: "Pay somebody else, or take the address off your blocked list in Settings.",
  },
  "recipient-not-allowed": {
    title: "this address is not on your list",
    action: "Add it to your list in Settings. That takes 24 hours.",
  },
  "new-device": {
    title: "this device is new",
    action: "For a day it only pays people you have paid before. Use another device, or confirm this one from it.",
  },
  "wait-required": { title: "this change has to wait", action: waitHint },
  "wait-24h": { title: "this change has to wait", action: waitHint },
  "second-factor": {
    title: "your passkey alone is not enough",
    action: "Two recoveries were stopped in the last 30 days. Use your backup kit or second factor too.",
  },
  "account-frozen": {
    title: "this account is frozen",
    action: "Unfreeze it on the Security page. Until then you can stop a recovery and replace the key.",
  },
  "sponsor-account-budget": { title: "no sponsored fees left today", action: sponsorHint },
  "sponsor-budget": { title: "no sponsored fees left today", action: sponsorHint },
  "deployment-budget": { title: "no sponsored new accounts left today", action: sponsorHint },
  "no-limit": { title: "This asset has no daily limit", action: "Confirm each payment of it." },
  "new-recipient": {
    title: "You have not paid this address before",
    action: "Go on only if you are sure whose it is.",
  },
  nft: { title: "This sends a collectible", action: "Go on only if you mean to give it away." },
  approval: {
    title: "This lets somebody else spend from your account",
    action: "Go on only if you know who it is and how much they may take.",
  },
  "unknown-call": { title: "We cannot say what this call does", action: "Go on only if you trust who asked for it." },
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
