import { bytesToHex, concat, type Hex } from "viem";

/** CBOR of the text "authData". */
const authDataName = [0x68, ...new TextEncoder().encode("authData")];

/** A P-256 key in COSE, in the one order that CTAP2 allows: kty EC2, alg ES256, crv P-256, x, y. */
const coseStart = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const coseMiddle = [0x22, 0x58, 0x20];

/**
 * The P-256 key of a new passkey, 64 bytes x ‖ y, out of its attestation object (WebAuthn section 6.5.4). Undefined for
 * any other kind of key.
 */
export function parseAttestedKey(attestationObject: Uint8Array): Hex | undefined {
  const name = indexOf(attestationObject, authDataName, 0);
  if (name < 0) return undefined;
  const header = name + authDataName.length;
  // A byte string of up to 255 or 65,535 bytes.
  const start = header + (attestationObject[header] === 0x58 ? 2 : attestationObject[header] === 0x59 ? 3 : Number.NaN);
  const authData = attestationObject.subarray(start);
  // rpIdHash 32, flags 1, counter 4, AAGUID 16, length of the credential id 2, the id, then the key.
  const idLength = ((authData[53] ?? 0) << 8) | (authData[54] ?? 0);
  const cose = authData.subarray(55 + idLength);
  if (!startsWith(cose, coseStart, 0) || !startsWith(cose, coseMiddle, 42) || cose.length < 77) return undefined;
  return concat([bytesToHex(cose.subarray(10, 42)), bytesToHex(cose.subarray(45, 77))]);
}

function indexOf(bytes: Uint8Array, part: readonly number[], from: number): number {
  for (let index = from; index + part.length <= bytes.length; index++) if (startsWith(bytes, part, index)) return index;
  return -1;
}

function startsWith(bytes: Uint8Array, part: readonly number[], at: number): boolean {
  return part.every((byte, index) => bytes[at + index] === byte);
}
