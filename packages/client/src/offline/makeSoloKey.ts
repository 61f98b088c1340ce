import { hashRecoveryMessage } from "@tandem/account";
import { dealKey, type KeyPackage } from "@tandem/frost";
import type { Rotation } from "@tandem/protocol";
import { bytesToHex } from "viem";
import { createOfflineSigner, type OfflineSigner } from "./createOfflineSigner.ts";
import type { OfflineAccount } from "./types.ts";

export type MakeSoloKeyParameters = {
  readonly account: OfflineAccount;
  /** Signs for the key that is replaced. */
  readonly signer: OfflineSigner;
  /** How often the owner has changed on the chain that is rotated. */
  readonly ownerEpoch: bigint;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
};

export type SoloKey = {
  readonly account: OfflineAccount;
  readonly rotation: Rotation;
  /** Shares 2 and 3 of the new key: seal both, then close the signer, which zeroes them. */
  readonly kit: KeyPackage;
  readonly device: KeyPackage;
  readonly signer: OfflineSigner;
};

/**
 * A new owner key that needs no server, and the rotation to it, signed by the old key for every chain at that epoch. The
 * key existed in one place: the app says so, and replaces it when there is a co-signer again.
 */
export function makeSoloKey(parameters: MakeSoloKeyParameters): SoloKey {
  const { account, ownerEpoch, randomBytes } = parameters;
  const { address } = account;
  const keyEpoch = account.keyEpoch + 1;
  const { keyPackages } = dealKey({ identifiers: [2, 3], rng: randomBytes });
  const [kit, device] = [keyPackages[2], keyPackages[3]];
  const signer = createOfflineSigner({ address, keyEpoch, kit, device, randomBytes });
  const newOwner = bytesToHex(kit.publicKey.subarray(1));
  const rotation: Rotation = {
    newOwner,
    proof: signer.signDigest(hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } })),
    ownerSignature: parameters.signer.signDigest(
      hashRecoveryMessage(address, { primaryType: "RotateOwner", message: { newOwner, ownerEpoch } }),
    ),
  };
  return {
    account: { ...account, publicKey: newOwner, keyEpoch, ...append(account, rotation) },
    rotation,
    kit,
    device,
    signer,
  };
}

/** The new key follows the birth key's, or the one that guardians installed. */
function append({ rotations, recovered }: OfflineAccount, rotation: Rotation) {
  if (!recovered) return { rotations: [...rotations, rotation] };
  return { recovered: { ...recovered, rotations: [...recovered.rotations, rotation] } };
}
