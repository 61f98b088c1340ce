import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import type { CurveEngine } from "@tandem/frost";

/** What is used of libsecp256k1 through the `secp256k1` package. Every function writes into `output` and returns it. */
type Secp256k1 = {
  /** Blinds the tables behind secret multiplications. */
  contextRandomize(seed: Uint8Array): void;
  /** secret·G, constant-time (ecmult_gen). */
  publicKeyCreate(secret: Uint8Array, isCompressed: boolean, output: Uint8Array): Uint8Array;
  /** scalar·point, variable time. */
  publicKeyTweakMul(point: Uint8Array, scalar: Uint8Array, isCompressed: boolean, output: Uint8Array): Uint8Array;
  publicKeyCombine(points: readonly Uint8Array[], isCompressed: boolean, output: Uint8Array): Uint8Array;
  publicKeyVerify(point: Uint8Array): boolean;
};

/**
 * libsecp256k1, compiled, where the package brings it for this platform (Linux x64, macOS arm64, Windows x64);
 * undefined elsewhere, and the caller stays with noble. The package's own fallback in JavaScript is never loaded: it
 * is not constant-time.
 */
export function loadNativeEngine(): CurveEngine | undefined {
  let library: Secp256k1;
  try {
    library = createRequire(import.meta.url)("secp256k1/bindings.js") as Secp256k1; // typed above
  } catch {
    return undefined;
  }
  library.contextRandomize(randomBytes(32));
  return {
    multiplyBase: (secret) => library.publicKeyCreate(secret, true, new Uint8Array(33)),
    sumCommitments: (terms) => {
      const points = terms.flatMap(({ hiding, binding, bindingFactor }) => [
        hiding,
        library.publicKeyTweakMul(binding, bindingFactor, false, new Uint8Array(65)),
      ]);
      return library.publicKeyCombine(points, false, new Uint8Array(65));
    },
    isPoint: (bytes) => bytes.length === 33 && library.publicKeyVerify(bytes),
  };
}
