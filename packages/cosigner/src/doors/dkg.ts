import type { FinishDkgRequest, FinishDkgResponse, StartDkgRequest, StartDkgResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { toBytes, toHex } from "../store/index.ts";
import { accountAddress } from "./accountAddress.ts";
import { finishKeyGeneration, type MadeKey, startKeyGeneration } from "./keyGeneration/index.ts";
import { requireAccount } from "./requireAccount.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

/** An aborted key generation lets the peer choose a bit of the key: few tries an account. */
const maxSessions = 16;

/** Round trip 1 of the key that an account is made of. */
export async function startDkg(context: Context, caller: Caller, request: StartDkgRequest): Promise<StartDkgResponse> {
  const { keyEpoch } = await requireAccount(context, { ...caller, status: ["passkey", "keyed"] });
  await countSession(context, caller.accountId);
  return startKeyGeneration(context, { ...caller, keyEpoch, rotationId: undefined }, request);
}

/** Round trip 2. */
export async function finishDkg(
  context: Context,
  { sessionId, ...caller }: Caller & { readonly sessionId: Hex },
  request: FinishDkgRequest,
): Promise<FinishDkgResponse> {
  const { keyEpoch } = await requireAccount(context, { ...caller, status: ["passkey", "keyed"] });
  const run = { ...caller, keyEpoch, rotationId: undefined, sessionId };
  return finishKeyGeneration(context, run, request, (key) => storeKey(context, run, key));
}

async function countSession({ database }: Context, accountId: Hex): Promise<void> {
  const counted = await database.kysely
    .updateTable("accounts")
    .set((where) => ({ dkg_sessions: where("dkg_sessions", "+", 1) }))
    .where("account_id", "=", toBytes(accountId))
    .where("dkg_sessions", "<", maxSessions)
    .executeTakeFirst();
  if (counted.numUpdatedRows === 0n) {
    throw new ServiceError("rate_limited", "This account has used up its tries to make a key.", {
      action: "Create the account anew.",
      retryAfterSeconds: 86_400,
    });
  }
}

async function storeKey(
  context: Context,
  { accountId, keyEpoch }: { readonly accountId: Hex; readonly keyEpoch: number },
  { publicKey, publicKeyPackage, transcriptHash, share }: MadeKey,
): Promise<void> {
  await context.database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("accounts")
      .set((where) => ({
        status: "keyed",
        version: where("version", "+", 1),
        public_key: publicKey,
        birth_key: publicKey,
        public_key_package: publicKeyPackage,
        transcript_hash: transcriptHash,
        address: toBytes(accountAddress(context, { birthKey: toHex(publicKey) })),
        vault_confirmed: false,
      }))
      .where("account_id", "=", toBytes(accountId))
      .where("status", "in", ["passkey", "keyed"])
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) throw new ServiceError("intent_conflict", "The account is active already.");
    // A key that was made before and never confirmed is worthless: its vault and share go with it.
    await transaction.deleteFrom("vaults").where("account_id", "=", toBytes(accountId)).execute();
    await transaction.deleteFrom("server_shares").where("account_id", "=", toBytes(accountId)).execute();
    await transaction
      .insertInto("server_shares")
      .values({
        account_id: toBytes(accountId),
        key_epoch: keyEpoch,
        sealed: share.sealed,
        kek_version: share.kekVersion,
        wrapped_key: share.wrapped,
      })
      .execute();
  });
}
