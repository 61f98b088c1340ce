import { addBackupHolder, decodePublicKeyPackage, encodePublicKeyPackage } from "@tandem/frost";
import { actionChallenge, bytesToHex } from "@tandem/protocol";
import { hexToBytes, zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { AccountNotFoundError } from "../errors.ts";
import { getConfig, getRequestKey } from "../requests/index.ts";
import { confirmWithPasskey } from "../signing/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import { enrol, prepareEnrolment } from "./enrol.ts";
import {
  createKitCode,
  deriveKitKeys,
  formatKitCode,
  formatKitFile,
  formatKitLines,
  formatKitQr,
  type Kit,
  type KitDetails,
  sealKit,
} from "./format/index.ts";
import type { MadeKit, MakeKitParameters } from "./types.ts";

/**
 * Makes a backup kit: one passkey prompt, the enrolment of share 2, and its sealing under a new code. Share 2 is zeroed
 * before this returns; what is left of it is sealed. The kit counts once `testKit` has opened it.
 *
 * @throws PasskeyCancelledError; TandemApiError (`policy_refused` with rule `kit-wait`: ask first); CosignerMisbehavedError
 */
export async function makeKit(context: ClientContext, parameters: MakeKitParameters): Promise<MadeKit> {
  const { accountId, password, onProgress } = parameters;
  const record = await context.storage.get("accounts", accountId);
  if (!record) throw new AccountNotFoundError();
  const key = await getRequestKey(context, accountId);
  const seed = context.randomBytes(16);
  const code = createKitCode(context.randomBytes);
  const secrets: Uint8Array[] = [seed, code];
  try {
    const { requestKey, hpke } = await deriveKitKeys(seed);
    zeroize(hpke.privateKey);
    const kitKeys = { keyId: requestKey.keyId, hpkeKey: bytesToHex(hpke.publicKey) };
    const enrolment = await prepareEnrolment(context, { keyEpoch: record.account.keyEpoch, kit: kitKeys });
    secrets.push(enrolment.hpke.privateKey);
    onProgress?.("passkey");
    const intentId = bytesToHex(context.randomBytes(32));
    const challenge = actionChallenge({ intentId, accountId, action: "make-kit", body: enrolment.approved });
    const { share, assertion } = await confirmWithPasskey(context, { record, challenge, password });
    try {
      onProgress?.("making");
      const { publicKeyPackage } = record;
      const proof = { intentId, assertion };
      const made = await enrol(context, {
        key,
        accountId,
        enrolment,
        proof,
        keyPackage: share.keyPackage,
        publicKeyPackage,
      });
      secrets.push(made.keyPackage.signingShare);
      share.close();
      onProgress?.("sealing");
      const details = await toDetails(context, {
        record,
        kitKeys,
        madeAt: made.madeAt,
        guardians: parameters.guardians,
      });
      const kit = await sealKit({ code, keyPackage: made.keyPackage, seed, details, randomBytes: context.randomBytes });
      onProgress?.("done");
      return toMadeKit(kit, details, code);
    } finally {
      share.close();
    }
  } finally {
    zeroize(...secrets);
  }
}

type DetailsParameters = {
  readonly record: AccountRecord;
  readonly kitKeys: { readonly keyId: `0x${string}`; readonly hpkeKey: `0x${string}` };
  readonly madeAt: number;
  readonly guardians: MakeKitParameters["guardians"];
};

async function toDetails(context: ClientContext, parameters: DetailsParameters): Promise<KitDetails> {
  const { record, kitKeys, madeAt, guardians = [] } = parameters;
  const { account, sealedShare, wraps } = record;
  const config = await getConfig(context);
  const head = await context.storage.get("log", "head");
  const withBackup = addBackupHolder(decodePublicKeyPackage(hexToBytes(record.publicKeyPackage)));
  const { accountId, name, keyEpoch, publicKey, address, birthKey, configHash, salt, rotations, recovered } = account;
  return {
    accountId,
    name,
    origin: context.baseUrl,
    rpId: config.rpId,
    serverIdentity: config.identity,
    madeAt,
    keyEpoch,
    publicKey,
    publicKeyPackage: bytesToHex(encodePublicKeyPackage(withBackup)),
    address,
    birthKey,
    configHash,
    salt,
    rotations: [...rotations],
    ...(recovered && { recovered }),
    guardians,
    requestKeyId: kitKeys.keyId,
    hpkeKey: kitKeys.hpkeKey,
    vault: account.hasVault && wraps.length > 0 ? { sealedShare, wraps: [...wraps], keyEpoch } : null,
    chains: config.chains,
    checkpoint: head?.kind === "head" ? head.latest.note : null,
  };
}

function toMadeKit(kit: Kit, { name, origin, madeAt }: KitDetails, code: Uint8Array): MadeKit {
  const day = new Date(madeAt).toISOString().slice(0, 10);
  const slug = name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase();
  return {
    kit,
    file: { name: `tandem-kit-${slug || "account"}-${day}.json`, bytes: formatKitFile(kit) },
    sheet: { accountName: name, origin, madeAt, qr: formatKitQr(kit), lines: formatKitLines(kit) },
    code: formatKitCode(code),
  };
}
