import {
  bytesToBase64url,
  hexToBytes,
  type RegisterPasskeyRequest,
  type RegisterPasskeyResponse,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, takeChallenge, toBytes } from "../store/index.ts";
import { readClientChallenge } from "./challenges.ts";
import { requireAccount } from "./requireAccount.ts";
import { verifyRegistration } from "./webauthn.ts";

/** Binds a passkey to the request key of an account under creation. Asked again with the same passkey: same answer. */
export async function registerPasskey(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
  { registration, hasVault }: RegisterPasskeyRequest,
): Promise<RegisterPasskeyResponse> {
  const record = await requireAccount(context, { accountId, keyId, status: ["created", "passkey", "keyed"] });
  if (isRegistered(record, registration.id)) return { credentialId: registration.id };
  if (record.status !== "created") throw new ServiceError("intent_conflict", "The account has another passkey.");

  const claimed = readClientChallenge(registration.response.clientDataJSON);
  const challenge =
    claimed &&
    (await takeChallenge(context.database, { purpose: "registration", accountId, keyId, challenge: claimed }));
  if (!challenge) {
    throw new ServiceError("request_malformed", "The passkey answers a challenge that is used up or too old.", {
      action: "Start the creation again.",
    });
  }
  const credential = await verifyRegistration(context, registration, bytesToBase64url(hexToBytes(challenge)));
  await context.database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("accounts")
      .set((where) => ({ status: "passkey", has_vault: hasVault, version: where("version", "+", 1) }))
      .where("account_id", "=", toBytes(accountId))
      .where("status", "=", "created")
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) throw new ServiceError("intent_conflict", "The account has another passkey.");
    const inserted = await transaction
      .insertInto("credentials")
      .values({
        credential_id: credential.credentialId,
        account_id: toBytes(accountId),
        public_key: credential.publicKey,
        counter: credential.counter,
        transports: [...credential.transports],
        backed_up: credential.backedUp,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (!inserted.numInsertedOrUpdatedRows) {
      throw new ServiceError("intent_conflict", "This passkey belongs to an account already.", {
        action: "Sign in with it, or create a new passkey.",
      });
    }
  });
  return { credentialId: registration.id };
}

function isRegistered({ credentials }: AccountRecord, credentialId: string): boolean {
  return credentials.some((credential) => credential.credentialId.toString("base64url") === credentialId);
}
