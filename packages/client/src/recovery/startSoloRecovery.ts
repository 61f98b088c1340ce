import { hashRecoveryMessage } from "@tandem/account";
import {
  aggregate,
  commit,
  dealKey,
  encodePublicKeyPackage,
  type KeyPackage,
  type PublicKeyPackage,
  signShare,
  toPublicKeyX,
} from "@tandem/frost";
import { bytesToHex, type GuardianCard, hexToBytes } from "@tandem/protocol";
import type { Hex } from "viem";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError, PasskeyPrfMissingError, PasswordError } from "../errors.ts";
import { getPrfSalt } from "../passkeys/index.ts";
import { createDeviceKey, passwordMinimumLength, type SealSecret, sealShare } from "../vault/index.ts";
import { readOwnerEpoch, toRequest } from "./createRequest.ts";
import { readCoverage } from "./readCoverage.ts";
import { hashRequest } from "./requests.ts";
import { sealSoloKit } from "./sealSoloKit.ts";
import { toRecovered } from "./toRecovered.ts";
import type { RecoveryRecord, StartRecoveryParameters, StartSoloRecoveryReturnType } from "./types.ts";

/** Shares of the kit and of the device: there is no server. */
const signers = [2, 3] as const;

/** The first version of the new key's shares. */
const keyEpoch = 1;

/**
 * Asks the guardians for the account with a key that is dealt on this device. For these seconds the whole key is here;
 * share 3 is sealed under a new passkey, or a password where that cannot, share 2 under the code of a new kit, and both are
 * needed to sign.
 *
 * @throws PasskeyCancelledError, PasskeyPrfMissingError, PasswordError, InvalidInputError, ServiceUnreachableError (the chain)
 */
export async function startSoloRecovery(
  context: ClientContext,
  parameters: StartRecoveryParameters<GuardianCard>,
): Promise<StartSoloRecoveryReturnType> {
  const { card, onProgress } = parameters;
  const requester = parameters.requester.trim();
  if (requester === "" || requester.length > 64) {
    throw new InvalidInputError("Your guardians need to know who asks.", "Write your name, 1 to 64 characters.");
  }
  const ownerEpoch = await readOwnerEpoch(card);
  onProgress?.("passkey");
  const passkey = await createPasskey(context, card);
  const secret = await toSealSecret(passkey, parameters.password);
  onProgress?.("key");
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: signers, rng: context.randomBytes });
  try {
    const publicKey = bytesToHex(toPublicKeyX(publicKeyPackage));
    const digest = hashRecoveryMessage(card.address, {
      primaryType: "InstallOwner",
      message: { newOwner: publicKey },
    });
    const proof = signWithBoth(context, { keyPackages, publicKeyPackage, digest });
    onProgress?.("sealing");
    const { accountId } = card;
    const sealed = await sealShare({
      keyPackage: keyPackages[3],
      accountId,
      keyEpoch,
      secret,
      randomBytes: context.randomBytes,
    });
    const coverage = await readCoverage(card);
    const request = toRequest(context, { card, coverage, requester, ownerEpoch, newOwner: publicKey, proof });
    const encodedPackage = bytesToHex(encodePublicKeyPackage(publicKeyPackage));
    const kit = await sealSoloKit(context, {
      keyPackage: keyPackages[2],
      publicKeyPackage: encodedPackage,
      publicKey,
      keyEpoch,
      recovered: toRecovered(request),
      card,
      rpId: passkey.rpId,
    });
    const record: RecoveryRecord = {
      version: 1,
      id: hashRequest(request),
      request,
      accountId,
      approvals: [],
      key: {
        kind: "solo",
        publicKey,
        publicKeyPackage: encodedPackage,
        keyEpoch,
        ...sealed,
        ...(secret.kind === "password" && { deviceKey: secret.deviceKey }),
        credential: passkey.credential,
      },
      createdAt: context.now(),
      isKitKept: false,
    };
    await context.storage.write([{ store: "recoveries", key: record.id, value: record }]);
    onProgress?.("done");
    return { record, kit };
  } finally {
    zeroize(keyPackages[2].signingShare, keyPackages[3].signingShare, passkey.prf);
  }
}

async function createPasskey(context: ClientContext, card: GuardianCard) {
  const prfSalt = await getPrfSalt();
  // The page's own host: with the service gone there is nobody to ask.
  const rpId = new URL(context.baseUrl).hostname;
  const { registration, prf } = await context.passkeys.create({
    rpId,
    rpName: "Tandem",
    // Of its own: under the account's id it would take the place of the account's present passkey, whose key is the one in
    // force until the recovery is over, or of that of an earlier request.
    userId: context.randomBytes(16),
    userName: card.accountName,
    challenge: context.randomBytes(32),
    prfSalt,
  });
  const credential = { credentialId: registration.id, transports: registration.response.transports };
  if (prf) return { rpId, credential, prf };
  const answer = await context.passkeys.get({
    rpId,
    challenge: context.randomBytes(32),
    prfSalt,
    allowCredentials: [{ id: registration.id, transports: registration.response.transports }],
  });
  return { rpId, credential, prf: answer.prf };
}

type Passkey = Awaited<ReturnType<typeof createPasskey>>;

async function toSealSecret({ prf, credential }: Passkey, password: string | undefined): Promise<SealSecret> {
  if (prf) return { kind: "passkey", credentialId: credential.credentialId, prf };
  if (password === undefined) throw new PasskeyPrfMissingError();
  if ([...password].length < passwordMinimumLength) throw new PasswordError({ reason: "short" });
  return { kind: "password", password, deviceKey: await createDeviceKey() };
}

function signWithBoth(
  context: ClientContext,
  parameters: {
    readonly keyPackages: Readonly<Record<2 | 3, KeyPackage>>;
    readonly publicKeyPackage: PublicKeyPackage;
    readonly digest: Hex;
  },
): Hex {
  const { keyPackages, publicKeyPackage } = parameters;
  const digest = hexToBytes(parameters.digest);
  const one = (identifier: 2 | 3) =>
    commit({
      keyPackage: keyPackages[identifier],
      digest,
      signers,
      keyEpoch,
      counter: ++context.memory.commitCounter,
      rng: context.randomBytes,
    });
  const [kit, device] = [one(2), one(3)];
  const shared = {
    publicKeyPackage,
    digest,
    signers,
    commitments: { 2: kit.commitments, 3: device.commitments },
  };
  const shares = {
    2: signShare({ ...shared, keyPackage: keyPackages[2], nonces: kit.nonces }),
    3: signShare({ ...shared, keyPackage: keyPackages[3], nonces: device.nonces }),
  };
  return bytesToHex(aggregate({ ...shared, shares }));
}
