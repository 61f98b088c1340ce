import { Account } from "@tandem/protocol";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError, StorageRecordError } from "../../errors.ts";
import { sendSignedRequest } from "../../requests/index.ts";
import { creationKey } from "../../storage/index.ts";
import type { StoredAccount } from "../../types.ts";
import { toStoredAccount } from "../toStoredAccount.ts";
import type { Creation } from "./creation.ts";
import { requireKey } from "./requireKey.ts";

/** Ends the creation: the co-signer checks the common signature, and the account becomes this device's. */
export async function activate(context: ClientContext, creation: Creation): Promise<StoredAccount> {
  const { accountId, selfTestSignature, credential } = creation.record;
  const { sealedShare, wraps, unlock, publicKey, publicKeyPackage, keyEpoch, transcriptHash } = requireKey(creation);
  if (!selfTestSignature || !credential) throw new StorageRecordError({ store: "creations" });
  const answer = await sendSignedRequest(context, {
    key: creation.key,
    method: "POST",
    path: `/accounts/${accountId}/activate`,
    body: { signature52: selfTestSignature },
    schema: Account,
  });
  const isSameKey = answer.publicKey === publicKey && answer.birthKey === publicKey && answer.keyEpoch === keyEpoch;
  if (answer.accountId !== accountId || !isSameKey || answer.rotations.length > 0 || answer.recovered) {
    throw new CosignerMisbehavedError("the account it activated is another one");
  }
  const account = await toStoredAccount(context, { account: answer, unlock, createdAt: creation.record.createdAt });
  const record = { version: 1, account, publicKeyPackage, transcriptHash, sealedShare, wraps, unlock } as const;
  await context.storage.write([
    { store: "accounts", key: accountId, value: { ...record, credentials: [credential] } },
    { store: "creations", key: creationKey },
  ]);
  return account;
}
