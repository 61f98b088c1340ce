import { checkKeyPackage, decodeKeyPackage, decodePublicKeyPackage, type KeyPackage } from "@tandem/frost";
import {
  Account,
  createHpkeKeyPair,
  formatPairingCode,
  type HpkeKeyPair,
  open,
  StartPairingResponse,
  TakePairingResponse,
  toPairingId,
} from "@tandem/protocol";
import { bytesToHex, type Hex } from "viem";
import { assertOwner, defaultDeviceName } from "../accounts/index.ts";
import { hexToBytes, zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, InvalidInputError, OperationExpiredError } from "../errors.ts";
import { createRequestKey, getConfig, type RequestKey, sendSignedRequest } from "../requests/index.ts";
import { type Arrival, finishNewDevice } from "./finishNewDevice.ts";
import { decodeShareMessage } from "./shareMessage.ts";
import { toPairingInfo } from "./toPairingInfo.ts";
import type { NewDevice } from "./types.ts";

/** Makes this page's keys and a code for them. Nothing is stored before the share is sealed under this device's passkey. */
export async function showNewDevice(
  context: ClientContext,
  { deviceName = defaultDeviceName }: { readonly deviceName?: string | undefined } = {},
): Promise<NewDevice> {
  const [key, hpke] = await Promise.all([createRequestKey(), createHpkeKeyPair(), getConfig(context)]);
  const hpkeKey = bytesToHex(hpke.publicKey);
  const { pairingId, expiresAt } = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: "/pairings",
    body: { hpkeKey, deviceName },
    schema: StartPairingResponse,
  });
  if (pairingId !== toPairingId({ keyId: key.keyId, hpkeKey })) throw new CosignerMisbehavedError("another pairing");
  const run = { key, hpke, pairingId };
  let arrival: Arrival | undefined;

  async function take(): Promise<Arrival | undefined> {
    arrival ??= await takeShare(context, run);
    return arrival;
  }

  return {
    code: formatPairingCode(pairingId),
    url: `${context.baseUrl}/add-device#${pairingId.slice(2)}`,
    expiresAt,
    isAdded: async () => (await take()) !== undefined,
    async finish({ password } = {}) {
      const taken = await take();
      if (!taken) throw new InvalidInputError("No device has said yes yet.", "Confirm the code on the other device.");
      const account = await finishNewDevice(context, { key, arrival: taken, password });
      zeroize(taken.keyPackage.signingShare, taken.dataKey, hpke.privateKey);
      return account;
    },
    close: () => zeroize(arrival?.keyPackage.signingShare, arrival?.dataKey, hpke.privateKey),
  };
}

type Run = { readonly key: RequestKey; readonly hpke: HpkeKeyPair; readonly pairingId: Hex };

/** What the other device has sealed for this one, opened and checked against the account. */
async function takeShare(context: ClientContext, { key, hpke, pairingId }: Run): Promise<Arrival | undefined> {
  const { accountId, sealedShare } = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/pairings/${pairingId}/take`,
    schema: TakePairingResponse,
  });
  if (!accountId || !sealedShare) return undefined;
  const path = `/accounts/${accountId}`;
  const account = await sendSignedRequest(context, { key, method: "GET", path, schema: Account });
  await assertOwner(context, { account });
  const info = toPairingInfo({ pairingId, accountId, keyEpoch: account.keyEpoch });
  // The key may have been changed in between: the share is of another epoch then.
  const plaintext = await open({ privateKey: hpke.privateKey, info, sealed: hexToBytes(sealedShare) }).catch(() => {
    throw new OperationExpiredError();
  });
  try {
    const { share, dataKey } = decodeShareMessage(plaintext);
    return { account, keyPackage: checkShare(share, account), dataKey: dataKey && Uint8Array.from(dataKey) };
  } finally {
    zeroize(plaintext);
  }
}

function checkShare(share: Uint8Array, { publicKey, publicKeyPackage }: Account): KeyPackage {
  const keyPackage = decodeKeyPackage(share);
  zeroize(share);
  checkKeyPackage(keyPackage, decodePublicKeyPackage(hexToBytes(publicKeyPackage)));
  if (keyPackage.identifier !== 3 || bytesToHex(keyPackage.publicKey.subarray(1)) !== publicKey) {
    throw new CosignerMisbehavedError("a share of another key");
  }
  return keyPackage;
}
