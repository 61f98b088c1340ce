import { ServiceError } from "../errors.ts";
import type { ReleaseOutcome } from "../store/index.ts";

/** Why an intent cannot be reserved, and what the device does about it. */
export function conflict(rule: string): ServiceError {
  switch (rule) {
    case "intent-id":
      return new ServiceError("intent_conflict", "This confirmation was used for another operation.", {
        rule,
        action: "Confirm again.",
      });
    case "finished":
      return new ServiceError("intent_conflict", "The chain has already decided on this operation.", {
        rule,
        action: "Look at the activity list; prepare a new operation if needed.",
      });
    default:
      return new ServiceError("intent_conflict", "Another operation with this entry nonce is signed or being signed.", {
        rule,
        action: "Wait for it, or replace it: the same entry nonce with the next attempt number.",
      });
  }
}

const advice: Record<string, { readonly detail: string; readonly action: string }> = {
  "daily-limit": {
    detail: "This is more than the account's limit for 24 hours.",
    action: "Send less, or wait until earlier payments leave the 24-hour window.",
  },
  "undecodable-call": {
    detail: "The operation holds a call that cannot be read, where it could pass the account's limits.",
    action: "Prepare the operation again with the wallet's own encoding.",
  },
  "blocked-recipient": {
    detail: "Your rules block somebody who would get something here.",
    action: "Take the address off your blocked list in Settings, which takes 24 hours, or pay somebody else.",
  },
  "recipient-not-allowed": {
    detail: "Your rules allow payments to listed addresses only.",
    action: "Add the address to your list in Settings, which takes 24 hours, or pay somebody on it.",
  },
  "new-device": {
    detail: "For its first 24 hours a new device pays only those the account has paid before, and changes nothing.",
    action: "Use another device of this account, or wait until this one is a day old.",
  },
  "wait-required": {
    detail: "This change is signed 24 hours after it was announced.",
    action: "Announce it, wait, then confirm it again within 7 days.",
  },
  "second-factor": {
    detail: "Two recoveries were cancelled in the last 30 days.",
    action: "Confirm this one with your backup kit or a code of your second factor too; they count after two days.",
  },
  "sponsor-account-budget": {
    detail: "This account has used up its sponsored operations for today.",
    action: "Pay the network fee with the account's own balance, or wait until tomorrow.",
  },
  "sponsor-budget": {
    detail: "The service has used up its sponsored operations for today.",
    action: "Pay the network fee with the account's own balance, or wait until tomorrow.",
  },
  "deployment-budget": {
    detail: "The service has used up its sponsored new accounts for today.",
    action: "Pay the first network fee with the account's own balance, or wait until tomorrow.",
  },
};

export function refusedByPolicy(rule: string, asset: string | undefined, detail?: string): ServiceError {
  const known = advice[rule];
  const text = known ? `${known.detail}${asset === undefined ? "" : ` Asset: ${asset}.`}` : (detail ?? "Refused.");
  return new ServiceError("policy_refused", text, {
    rule,
    action: known?.action ?? `Review the operation and confirm “${rule}”.`,
  });
}

/** Something changed between reserving and releasing; the share stays here. */
export function refusedAtGate(code: Exclude<ReleaseOutcome["outcome"], "released">, rule: string): ServiceError {
  if (rule === "lock-lost") {
    return new ServiceError("intent_conflict", "A newer request for the same operation took over.", {
      rule,
      action: "Use its answer, or repeat with new commitments.",
    });
  }
  const details = {
    account_frozen: "The account was frozen meanwhile.",
    epoch_stale: "The account's shares were changed meanwhile.",
    unknown_id: "There is no such account for this device.",
    intent_conflict: "The chain has decided on this operation meanwhile.",
  };
  return new ServiceError(code, details[code], code === "intent_conflict" ? { rule } : {});
}
