import { createHash } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import type { Hex } from "viem";
import { unknownAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import type { AccountRecord, MakeKitOutcome } from "../store/index.ts";

export type Caller = { readonly accountId: Hex; readonly keyId: Hex };

/** How many kits an account may make in any 24 hours, unfinished ones counted. */
export const maxKitsADay = 8;
/** How long an account that is older than a day waits for a kit, and how long it then has for making it. */
export const kitWait = { delaySeconds: 86_400, windowSeconds: 7 * 86_400 } as const;

/**
 * Whether the device was signed in to an account that was there, less than a day ago: a passkey and no more is enough for
 * that. It waits for a kit however young the account is, because vault and kit together are the key.
 */
export function isNewDevice({ devices }: AccountRecord, keyId: Hex): boolean {
  return devices.find((device) => device.keyId === keyId)?.isNew ?? true;
}

/** What a wait allows: a kit of these shares, made by this device. */
export function toKitSubject({ accountId, keyId, keyEpoch }: Caller & { readonly keyEpoch: number }): Uint8Array {
  const parts = ["tandem/kit-wait/v1", hexToBytes(accountId), hexToBytes(keyId), keyEpoch];
  return createHash("sha256").update(encodeParts(parts)).digest();
}

const refusals: Record<Exclude<MakeKitOutcome, "made" | "unknown">, () => ServiceError> = {
  frozen: () =>
    new ServiceError("account_frozen", "The account is frozen.", { action: "Lift the freeze, then make the kit." }),
  stale: () => new ServiceError("epoch_stale", "The account's shares were renewed."),
  tries: () =>
    new ServiceError("rate_limited", `The account has made ${maxKitsADay} kits in 24 hours.`, {
      action: "Use one of them, or make another tomorrow.",
      retryAfterSeconds: 86_400,
    }),
  wait: () =>
    new ServiceError("policy_refused", "A kit of an account that is older than a day takes 24 hours.", {
      rule: "kit-wait",
      action: "Ask for the kit, and make it when the wait is over.",
    }),
  taken: () =>
    new ServiceError("intent_conflict", "This kit was made before.", { action: "Start making the kit again." }),
};

/** Why a kit is not made. */
export function kitRefusal(outcome: Exclude<MakeKitOutcome, "made">): ServiceError {
  return outcome === "unknown" ? unknownAccount() : refusals[outcome]();
}
