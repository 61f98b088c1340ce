import { EnrolPeerError, enrolRound1, enrolRound2, suiteName, zeroize } from "@tandem/frost";
import {
  bytesToHex,
  hexToBytes,
  type MakeKitRequest,
  type MakeKitResponse,
  OpenSealedError,
  open,
  seal,
  sealInfo,
} from "@tandem/protocol";
import type { Context } from "../context.ts";
import { assertActionProof, openServerShare, requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, getKitAllowed, insertKit } from "../store/index.ts";
import { type Caller, isNewDevice, kitRefusal, maxKitsADay, toKitSubject } from "./rules.ts";

/**
 * Makes share 2 together with the device, in one round trip: both are helpers of the repair protocol, the device also
 * receives. Nothing is kept between two trips, because there is one; the kit is written down and alarmed before anything
 * leaves.
 *
 * @throws ServiceError, `commitment_invalid` where the device's part is wrong.
 */
export async function makeKit(
  context: Context,
  { accountId, keyId }: Caller,
  request: MakeKitRequest,
): Promise<MakeKitResponse> {
  // The user's yes comes before the share is open, so the two messages made with it are not under it.
  const { proof, package: _package, sealedPart: _sealedPart, ...body } = request;
  const record = await requireAccount(context, { accountId, keyId });
  const subject = toKitSubject({ accountId, keyId, keyEpoch: body.keyEpoch });
  const rules = { accountId, keyEpoch: body.keyEpoch, subject, maxTriesADay: maxKitsADay };
  const allowed = await getKitAllowed(context.database, rules);
  if (allowed !== "made") throw kitRefusal(allowed);
  if (isNewDevice(record, keyId)) throw kitRefusal("wait");
  const answer = await enrol(context, record, request);
  await assertActionProof(context, { record, action: "make-kit", body, proof });
  const { outcome, madeAt } = await insertKit(context.database, {
    ...rules,
    deviceKeyId: keyId,
    keyId: body.kit.keyId,
    hpkeKey: body.kit.hpkeKey,
    salt: context.randomBytes(32),
    entry: { account: accountId, kind: "kit", device: keyId, kit: body.kit.keyId, keyEpoch: body.keyEpoch },
  });
  if (outcome !== "made") throw kitRefusal(outcome);
  return { ...answer, madeAt: madeAt.getTime() };
}

/** The service's side of the enrolment, all of it in memory. */
async function enrol(
  context: Context,
  record: AccountRecord,
  request: MakeKitRequest,
): Promise<Omit<MakeKitResponse, "madeAt">> {
  const { accountId, keyEpoch } = record;
  const privateKey = context.keys.hpke.privateKey(request.hpkeVersion);
  if (!privateKey) throw new ServiceError("unknown_id", "The service has no such key any more.");
  const infoOf = (purpose: string, sender: number, recipient: number) =>
    sealInfo({ suite: suiteName, purpose, sessionId: request.sessionId, accountId, keyEpoch, sender, recipient });
  const { keyPackage, publicKeyPackage } = await openServerShare(context, record);
  const secrets: Uint8Array[] = [keyPackage.signingShare];
  try {
    const round1 = enrolRound1({ keyPackage, publicKeyPackage, rng: context.randomBytes });
    secrets.push(round1.partForPeer);
    context.hooks?.hold("enrolment part", round1.partForPeer);
    const sealed = hexToBytes(request.sealedPart);
    const peerPart = await open({ privateKey, info: infoOf("enrol-part", 3, 1), sealed });
    secrets.push(peerPart);
    const sum = enrolRound2({ secret: round1.secret, peerPackage: hexToBytes(request.package), peerPart });
    secrets.push(sum);
    context.hooks?.hold("enrolment sum", sum);
    const recipientPublicKey = hexToBytes(request.hpkeKey);
    const [sealedPart, sealedSum] = await Promise.all([
      seal({ recipientPublicKey, info: infoOf("enrol-part", 1, 3), plaintext: round1.partForPeer }),
      seal({ recipientPublicKey, info: infoOf("enrol-sum", 1, 2), plaintext: sum }),
    ]);
    return {
      package: bytesToHex(round1.package),
      sealedPart: bytesToHex(sealedPart),
      sealedSum: bytesToHex(sealedSum),
    };
  } catch (error) {
    if (!(error instanceof EnrolPeerError) && !(error instanceof OpenSealedError)) throw error;
    throw new ServiceError("commitment_invalid", error.shortMessage, { action: "Start making the kit again." });
  } finally {
    zeroize(...secrets);
  }
}
