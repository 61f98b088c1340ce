import { type Address, type Hex, hashTypedData, toPrefixedMessage } from "viem";
import { getAccountDomain } from "./getAccountDomain.ts";

export type HashAccountMessageParameters = {
  readonly chainId: number;
  /** The account. */
  readonly address: Address;
  /** Bytes of the message, without the EIP-191 prefix. */
  readonly message: Hex;
};

/**
 * What the owner signs for a personal message: ERC-7739 `PersonalSign(bytes prefixed)` in the account's domain. The
 * 52-byte signature is used as it is.
 */
export function hashAccountMessage({ chainId, address, message }: HashAccountMessageParameters): Hex {
  const { salt: _, ...domain } = getAccountDomain({ chainId, address });
  return hashTypedData({
    domain,
    types: { PersonalSign: [{ name: "prefixed", type: "bytes" }] },
    primaryType: "PersonalSign",
    message: { prefixed: toPrefixedMessage({ raw: message }) },
  });
}
