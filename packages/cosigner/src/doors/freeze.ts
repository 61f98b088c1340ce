import { createHash } from "node:crypto";
import type { FreezeRequest, FreezeState } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { type AccountRecord, freezeAccount, listWaits, requestWait, unfreezeAtOnce } from "../store/index.ts";
import { assertActionProof } from "./assertActionProof.ts";
import { assertSettledDevice } from "./changePolicy.ts";
import { requireAccount } from "./requireAccount.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

const daySeconds = 86_400;
const windowSeconds = 7 * daySeconds;
const unfreezeSubject = createHash("sha256").update("tandem/unfreeze/v1").digest();

/** Stops co-signing at once, from any device. Repeated it stops an unfreeze that waits. */
export async function freeze(context: Context, caller: Caller, { proof }: FreezeRequest): Promise<FreezeState> {
  const record = await requireAccount(context, caller);
  const { accountId } = record;
  await assertActionProof(context, { record, action: "freeze", body: {}, proof });
  const entry = { account: accountId, kind: "freeze", by: "owner", device: caller.keyId };
  await freezeAccount(context.database, { accountId, salt: context.randomBytes(32), entry });
  return getFreeze(context, caller);
}

/**
 * Ends a freeze: at once where guardians asked for it, after 24 hours where the owner did.
 *
 * @throws ServiceError `policy_refused` on a new device.
 */
export async function unfreeze(context: Context, caller: Caller, { proof }: FreezeRequest): Promise<FreezeState> {
  const record = await requireAccount(context, caller);
  const { accountId, frozen, frozenBy } = record;
  assertSettledDevice(record, caller.keyId);
  await assertActionProof(context, { record, action: "unfreeze", body: {}, proof });
  if (!frozen) return getFreeze(context, caller);
  const { database, randomBytes } = context;
  const entry = { account: accountId, kind: "unfreeze", by: "owner", device: caller.keyId };
  const isDone =
    frozenBy === "guardians" && (await unfreezeAtOnce(database, { accountId, salt: randomBytes(32), entry }));
  if (!isDone) {
    await requestWait(database, {
      waitId: randomBytes(16),
      accountId,
      kind: "unfreeze",
      subject: unfreezeSubject,
      facts: {},
      keyId: caller.keyId,
      delaySeconds: daySeconds,
      windowSeconds,
    });
  }
  return getFreeze(context, caller);
}

/** Whether an account is frozen, by whom, and when that ends. */
export async function getFreeze(context: Context, caller: Caller): Promise<FreezeState> {
  return toState(context, await requireAccount(context, caller));
}

async function toState({ database }: Context, { accountId, frozen, frozenBy }: AccountRecord): Promise<FreezeState> {
  if (!frozen) return { frozen };
  const unfreezing = (await listWaits(database, accountId)).find(({ kind }) => kind === "unfreeze");
  return { frozen, ...(frozenBy && { frozenBy }), ...(unfreezing && { unfreezing }) };
}
