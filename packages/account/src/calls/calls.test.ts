import fc from "fast-check";
import {
  type Address,
  concat,
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
  toFunctionSelector,
} from "viem";
import { describe, expect, test } from "vitest";
import { InvalidCallError, UndecodableCallsError } from "../errors.ts";
import { accountAbi, executePackedBatchSelector, executePackedSelector } from "../generated/abi.ts";
import { decodeCalls } from "./decodeCalls.ts";
import { encodeCalls } from "./encodeCalls.ts";
import { executeBatchSelector, executeSelector } from "./selectors.ts";
import type { Call } from "./types.ts";

const hexOf = (constraints: fc.IntArrayConstraints) =>
  fc.uint8Array(constraints).map((bytes): Hex => `0x${Buffer.from(bytes).toString("hex")}`);
const call: fc.Arbitrary<Call> = fc.record({
  to: hexOf({ minLength: 20, maxLength: 20 }),
  value: fc.oneof(fc.constant(0n), fc.bigInt(0n, 2n ** 256n - 1n)),
  data: hexOf({ maxLength: 100 }),
});
const calls = fc.array(call, { maxLength: 5 });

const abi = parseAbi([
  "struct Call { address to; uint256 value; bytes data; }",
  "function execute(address target, uint256 value, bytes data)",
  "function execute(bytes32 mode, bytes executionData)",
  "function batch(Call[] calls)",
]);
const batchMode: Hex = `0x01${"00".repeat(31)}`;
const opDataMode: Hex = `0x0100000000007821000100${"00".repeat(21)}`;

const encodeExecute = ({ to, value, data }: Call) =>
  encodeFunctionData({ abi, functionName: "execute", args: [to, value, data] });
const encodeBatchData = (list: readonly Call[]): Hex =>
  `0x${encodeFunctionData({ abi, functionName: "batch", args: [list] }).slice(10)}`;
const encodeExecuteBatch = (mode: Hex, list: readonly Call[]) =>
  encodeFunctionData({ abi, functionName: "execute", args: [mode, encodeBatchData(list)] });

const to: Address = `0x${"ab".repeat(20)}`;
const one: Call = { to, value: 1n, data: "0x1234" };

describe("selectors", () => {
  test("behavior: are those of the account", () => {
    const selectors = accountAbi.flatMap((item) => (item.type === "function" ? [toFunctionSelector(item)] : []));
    const ours = [executePackedSelector, executePackedBatchSelector, executeSelector, executeBatchSelector];
    expect(selectors).toEqual(expect.arrayContaining(ours));
  });
});

describe("encodeCalls", () => {
  test("behavior: one call is packed, without padding", () => {
    const expected = concat([executePackedSelector, to, numberToHex(1n, { size: 32 }), "0x1234"]);
    expect(encodeCalls([one])).toBe(expected);
    expect(encodeCalls([{ to }])).toBe(concat([executePackedSelector, to, numberToHex(0n, { size: 32 })]));
  });

  test("behavior: several calls, or none, are a packed batch", () => {
    const part = concat([to, numberToHex(1n, { size: 32 }), "0x00000002", "0x1234"]);
    expect(encodeCalls([one, one])).toBe(concat([executePackedBatchSelector, part, part]));
    expect(encodeCalls([])).toBe(executePackedBatchSelector);
  });

  test.each<[string, Partial<Call>]>([
    ["a negative value", { value: -1n }],
    ["a value over uint256", { value: 2n ** 256n }],
    ["half a byte", { data: "0x1" }],
    ["data that is not hex", { data: "0xzz" }],
    ["a short target", { to: "0x12" }],
  ])("error: %s is refused with its index", (_what, change) => {
    expect(() => encodeCalls([one, { ...one, ...change }])).toThrow(InvalidCallError);
    expect(() => encodeCalls([one, { ...one, ...change }])).toThrow(/Call 1 /);
  });
});

