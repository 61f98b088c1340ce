import {
  type ConfirmSecondFactorRequest,
  hexToBytes,
  type RemoveSecondFactorRequest,
  type StartSecondFactorRequest,
  type StartSecondFactorResponse,
} from "@tandem/protocol";
import { Secret, TOTP } from "otpauth";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { openShare, sealShare } from "../keys/index.ts";
import {
  type AccountRecord,
  claimSecondFactorStep,
  insertSecondFactor,
  raiseAlarm,
  removeSecondFactor as remove,
  takeSecondFactorTry,
} from "../store/index.ts";
import { assertSettled } from "./manageDevices.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

const periodSeconds = 30;

/** A secret for the user's app. It counts from the first code on that was given of it. */
export async function startSecondFactor(
  context: Context,
  caller: Caller,
  { proof }: StartSecondFactorRequest,
): Promise<StartSecondFactorResponse> {
  const record = await requireAccount(context, caller);
  assertSettled(record, caller.keyId);
  await assertActionProof(context, { record, action: "add-second-factor", body: {}, proof });
  const bytes = context.randomBytes(20);
  context.hooks?.hold("second factor", bytes);
  const totp = createTotp(context, record, bytes);
  const answer = { uri: totp.toString(), secret: totp.secret.base32 };
  try {
    const sealed = await sealShare(context.keys.kek, bytes, toSecretContext(caller.accountId));
    if (!(await insertSecondFactor(context.database, caller.accountId, sealed))) {
      throw new ServiceError("intent_conflict", "The account has a second factor already.", {
        action: "Remove it first, with one of its codes.",
      });
    }
    return answer;
  } finally {
    bytes.fill(0);
  }
}

export async function confirmSecondFactor(
  context: Context,
  caller: Caller,
  { code }: ConfirmSecondFactorRequest,
): Promise<void> {
  const record = await requireAccount(context, caller);
  // Without a passkey, nobody gets to try codes of a factor that is on, or to use up its tries.
  if (record.hasSecondFactor) return;
  await assertCode(context, record, code);
  await context.accounts.reload(caller.accountId);
}

export async function removeSecondFactor(
  context: Context,
  caller: Caller,
  { code, proof }: RemoveSecondFactorRequest,
): Promise<void> {
  const record = await requireAccount(context, caller);
  await assertActionProof(context, { record, action: "remove-second-factor", body: {}, proof });
  await assertCode(context, record, code);
  await remove(context.database, caller.accountId);
  await context.accounts.reload(caller.accountId);
}

/** @throws ServiceError `step_up_required` with rule `second-factor`, `rate_limited` */
async function assertCode(context: Context, record: AccountRecord, code: string): Promise<void> {
  if (!(await takeCode(context, { record, code, minAgeSeconds: 0 }))) throw codeRefused();
}

export type TakeCodeParameters = {
  readonly record: AccountRecord;
  readonly code: string;
  /** How long ago the factor must have been turned on. */
  readonly minAgeSeconds: number;
  /** What the code is for, 32 bytes: only this may use it a second time. */
  readonly use?: Hex | undefined;
};

/**
 * A code of the account's second factor, for what asks for one on top of the passkey. Each code counts once; five wrong
 * ones close the door for 15 minutes and alarm the owner. False where the account has no second factor of that age.
 *
 * @throws ServiceError `step_up_required` with rule `second-factor` for a wrong code, `rate_limited`
 */
export async function takeCode(
  context: Context,
  { record, code, minAgeSeconds, use }: TakeCodeParameters,
): Promise<boolean> {
  const { accountId } = record;
  const taken = await takeSecondFactorTry(context.database, accountId, minAgeSeconds);
  if (taken.outcome === "none") return false;
  if (taken.outcome === "locked") {
    const retryAfterSeconds = Math.max(1, Math.ceil((taken.lockedUntil.getTime() - context.now()) / 1000));
    throw new ServiceError("rate_limited", "Too many wrong codes.", { retryAfterSeconds });
  }
  const secret = await openShare(context.keys.kek, taken.secret, toSecretContext(accountId));
  const now = context.now();
  const delta = createTotp(context, record, secret).validate({ token: code, timestamp: now, window: 1 });
  secret.fill(0);
  const step = delta === null ? undefined : Math.floor(now / 1000 / periodSeconds) + delta;
  if (step !== undefined && (await claimSecondFactorStep(context.database, { accountId, step, use }))) return true;
  if (taken.isLast) await raiseAlarm(context.database, { accountId, kind: "second-factor-guessed" });
  throw codeRefused();
}

function createTotp({ config }: Context, { name }: AccountRecord, secret: Uint8Array): TOTP {
  const buffer = Uint8Array.from(secret).buffer;
  return new TOTP({ issuer: config.name, label: name, period: periodSeconds, secret: new Secret({ buffer }) });
}

/** Bound to the account and to what it is; no key epoch, because it outlives the shares. */
function toSecretContext(accountId: Hex) {
  return { accountId: hexToBytes(accountId), publicKey: new TextEncoder().encode("second-factor"), keyEpoch: 0 };
}

function codeRefused(): ServiceError {
  return new ServiceError("step_up_required", "The code is wrong, or was used before.", {
    rule: "second-factor",
    action: "Wait for the next code in your app, then enter it.",
  });
}
