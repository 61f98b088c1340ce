import { randomBytes } from "node:crypto";
import { suiteName } from "@tandem/frost";
import { actionChallenge, createHpkeKeyPair, type MakeKitResponse, seal, sealInfo } from "@tandem/protocol";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import { type Answer, createRequestSigner, type Device } from "./createDevice.ts";

/** The device's side of an enrolment, message by message, for those who lie. */
export async function createEnrolment(
  device: Device,
  changes: { readonly keyEpoch?: number; readonly kitKeyId?: Hex } = {},
) {
  const { accountId } = device.account;
  const keyEpoch = changes.keyEpoch ?? device.account.keyEpoch;
  const { keys } = await device.must<{ keys: { purpose: string; version: number; publicKey: Hex }[] }>(
    "GET",
    "/config",
  );
  const serverKey = keys.find(({ purpose }) => purpose === "hpke")!;

  async function send(message: { package: Uint8Array; part: Uint8Array }): Promise<Answer<MakeKitResponse>> {
    const hpke = await createHpkeKeyPair();
    const body = {
      keyEpoch,
      sessionId: bytesToHex(randomBytes(16)),
      hpkeVersion: serverKey.version,
      hpkeKey: bytesToHex(hpke.publicKey),
      kit: {
        keyId: changes.kitKeyId ?? createRequestSigner(() => "").keyId,
        hpkeKey: bytesToHex(randomBytes(32)),
      },
    };
    const { sessionId } = body;
    const info = sealInfo({
      suite: suiteName,
      purpose: "enrol-part",
      sessionId,
      accountId,
      keyEpoch,
      sender: 3,
      recipient: 1,
    });
    const sealedPart = await seal({
      recipientPublicKey: hexToBytes(serverKey.publicKey),
      info,
      plaintext: message.part,
    });
    const intentId = bytesToHex(randomBytes(32));
    const assertion = await device.assert(actionChallenge({ intentId, accountId, action: "make-kit", body }));
    return device.call("POST", `/accounts/${accountId}/kit`, {
      ...body,
      package: bytesToHex(message.package),
      sealedPart: bytesToHex(sealedPart),
      proof: { intentId, assertion },
    });
  }
  return { send };
}