describe("decodeCalls", () => {
  test("behavior: gives back what encodeCalls encoded", () => {
    fc.assert(
      fc.property(calls, (list) => {
        const form = list.length === 1 ? "packed" : "packedBatch";
        expect(decodeCalls(encodeCalls(list))).toEqual({ calls: list, form });
      }),
    );
  });

  test("behavior: reads execute and the ERC-7821 batch in both modes", () => {
    const free = hexOf({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(call, calls, free, (single, list, unused) => {
        expect(decodeCalls(encodeExecute(single))).toEqual({ calls: [single], form: "execute" });
        fc.pre(list.every(({ to }) => BigInt(to) !== 0n));
        for (const mode of [batchMode, opDataMode]) {
          const withUnused: Hex = `0x0100${unused.slice(2)}${mode.slice(14)}`;
          expect(decodeCalls(encodeExecuteBatch(withUnused, list))).toEqual({ calls: list, form: "executeBatch" });
        }
      }),
    );
  });

  test("behavior: case of the hex does not matter", () => {
    const upper = `0x${encodeCalls([one]).slice(2).toUpperCase()}` as Hex;
    expect(decodeCalls(upper).calls).toEqual([one]);
  });

  test("behavior: never misreads: what decodes, encodes to the same bytes", () => {
    const selector = fc.constantFrom<Hex>(
      executePackedSelector,
      executePackedBatchSelector,
      executeSelector,
      executeBatchSelector,
    );
    const valid = fc.oneof(
      calls.map(encodeCalls),
      call.map(encodeExecute),
      calls.map((list) => encodeExecuteBatch(batchMode, list)),
    );
    const mutated = fc.tuple(valid, fc.nat(), fc.nat(255)).map(([data, at, byte]): Hex => {
      const bytes = Buffer.from(data.slice(2), "hex");
      bytes[at % bytes.length] = byte;
      return `0x${bytes.toString("hex")}`;
    });
    const random = fc.tuple(selector, hexOf({ maxLength: 300 })).map(concat);
    fc.assert(
      fc.property(fc.oneof(mutated, random), (data) => {
        let decoded: ReturnType<typeof decodeCalls>;
        try {
          decoded = decodeCalls(data);
        } catch (error) {
          expect(error).toBeInstanceOf(UndecodableCallsError);
          return;
        }
        const { calls: list, form } = decoded;
        const [first = one] = list;
        const encoded = {
          packed: () => encodeCalls(list),
          packedBatch: () => concat([executePackedBatchSelector, ...list.map(toBatchPart)]),
          execute: () => encodeExecute(first),
          executeBatch: () => encodeExecuteBatch(`0x${data.slice(10, 74)}`, list),
        }[form]();
        expect(encoded).toBe(data);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, Hex]>([
    ["nothing", "0x"],
    ["less than a selector", "0x000000"],
    ["another function", "0x8dd7712f00000000"],
    ["rotateOwner", "0x12345678"],
    ["a packed call of 55 bytes", `${executePackedSelector}${"00".repeat(51)}`],
    ["a batch cut in the head", `${executePackedBatchSelector}${"00".repeat(55)}`],
    ["a batch cut in the data", `${executePackedBatchSelector}${"00".repeat(52)}00000002ff`],
    ["a batch with a length of 2^32 - 1", `${executePackedBatchSelector}${"00".repeat(52)}ffffffff`],
    ["a batch with a trailing byte", `${encodeCalls([one, one])}00`],
    ["execute with a trailing byte", `${encodeExecute(one)}00`],
    ["execute cut short", encodeExecute(one).slice(0, -2) as Hex],
    ["execute with dirty padding", encodeExecute(one).replace(/.$/, "1") as Hex],
    ["execute with a dirty address", encodeExecute(one).replace("0xb61d27f60", "0xb61d27f61") as Hex],
    ["a delegatecall mode", encodeExecuteBatch(`0xff${"00".repeat(31)}`, [one])],
    ["a try mode", encodeExecuteBatch(`0x0101${"00".repeat(30)}`, [one])],
    ["the batch of batches mode", encodeExecuteBatch(`0x0100000000007821000200${"00".repeat(21)}`, [one])],
    ["opData", encodeFunctionData({ abi, functionName: "execute", args: [opDataMode, withOpData([one])] })],
    ["no execution data", encodeFunctionData({ abi, functionName: "execute", args: [batchMode, "0x"] })],
    ["S29: a batch to target 0", encodeExecuteBatch(batchMode, [one, { ...one, to: `0x${"00".repeat(20)}` }])],
  ])("error: %s", (_what, data) => {
    expect(() => decodeCalls(data)).toThrow(UndecodableCallsError);
  });

  test("error: two calls of a batch that share their bytes", () => {
    // Both element offsets point to the first call: valid for a lenient reader, but not what encoding gives.
    const data = encodeBatchData([one, one]);
    const words = data.slice(2).match(/.{64}/g)!;
    words[3] = words[2]!;
    const shared: Hex = `0x${words.slice(0, 4 + (words.length - 4) / 2).join("")}`;
    const batch = toFunctionSelector("batch((address,uint256,bytes)[])");
    expect(decodeFunctionData({ abi, data: concat([batch, shared]) }).args).toMatchObject([
      [{ data: one.data }, { data: one.data }],
    ]);
    const calldata = encodeFunctionData({ abi, functionName: "execute", args: [batchMode, shared] });
    expect(() => decodeCalls(calldata)).toThrow(UndecodableCallsError);
  });
});

function toBatchPart({ to, value, data }: Call): Hex {
  return concat([to, numberToHex(value, { size: 32 }), numberToHex(data.length / 2 - 1, { size: 4 }), data]);
}

function withOpData(list: readonly Call[]): Hex {
  const withBytes = parseAbi([
    "struct Call { address to; uint256 value; bytes data; }",
    "function f(Call[] calls, bytes opData)",
  ]);
  return `0x${encodeFunctionData({ abi: withBytes, args: [list, "0x"] }).slice(10)}`;
}
