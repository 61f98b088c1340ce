import {
  decodePublicKeyPackage,
  enrolFinish,
  enrolRound1,
  enrolRound2,
  FrostError,
  type KeyPackage,
  suiteName,
} from "@tandem/frost";
import {
  type ActionProof,
  bytesToHex,
  createHpkeKeyPair,
  type HpkeKeyPair,
  MakeKitResponse,
  OpenSealedError,
  open,
  seal,
  sealInfo,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { hexToBytes, zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getConfig, getServerTimeMs, type RequestKey, sendSignedRequest, verifyServerKey } from "../requests/index.ts";

/** What the user says yes to, and the keys of the session. */
export type Enrolment = {
  readonly approved: {
    readonly keyEpoch: number;
    readonly sessionId: Hex;
    readonly hpkeVersion: number;
    readonly hpkeKey: Hex;
    readonly kit: { readonly keyId: Hex; readonly hpkeKey: Hex };
  };
  readonly serverHpkeKey: Uint8Array;
  readonly hpke: HpkeKeyPair;
};

/** Draws the session, before anything is asked of the user. The caller zeroes `hpke.privateKey`. */
export async function prepareEnrolment(
  context: ClientContext,
  { keyEpoch, kit }: { readonly keyEpoch: number; readonly kit: Enrolment["approved"]["kit"] },
): Promise<Enrolment> {
  const { identity, keys } = await getConfig(context);
  const [document] = keys.filter(({ purpose }) => purpose === "hpke").sort((a, b) => b.version - a.version);
  if (!document) throw new CosignerMisbehavedError("it has no key to seal to");
  const nowMs = await getServerTimeMs(context);
  const serverHpkeKey = verifyServerKey({ document, identity, purpose: "hpke", nowMs });
  const hpke = await createHpkeKeyPair();
  const approved = {
    keyEpoch,
    sessionId: bytesToHex(context.randomBytes(16)),
    hpkeVersion: document.version,
    hpkeKey: bytesToHex(hpke.publicKey),
    kit,
  };
  return { approved, serverHpkeKey, hpke };
}

export type EnrolParameters = {
  readonly key: RequestKey;
  readonly accountId: Hex;
  readonly enrolment: Enrolment;
  readonly proof: ActionProof;
  /** Share 3, open. */
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: Hex;
};

/**
 * Makes share 2 with the co-signer in one round trip: this page is helper 3 and receiver, so it holds shares 2 and 3, the
 * whole key, from here until the caller has zeroed the result.
 *
 * @throws CosignerMisbehavedError when the co-signer lied; TandemApiError
 */
export async function enrol(
  context: ClientContext,
  parameters: EnrolParameters,
): Promise<{ readonly keyPackage: KeyPackage; readonly madeAt: number }> {
  const { key, accountId, enrolment, proof, keyPackage } = parameters;
  const { approved, serverHpkeKey } = enrolment;
  const publicKeyPackage = decodePublicKeyPackage(hexToBytes(parameters.publicKeyPackage));
  const round1 = enrolRound1({ keyPackage, publicKeyPackage, rng: context.randomBytes });
  try {
    const sealedPart = await seal({
      recipientPublicKey: serverHpkeKey,
      info: infoOf(parameters, "enrol-part", 3, 1),
      plaintext: round1.partForPeer,
    });
    const answer = await sendSignedRequest(context, {
      key,
      method: "POST",
      path: `/accounts/${accountId}/kit`,
      body: { ...approved, package: bytesToHex(round1.package), sealedPart: bytesToHex(sealedPart), proof },
      schema: MakeKitResponse,
    });
    const share = await finish(parameters, { round1, publicKeyPackage, answer });
    return { keyPackage: share, madeAt: answer.madeAt };
  } catch (error) {
    if (error instanceof FrostError || error instanceof OpenSealedError) {
      throw new CosignerMisbehavedError(error.shortMessage, { cause: error });
    }
    throw error;
  } finally {
    round1.secret.discard();
    zeroize(round1.partForPeer);
  }
}

type FinishParameters = {
  readonly round1: ReturnType<typeof enrolRound1>;
  readonly publicKeyPackage: ReturnType<typeof decodePublicKeyPackage>;
  readonly answer: MakeKitResponse;
};

async function finish(parameters: EnrolParameters, { round1, publicKeyPackage, answer }: FinishParameters) {
  const { privateKey } = parameters.enrolment.hpke;
  const secrets: Uint8Array[] = [];
  const openHere = async (purpose: string, recipient: number, sealed: Hex) => {
    const plaintext = await open({
      privateKey,
      info: infoOf(parameters, purpose, 1, recipient),
      sealed: hexToBytes(sealed),
    });
    secrets.push(plaintext);
    return plaintext;
  };
  try {
    const peerPart = await openHere("enrol-part", 3, answer.sealedPart);
    const serverSum = await openHere("enrol-sum", 2, answer.sealedSum);
    const peerPackage = hexToBytes(answer.package);
    const ownSum = enrolRound2({ secret: round1.secret, peerPackage, peerPart });
    secrets.push(ownSum);
    const packages = { 1: peerPackage, 3: round1.package };
    return enrolFinish({ publicKeyPackage, packages, sums: { 1: serverSum, 3: ownSum } }).keyPackage;
  } finally {
    zeroize(...secrets);
  }
}

function infoOf({ accountId, enrolment }: EnrolParameters, purpose: string, sender: number, recipient: number) {
  const { sessionId, keyEpoch } = enrolment.approved;
  return sealInfo({ suite: suiteName, purpose, sessionId, accountId, keyEpoch, sender, recipient });
}
