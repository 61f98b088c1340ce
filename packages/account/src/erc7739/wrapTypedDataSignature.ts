import type { TypedData } from "@tandem/protocol";
import { concat, domainSeparator, type Hex, hashStruct, numberToHex, size, stringToHex } from "viem";
import { InvalidSignatureLengthError } from "../errors.ts";
import { parseTypedData } from "../typedData/parseTypedData.ts";
import { describeContents } from "./describeContents.ts";

export type WrapTypedDataSignatureParameters = {
  /** 52 bytes, of `hashAccountTypedData`. */
  readonly signature52: Hex;
  readonly typedData: TypedData;
};

/**
 * The ERC-1271 signature of typed data (ERC-7739): signature ‖ app domain separator ‖ contents hash ‖ contents
 * description ‖ its length as uint16.
 *
 * @throws InvalidTypedDataError, InvalidSignatureLengthError
 */
export function wrapTypedDataSignature({ signature52, typedData }: WrapTypedDataSignatureParameters): Hex {
  if (size(signature52) !== 52) throw new InvalidSignatureLengthError("52", size(signature52));
  const { domain, types, primaryType, message } = parseTypedData(typedData);
  const description = stringToHex(describeContents({ types, primaryType }));
  // viem's type of `types` wants a mutable record.
  const contents = hashStruct({ data: message, types: types as Record<string, never>, primaryType });
  return concat([
    signature52,
    domainSeparator({ domain }),
    contents,
    description,
    numberToHex(size(description), { size: 2 }),
  ]);
}
