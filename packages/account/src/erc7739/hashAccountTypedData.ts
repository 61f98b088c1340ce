import type { TypedData } from "@tandem/protocol";
import { type Address, type Hex, hashTypedData } from "viem";
import { InvalidTypedDataError } from "../errors.ts";
import { parseTypedData } from "../typedData/parseTypedData.ts";
import { getAccountDomain } from "./getAccountDomain.ts";

export type HashAccountTypedDataParameters = {
  readonly chainId: number;
  /** The account. */
  readonly address: Address;
  readonly typedData: TypedData;
};

/**
 * What the owner signs for an app's typed data: ERC-7739 `TypedDataSign`, the app's struct and the account's domain
 * under the app's domain.
 *
 * @throws InvalidTypedDataError
 */
export function hashAccountTypedData({ chainId, address, typedData }: HashAccountTypedDataParameters): Hex {
  const { domain, types, primaryType, message } = parseTypedData(typedData);
  const definition = {
    domain,
    types: { ...types, TypedDataSign: [{ name: "contents", type: primaryType }, ...accountFields] },
    primaryType: "TypedDataSign",
    message: { contents: message, ...getAccountDomain({ chainId, address }) },
  };
  try {
    // The types are known at run time only.
    return hashTypedData(definition as Parameters<typeof hashTypedData>[0]);
  } catch (cause) {
    throw new InvalidTypedDataError("its types or values are not valid EIP-712", { cause });
  }
}

const accountFields = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
];
