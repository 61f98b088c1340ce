import { concat, type Hex, isAddress, numberToHex, size } from "viem";
import { InvalidCallError } from "../errors.ts";
import { executePackedBatchSelector, executePackedSelector } from "../generated/abi.ts";
import type { CallRequest } from "./types.ts";

/**
 * The callData of a UserOperation that makes these calls, all or none, in the account's cheapest form: `executePacked`
 * for one call, `executePackedBatch` for any other number.
 *
 * @throws InvalidCallError for a value outside uint256, data that is not hex, or an invalid target.
 */
export function encodeCalls(calls: readonly CallRequest[]): Hex {
  const [only] = calls;
  if (only !== undefined && calls.length === 1) return concat([executePackedSelector, ...encodeCall(only, 0)]);
  const parts = calls.flatMap((call, index) => {
    const [target, value, data] = encodeCall(call, index);
    return [target, value, numberToHex(size(data), { size: 4 }), data];
  });
  return concat([executePackedBatchSelector, ...parts]);
}

function encodeCall({ to, value = 0n, data = "0x" }: CallRequest, index: number): readonly [Hex, Hex, Hex] {
  if (!isAddress(to, { strict: false })) throw new InvalidCallError(index, "the target is no address");
  if (value < 0n || value >= 2n ** 256n) throw new InvalidCallError(index, "the value is no uint256");
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(data)) throw new InvalidCallError(index, "the data is not whole bytes in hex");
  return [to, numberToHex(value, { size: 32 }), data];
}
