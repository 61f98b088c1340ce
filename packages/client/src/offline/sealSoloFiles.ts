import { derivePublicKeyPackage, encodePublicKeyPackage } from "@tandem/frost";
import { bytesToHex, zeroHash } from "viem";
import { zeroize } from "../bytes.ts";
import {
  createKitCode,
  deriveKitKeys,
  formatKitCode,
  formatKitFile,
  type KitChain,
  type KitDetails,
  sealKit,
} from "../kit/index.ts";
import type { RandomBytes } from "../vault/index.ts";
import { type SealedDeviceExport, sealDeviceExport } from "./deviceExport.ts";
import type { SoloKey } from "./makeSoloKey.ts";

export type SealSoloFilesParameters = {
  readonly solo: SoloKey;
  /** Of the kit of the key that is replaced. */
  readonly old: KitDetails | undefined;
  readonly chains: readonly KitChain[];
  /** Unix milliseconds. */
  readonly now: number;
  readonly randomBytes: RandomBytes;
};

/** Both parts of a solo key as files, each under a code of its own: a backup kit and a device export. */
export async function sealSoloFiles(parameters: SealSoloFilesParameters): Promise<{
  readonly kit: SealedDeviceExport;
  readonly device: SealedDeviceExport;
}> {
  const { solo, old, chains, now, randomBytes } = parameters;
  const { account, kit, device } = solo;
  const code = createKitCode(randomBytes);
  const seed = randomBytes(16);
  const keys = await deriveKitKeys(seed);
  try {
    const details = {
      ...account,
      origin: old?.origin ?? "https://localhost",
      rpId: old?.rpId ?? "localhost",
      serverIdentity: old?.serverIdentity ?? zeroHash,
      madeAt: now,
      publicKeyPackage: bytesToHex(encodePublicKeyPackage(derivePublicKeyPackage(kit, [1, 2, 3]))),
      rotations: [...account.rotations],
      guardians: old?.guardians ?? [],
      requestKeyId: keys.requestKey.keyId,
      hpkeKey: bytesToHex(keys.hpke.publicKey),
      vault: null,
      chains: [...chains],
      checkpoint: old?.checkpoint ?? null,
    };
    const sealed = await sealKit({ code, keyPackage: kit, seed, details, randomBytes });
    return {
      kit: { file: formatKitFile(sealed), code: formatKitCode(code) },
      device: await sealDeviceExport({ account, chains, keyPackage: device, randomBytes }),
    };
  } finally {
    zeroize(code, seed, keys.hpke.privateKey);
  }
}
