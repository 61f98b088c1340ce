import { selfTestDigest, verify } from "@tandem/frost";
import {
  type Account,
  type ActivateAccountRequest,
  bytesToHex,
  hexToBytes,
  type SelfTestRequest,
  type SelfTestResponse,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { getRecovery, getSealedShare, toBytes } from "../store/index.ts";
import { computeAnswer } from "./computeAnswer.ts";
import { getAccount } from "./getAccount.ts";
import { requireAccount, requireKey } from "./requireAccount.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

/** Co-signs the self-test: the digest follows from the server's own transcript hash, from nothing the device sends. */
export async function selfTest(
  context: Context,
  { accountId, keyId }: Caller,
  { commitments }: SelfTestRequest,
): Promise<SelfTestResponse> {
  const record = await requireAccount(context, { accountId, keyId, status: ["keyed"] });
  const key = requireKey(record);
  const share = await getSealedShare(context.database, accountId, record.keyEpoch);
  if (!share) throw new ServiceError("epoch_stale", "The service has no share of this key epoch.");
  return computeAnswer(context, {
    ...{ accountId, share, commitments, keyEpoch: record.keyEpoch },
    ...{ publicKey: key.publicKey, publicKeyPackage: key.publicKeyPackage },
    digest: bytesToHex(selfTestDigest(key.transcriptHash)),
  });
}

/**
 * Makes the account: its key signs, and its vault copy, where there is one, was opened by a fresh assertion. Asked again
 * it answers the same.
 */
export async function activate(
  context: Context,
  { accountId, keyId }: Caller,
  { signature52 }: ActivateAccountRequest,
): Promise<Account> {
  const record = await requireAccount(context, { accountId, keyId, status: ["keyed", "active"] });
  const key = requireKey(record);
  const digest = selfTestDigest(key.transcriptHash);
  if (!verify({ publicKey: hexToBytes(key.publicKey), digest, signature: hexToBytes(signature52) })) {
    throw new ServiceError("commitment_invalid", "The self-test signature does not verify.", {
      action: "Repeat the self-test with new commitments.",
    });
  }
  if (record.status === "keyed") {
    if (await getRecovery(context.database, { accountId })) {
      throw new ServiceError("intent_conflict", "This key waits for guardians; it makes no account of its own.");
    }
    if (record.hasVault && !record.vaultConfirmed) {
      throw new ServiceError("step_up_required", "The vault copy has not been opened yet.", {
        action: "Open the vault with the passkey, then activate.",
      });
    }
    await context.database.kysely
      .updateTable("accounts")
      .set((where) => ({ status: "active", expires_at: null, version: where("version", "+", 1) }))
      .where("account_id", "=", toBytes(accountId))
      .where("status", "=", "keyed")
      .where("version", "=", record.version)
      .execute();
  }
  return getAccount(context, { accountId, keyId });
}
