import type { Address, TypedDataDefinition } from "viem";

export type Freeze = {
  /** Random, used once. */
  readonly nonce: bigint;
  /** Unix seconds. */
  readonly deadline: number;
};

/**
 * What a guardian signs to ask the service to stop co-signing for an account, in the account's recovery domain. The
 * account itself knows no such message: it stops the service, not the chain.
 */
export function getFreezeTypedData(account: Address, { nonce, deadline }: Freeze): TypedDataDefinition {
  return {
    domain: { name: "Tandem Recovery", version: "1", verifyingContract: account },
    types: {
      Freeze: [
        { name: "account", type: "address" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint48" },
      ],
    },
    primaryType: "Freeze",
    message: { account, nonce, deadline },
  };
}
