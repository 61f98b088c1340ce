import { selfTestDigest } from "@tandem/frost";
import {
  base64urlToBytes,
  bytesToHex,
  CreateChallengeResponse,
  OpenVaultResponse,
  SelfTestResponse,
} from "@tandem/protocol";
import { hexToBytes } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { sendSignedRequest } from "../../requests/index.ts";
import { keepSyncKey, OpenShare, type PromptedShare, promptForShare, signTogether } from "../../signing/index.ts";
import { openShare, type SealedShare } from "../../vault/index.ts";
import { type Creation, saveCreation } from "./creation.ts";
import { requireKey } from "./requireKey.ts";

/**
 * Proves, before the account is shown, that the sealed share opens and signs: from the co-signer's copy by a fresh
 * assertion, or from this device where there is no vault copy.
 */
export async function selfTest(
  context: ClientContext,
  creation: Creation,
  { password }: { readonly password?: string | undefined },
): Promise<Creation> {
  const { accountId, hasVault } = creation.record;
  const key = requireKey(creation);
  const challenge = hasVault ? await createChallenge(context, creation) : context.randomBytes(32);
  const credentials = creation.record.credential ? [creation.record.credential] : [];
  const prompted = await promptForShare(context, { accountId, credentials, unlock: key.unlock, challenge, password });
  try {
    const sealed = hasVault ? await fetchVault(context, creation, prompted) : key;
    const share = new OpenShare(await openShare({ ...key, sealed, accountId, secret: prompted.secret }));
    await keepSyncKey(context, { accountId, keyEpoch: key.keyEpoch, sealed, secret: prompted.secret });
    try {
      const { signature } = await signTogether(context, {
        share,
        publicKeyPackage: key.publicKeyPackage,
        keyEpoch: key.keyEpoch,
        digest: bytesToHex(selfTestDigest(hexToBytes(key.transcriptHash))),
        send: (commitments) =>
          sendSignedRequest(context, {
            key: creation.key,
            method: "POST",
            path: `/accounts/${accountId}/self-test`,
            body: { commitments },
            schema: SelfTestResponse,
          }),
      });
      return await saveCreation(context, creation, { stage: "self-tested", selfTestSignature: signature });
    } finally {
      share.close();
    }
  } finally {
    prompted.forget();
  }
}

async function createChallenge(context: ClientContext, { key, record }: Creation): Promise<Uint8Array> {
  const { challenge } = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${record.accountId}/challenge`,
    body: { purpose: "confirm-creation" },
    schema: CreateChallengeResponse,
  });
  return base64urlToBytes(challenge);
}

async function fetchVault(
  context: ClientContext,
  { key, record }: Creation,
  { assertion }: PromptedShare,
): Promise<SealedShare> {
  const { vault } = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${record.accountId}/vault/open`,
    body: { assertion },
    schema: OpenVaultResponse,
  });
  return { ...vault, unlock: { kind: "passkey" } };
}
