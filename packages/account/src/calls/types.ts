import type { Address, Hex } from "viem";

/** A call of the account: `value` in wei. */
export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex };

/** The same as a caller may write it: no value is 0, no data is empty. */
export type CallRequest = {
  readonly to: Address;
  readonly value?: bigint | undefined;
  readonly data?: Hex | undefined;
};
