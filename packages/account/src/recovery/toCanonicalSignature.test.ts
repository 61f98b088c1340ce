import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { bytesToHex, type Hex, numberToHex, parseSignature, serializeSignature } from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";
import { describe, expect, test } from "vitest";
import { toCanonicalSignature } from "./toCanonicalSignature.ts";
import { verifyGuardianSignature } from "./verifyGuardianSignature.ts";

const order = secp256k1.Point.CURVE().n;
const scalar = fc.bigInt({ min: 1n, max: order - 1n }).map((value) => numberToHex(value, { size: 32 }));
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((value) => bytesToHex(value));

/** v as 0 or 1, which some wallets give. */
const withParity = (signature: Hex): Hex => `${signature.slice(0, -2)}${signature.endsWith("1b") ? "00" : "01"}` as Hex; // the same length
/** The other solution of the same signature: n − s, the other v. */
function withHighS(signature: Hex): Hex {
  const { r, s, yParity } = parseSignature(signature);
  return serializeSignature({ r, s: numberToHex(order - BigInt(s), { size: 32 }), yParity: yParity === 0 ? 1 : 0 });
}

describe("toCanonicalSignature", () => {
  test("behavior: S44: every form a wallet gives becomes the one that OpenZeppelin's ECDSA takes", async () => {
    await fc.assert(
      fc.asyncProperty(scalar, digests, async (privateKey, digest) => {
        const signer = privateKeyToAccount(privateKey).address;
        const signature = await sign({ hash: digest, privateKey, to: "hex" });
        for (const form of [signature, withParity(signature), withHighS(signature), withParity(withHighS(signature))]) {
          expect(await toCanonicalSignature({ signer, digest, signature: form })).toBe(signature);
          expect(await verifyGuardianSignature({ signer, digest, signature: form })).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("behavior: what the signer's own key did not sign stays as it is", async () => {
    await fc.assert(
      fc.asyncProperty(scalar, digests, fc.uint8Array({ maxLength: 100 }), async (privateKey, digest, other) => {
        const { address: signer } = privateKeyToAccount(privateKey);
        const stranger = numberToHex(BigInt(privateKey) === 5n ? 6 : 5, { size: 32 });
        const approved = bytesToHex(Uint8Array.of(...new Uint8Array(64).fill(7), 1));
        const foreign = withHighS(await sign({ hash: digest, privateKey: stranger, to: "hex" }));
        for (const signature of [bytesToHex(other), approved, foreign]) {
          expect(await toCanonicalSignature({ signer, digest, signature })).toBe(signature);
        }
      }),
      { numRuns: 50 },
    );
  });
});
