import { isAddress, isHex, maxUint256 } from "viem";
import { InvalidInputError } from "../../errors.ts";
import type { Call } from "../../types.ts";

/** @throws InvalidInputError naming the call that cannot be made. */
export function assertCalls(calls: readonly Call[]): void {
  if (calls.length === 0) throw new InvalidInputError("There is nothing to do.", "Add a payment or another action.");
  for (const { to, value = 0n, data = "0x" } of calls) {
    if (!isAddress(to, { strict: false })) {
      throw new InvalidInputError("The recipient is not an address.", "Enter an address: 0x and 40 hex digits.");
    }
    if (typeof value !== "bigint" || value < 0n || value > maxUint256) {
      throw new InvalidInputError("The amount cannot be sent.", "Enter an amount of zero or more.");
    }
    if (!isHex(data) || data.length % 2 !== 0) {
      throw new InvalidInputError("The data of a call is not hex.", "Enter 0x and whole bytes.");
    }
  }
}
