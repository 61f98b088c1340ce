import type { TypedData } from "@tandem/protocol";
import type { TypedDataDomain } from "viem";
import { InvalidTypedDataError } from "../errors.ts";
import { parseValue } from "./parseValue.ts";
import type { TypedDataField } from "./types.ts";

/** EIP-712: these fields, in this order, any of them left out. */
const standardFields = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
] as const;

/**
 * The domain that is signed: the fields that `EIP712Domain` names, or those present where it is left out.
 *
 * @throws InvalidTypedDataError for other fields, another order or a missing value.
 */
export function parseDomain(domain: TypedData["domain"], fields?: readonly TypedDataField[]): TypedDataDomain {
  const signed = standardFields.filter(({ name }) =>
    fields === undefined ? domain[name] !== undefined : fields.some((field) => field.name === name),
  );
  if (fields !== undefined && !isSame(signed, fields)) {
    throw new InvalidTypedDataError("EIP712Domain has other fields than EIP-712 allows, or another order");
  }
  return Object.fromEntries(
    signed.map(({ name, type }) => [
      name,
      parseValue({ value: domain[name], type, types: {}, path: `domain.${name}` }),
    ]),
  );
}

function isSame(a: readonly TypedDataField[], b: readonly TypedDataField[]): boolean {
  return a.length === b.length && a.every(({ name, type }, i) => name === b[i]?.name && type === b[i]?.type);
}
