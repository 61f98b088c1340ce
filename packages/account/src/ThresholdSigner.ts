import type { SigningRequest } from "@tandem/protocol";
import type { Hex } from "viem";

/**
 * Whoever can have a request signed by the threshold key: the device with the co-signer, or in tests two shares in one
 * place. It gets the request itself, shows and checks it, and computes the digest on its own.
 */
export type ThresholdSigner = {
  /** x coordinate of the group key, 32 bytes. */
  readonly publicKey: Hex;
  /** 64 bytes (`encodeSignature` with the request's bounds) for an operation, 52 bytes for typed data and messages. */
  readonly sign: (request: SigningRequest) => Promise<Hex>;
};
