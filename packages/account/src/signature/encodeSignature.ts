import { concat, type Hex, numberToHex, size } from "viem";
import { InvalidSignatureLengthError } from "../errors.ts";

/** Unix seconds between which an operation is valid, as the EntryPoint reads them. */
export type Validity = { readonly validAfter: number; readonly validUntil: number };

/**
 * The signature field of a UserOperation: the 52-byte threshold signature, with validity bounds 64 bytes
 * (s32 ‖ Re20 ‖ validAfter6 ‖ validUntil6).
 *
 * @throws InvalidSignatureLengthError unless `signature52` is 52 bytes.
 */
export function encodeSignature(signature52: Hex, validity?: Validity): Hex {
  if (size(signature52) !== 52) throw new InvalidSignatureLengthError("52", size(signature52));
  if (validity === undefined) return signature52;
  const { validAfter, validUntil } = validity;
  return concat([signature52, numberToHex(validAfter, { size: 6 }), numberToHex(validUntil, { size: 6 })]);
}
