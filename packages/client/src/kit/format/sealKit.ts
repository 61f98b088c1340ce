import type { KeyPackage } from "@tandem/frost";
import { copyBytes, hexToBytes, zeroize } from "../../bytes.ts";
import { type RandomBytes, sealAesGcm } from "../../vault/index.ts";
import { decodeCompactKit, encodeKitHeader, type Kit, toDetailsContext, toKitContext } from "./compactKit.ts";
import { KitDetails } from "./details.ts";
import { deriveKitKey } from "./kitKeys.ts";

export type SealKitParameters = {
  /** 16 bytes from `createKitCode`, for this kit alone. Zeroed by the caller. */
  readonly code: Uint8Array<ArrayBuffer>;
  /** Share 2. Zeroed by the caller. */
  readonly keyPackage: KeyPackage;
  /** 16 random bytes that the kit's own keys follow from. Zeroed by the caller. */
  readonly seed: Uint8Array;
  readonly details: KitDetails;
  readonly randomBytes: RandomBytes;
};

/** Seals share 2, the kit's seed and the details under the code. The result is no secret without it. */
export async function sealKit(parameters: SealKitParameters): Promise<Kit> {
  const { code, keyPackage, seed, randomBytes } = parameters;
  const details = KitDetails.parse(parameters.details);
  const { accountId } = details;
  const header = encodeKitHeader(details);
  const plaintext = new Uint8Array(100);
  const json = new TextEncoder().encode(JSON.stringify(details));
  try {
    plaintext.set(keyPackage.signingShare);
    plaintext.set(seed, 32);
    plaintext.set(keyPackage.publicKey.subarray(1), 48);
    plaintext.set(hexToBytes(details.address), 80);
    const key = await deriveKitKey(code, "share", accountId);
    const sealed = await sealAesGcm({ key, plaintext, additionalData: toKitContext(header), randomBytes });
    const compact = copyBytes(Uint8Array.of(...header, ...sealed));
    const sealedDetails = await sealAesGcm({
      key: await deriveKitKey(code, "details", accountId),
      plaintext: json,
      additionalData: toDetailsContext(compact),
      randomBytes,
    });
    return { ...decodeCompactKit(compact), sealedDetails };
  } finally {
    zeroize(plaintext);
  }
}
