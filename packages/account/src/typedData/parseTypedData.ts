import type { TypedData } from "@tandem/protocol";
import { InvalidTypedDataError } from "../errors.ts";
import { parseDomain } from "./parseDomain.ts";
import { parseValue } from "./parseValue.ts";
import type { ParsedTypedData } from "./types.ts";

/**
 * Reads EIP-712 typed data from JSON, strictly: every field that is signed is there and of its type, integers become
 * bigint, and what the types do not name is dropped, because it is not signed.
 *
 * @throws InvalidTypedDataError, also for what ERC-7739 cannot express.
 */
export function parseTypedData({ domain, types, primaryType, message }: TypedData): ParsedTypedData {
  const { EIP712Domain: domainFields, ...structs } = types;
  if (Object.hasOwn(structs, "TypedDataSign")) {
    throw new InvalidTypedDataError("a type has the name TypedDataSign, which ERC-7739 uses");
  }
  // The account reads the name up to "(" and refuses what could be an elementary type or a tuple.
  if (!/^[^a-z(]/.test(primaryType) || !Object.hasOwn(structs, primaryType)) {
    throw new InvalidTypedDataError("the primary type is not among the types, or starts with a lowercase letter");
  }
  return {
    domain: parseDomain(domain, domainFields),
    types: structs,
    primaryType,
    // A struct is parsed to an object with its fields.
    message: parseValue({
      value: message,
      type: primaryType,
      types: structs,
      path: "message",
    }) as ParsedTypedData["message"],
  };
}
