import {
  type AbiParameter,
  type Address,
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  hexToNumber,
  parseAbiParameters,
  size,
  slice,
  zeroAddress,
} from "viem";
import { UndecodableCallsError } from "../errors.ts";
import { executePackedBatchSelector, executePackedSelector } from "../generated/abi.ts";
import { executeBatchSelector, executeSelector } from "./selectors.ts";
import type { Call } from "./types.ts";

/** How calls are encoded: packed, or by the ABI (`executeBatch` is ERC-7821). */
export type CallsForm = "packed" | "packedBatch" | "execute" | "executeBatch";

export type DecodeCallsReturnType = { readonly calls: readonly Call[]; readonly form: CallsForm };

/**
 * The calls a UserOperation's callData makes. It never misreads: what decodes here is what the account does, and what
 * the account does in another way (non-canonical ABI encoding, another function) does not decode.
 *
 * @throws UndecodableCallsError
 */
export function decodeCalls(callData: Hex): DecodeCallsReturnType {
  const data = callData.toLowerCase() as Hex; // lowercase of hex is hex
  if (!/^0x(?:[0-9a-f]{2}){4,}$/.test(data)) throw new UndecodableCallsError("shorter than a selector, or not hex");
  switch (slice(data, 0, 4)) {
    case executePackedSelector:
      return { calls: [decodePacked(data)], form: "packed" };
    case executePackedBatchSelector:
      return { calls: decodePackedBatch(data), form: "packedBatch" };
    case executeSelector:
      return { calls: [decodeExecute(data)], form: "execute" };
    case executeBatchSelector:
      return { calls: decodeExecuteBatch(data), form: "executeBatch" };
    default:
      throw new UndecodableCallsError("another function");
  }
}

/** selector 4 ‖ target 20 ‖ value 32 ‖ data */
function decodePacked(data: Hex): Call {
  if (size(data) < 56) throw new UndecodableCallsError("a packed call of less than 56 bytes");
  return { to: slice(data, 4, 24), value: hexToBigInt(slice(data, 24, 56)), data: sliceFrom(data, 56) };
}

/** selector 4 ‖ (target 20 ‖ value 32 ‖ length 4 ‖ data) repeated */
function decodePackedBatch(data: Hex): readonly Call[] {
  const end = size(data);
  const calls: Call[] = [];
  for (let offset = 4; offset < end; ) {
    if (offset + 56 > end) throw new UndecodableCallsError(`the batch is cut short in call ${calls.length}`);
    const next = offset + 56 + hexToNumber(slice(data, offset + 52, offset + 56));
    if (next > end) throw new UndecodableCallsError(`the batch is cut short in call ${calls.length}`);
    calls.push({
      to: slice(data, offset, offset + 20),
      value: hexToBigInt(slice(data, offset + 20, offset + 52)),
      data: sliceFrom(data, offset + 56, next),
    });
    offset = next;
  }
  return calls;
}

const executeParameters = parseAbiParameters("address target, uint256 value, bytes data");

function decodeExecute(calldata: Hex): Call {
  const [to, value, data] = decodeCanonical(executeParameters, sliceFrom(calldata, 4));
  return { to: to.toLowerCase() as Address, value, data }; // lowercase of an address is an address
}

const batchParameters = parseAbiParameters("bytes32 mode, bytes executionData");
const callsParameters = parseAbiParameters(["Call[] calls", "struct Call { address to; uint256 value; bytes data; }"]);

function decodeExecuteBatch(calldata: Hex): readonly Call[] {
  const [mode, executionData] = decodeCanonical(batchParameters, sliceFrom(calldata, 4));
  if (!isSupportedMode(mode)) throw new UndecodableCallsError("an ERC-7821 mode the account refuses");
  const [calls] = decodeCanonical(callsParameters, executionData);
  return calls.map(({ to, value, data }) => {
    if (to === zeroAddress) throw new UndecodableCallsError("ERC-7821 with target 0, which the account refuses");
    return { to: to.toLowerCase() as Address, value, data }; // lowercase of an address is an address
  });
}

/** Call type 01, exec type 00, any 4 bytes, then no mode selector or that of opData, any 22 bytes (ERC-7821). */
function isSupportedMode(mode: Hex): boolean {
  return /^0x0100[0-9a-f]{8}(?:00000000|78210001)/.test(mode);
}

/** Decodes, and refuses bytes that encoding the result does not give back: the ABI allows many spellings of one value. */
function decodeCanonical<const parameters extends readonly AbiParameter[]>(parameters: parameters, data: Hex) {
  const values = tryDecode(parameters, data);
  // The values come from decoding these very parameters.
  if (values === undefined || encodeAbiParameters(parameters, values as never) !== data) {
    throw new UndecodableCallsError("not the canonical ABI encoding");
  }
  return values;
}

function tryDecode<const parameters extends readonly AbiParameter[]>(parameters: parameters, data: Hex) {
  try {
    return decodeAbiParameters(parameters, data);
  } catch {
    return undefined;
  }
}

/** `slice` of viem refuses an empty slice at the end. */
function sliceFrom(data: Hex, start: number, end = size(data)): Hex {
  return start === end ? "0x" : slice(data, start, end);
}
