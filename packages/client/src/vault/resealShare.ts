import type { KeyPackage } from "@tandem/frost";
import type { Hex } from "viem";
import { zeroize } from "../bytes.ts";
import type { RandomBytes } from "./aesGcm.ts";
import { unwrapDataKey } from "./openShare.ts";
import { type SealedShare, type SealSecret, sealShare, sealUnderDataKey } from "./sealShare.ts";

export type ResealShareParameters = {
  /** The next share of the same account. */
  readonly keyPackage: KeyPackage;
  readonly accountId: Hex;
  /** Of the next share. */
  readonly keyEpoch: number;
  /** How the share before it is sealed. */
  readonly sealed: SealedShare;
  readonly secret: SealSecret;
  readonly randomBytes: RandomBytes;
};

/**
 * Seals the share that follows another one. Under a passkey the data key stays: other devices may have passkeys that this
 * one has never heard of, and only they could wrap a new one.
 */
export async function resealShare(parameters: ResealShareParameters): Promise<SealedShare> {
  const { sealed, secret, ...rest } = parameters;
  if (secret.kind === "password") return sealShare({ ...rest, secret });
  const dataKey = await unwrapDataKey({ sealed, accountId: rest.accountId, secret });
  try {
    const sealedShare = await sealUnderDataKey({ ...rest, dataKey });
    return { sealedShare, wraps: sealed.wraps, unlock: sealed.unlock };
  } finally {
    zeroize(dataKey);
  }
}
