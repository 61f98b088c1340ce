import { encodeKeyPackage } from "@tandem/frost";
import { actionChallenge, bytesToHex, deviceEntry, seal } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import { copyBytes, hexToBytes, zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import { type PromptedShare, promptForShare } from "../signing/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import { openShare, unwrapDataKey } from "../vault/index.ts";
import { encodeShareMessage } from "./shareMessage.ts";
import { toPairingInfo } from "./toPairingInfo.ts";
import type { AddDeviceParameters } from "./types.ts";

/** One prompt: opens the share, seals it to the new device's key, and signs the entry of the device list. */
export async function addDevice(
  context: ClientContext,
  { accountId, pairing, password }: AddDeviceParameters,
): Promise<void> {
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const { pairingId, keyId, hpkeKey } = pairing;
  const intentId = bytesToHex(context.randomBytes(32));
  const body = { pairingId, keyId, hpkeKey };
  const challenge = actionChallenge({ intentId, accountId, action: "add-device", body });
  const { credentials, unlock } = record;
  const prompted = await promptForShare(context, { accountId, credentials, unlock, challenge, password });
  try {
    const plaintext = await readShare(record, prompted);
    try {
      const { keyEpoch } = record.account;
      const info = toPairingInfo({ pairingId, accountId, keyEpoch });
      const sealed = await seal({ recipientPublicKey: hexToBytes(hpkeKey), info, plaintext });
      const algorithm = { name: "ECDSA", hash: "SHA-256" };
      const entry = copyBytes(deviceEntry({ accountId, keyId, hpkeKey }));
      const signature = new Uint8Array(await crypto.subtle.sign(algorithm, key.requestKey, entry));
      await sendSignedRequest(context, {
        key,
        method: "POST",
        path: `/accounts/${accountId}/devices`,
        body: {
          ...body,
          sealedShare: bytesToHex(sealed),
          signature: bytesToHex(signature),
          proof: { intentId, assertion: prompted.assertion },
        },
        schema: noBody,
      });
    } finally {
      zeroize(plaintext);
    }
  } finally {
    prompted.forget();
  }
}

async function readShare(record: AccountRecord, { secret }: PromptedShare): Promise<Uint8Array> {
  const { accountId, publicKey, keyEpoch, hasVault } = record.account;
  const { publicKeyPackage } = record;
  const open = { sealed: record, accountId, publicKey, publicKeyPackage, keyEpoch, secret };
  const keyPackage = await openShare(open);
  const share = encodeKeyPackage(keyPackage);
  // With it the new device's passkey opens the vault too.
  const dataKey = hasVault && secret.kind === "passkey" ? await unwrapDataKey(open) : undefined;
  try {
    return encodeShareMessage({ share, dataKey });
  } finally {
    zeroize(keyPackage.signingShare, share, dataKey);
  }
}
