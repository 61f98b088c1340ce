import { type Hex, hexToNumber, size, slice } from "viem";
import { InvalidSignatureLengthError } from "../errors.ts";
import type { Validity } from "./encodeSignature.ts";

export type DecodeSignatureReturnType = { readonly signature52: Hex; readonly validity?: Validity };

/**
 * The parts of a UserOperation's signature field.
 *
 * @throws InvalidSignatureLengthError unless it is 52 or 64 bytes: the account refuses any other length.
 */
export function decodeSignature(signature: Hex): DecodeSignatureReturnType {
  const length = size(signature);
  if (length === 52) return { signature52: signature };
  if (length !== 64) throw new InvalidSignatureLengthError("52 or 64", length);
  return {
    signature52: slice(signature, 0, 52),
    validity: {
      validAfter: hexToNumber(slice(signature, 52, 58)),
      validUntil: hexToNumber(slice(signature, 58, 64)),
    },
  };
}
