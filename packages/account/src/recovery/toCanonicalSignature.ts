import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type Hex, isAddressEqual, numberToHex, parseSignature, recoverAddress, serializeSignature, size } from "viem";
import { decodeGuardian } from "./decodeGuardian.ts";

export type ToCanonicalSignatureParameters = {
  readonly signer: Hex;
  /** EIP-712 digest. */
  readonly digest: Hex;
  readonly signature: Hex;
};

const order = secp256k1.Point.CURVE().n;

/**
 * A wallet's ECDSA signature as contracts take it (OpenZeppelin's ECDSA): v is 27 or 28, s is low. Wallets also give 0, 1
 * and high s. Anything that is not a signature by the signer's own key stays as it is: a contract gives it its meaning.
 */
export async function toCanonicalSignature(parameters: ToCanonicalSignatureParameters): Promise<Hex> {
  const { signer, digest, signature } = parameters;
  const guardian = decodeGuardian(signer);
  if (guardian.kind !== "address" || size(signature) !== 65) return signature;
  const recovered = await recoverAddress({ hash: digest, signature }).catch(() => undefined);
  if (recovered === undefined || !isAddressEqual(recovered, guardian.address)) return signature;
  const { r, s, yParity } = parseSignature(signature);
  const isHigh = BigInt(s) > order / 2n;
  if (!isHigh) return serializeSignature({ r, s, yParity });
  return serializeSignature({ r, s: numberToHex(order - BigInt(s), { size: 32 }), yParity: yParity === 0 ? 1 : 0 });
}
