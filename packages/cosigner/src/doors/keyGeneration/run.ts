import { hkdfSync } from "node:crypto";
import { encodeParts, type Rng } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import type { Hex } from "viem";

/** One run of the key generation between this service and a device. */
export type KeyGenerationRun = {
  readonly accountId: Hex;
  /** Request key of the device. */
  readonly keyId: Hex;
  /** Epoch of the shares that come of it. */
  readonly keyEpoch: number;
  /** Where it makes the next owner key of an account that has one. */
  readonly rotationId: Hex | undefined;
};

/** The seed is sealed like a share, with the session in the place of a group key. */
export function toSeedContext({ accountId, keyEpoch }: KeyGenerationRun, sessionId: Hex) {
  return { accountId: hexToBytes(accountId), publicKey: hexToBytes(sessionId), keyEpoch };
}

/** A generator that gives the same bytes again for the same seed. Used for one key generation only. */
export function createSeededRng(seed: Uint8Array): Rng {
  let draw = 0;
  return (length) =>
    new Uint8Array(hkdfSync("sha256", seed, new Uint8Array(0), encodeParts(["tandem/dkg-seed/v1", draw++]), length));
}
