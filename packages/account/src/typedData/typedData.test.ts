import { TypedData } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import { mail, order, permit } from "../../test/typedData.ts";
import { InvalidTypedDataError } from "../errors.ts";
import { formatTypedData } from "./formatTypedData.ts";
import { parseTypedData } from "./parseTypedData.ts";

/** A struct A with one field of the type. */
const single = (type: string, value: unknown): TypedData => ({
  domain: {},
  types: { A: [{ name: "a", type }] },
  primaryType: "A",
  message: { a: value },
});

describe("parseTypedData", () => {
  test("behavior: integers become bigint, addresses and bytes lowercase", () => {
    expect(parseTypedData(order).message).toEqual({
      offerer: order.message.offerer,
      offer: [{ itemType: 1n, amount: 2n ** 256n - 1n }],
      consideration: [
        { amount: 16n, recipient: `0x${"ac".repeat(20)}`, proof: "0x", isFinal: true, delta: -5n },
        { amount: 16n, recipient: `0x${"ad".repeat(20)}`, proof: "0xabcd", isFinal: false, delta: -32768n },
      ],
      counter: 0n,
    });
  });

  test("behavior: what the types do not name is dropped", () => {
    const message = { ...mail.message, extra: "not signed" };
    expect(parseTypedData({ ...mail, message }).message).toEqual(mail.message);
  });

  test("behavior: the domain is what EIP712Domain names, in the standard order", () => {
    expect(parseTypedData(permit).domain).toEqual({
      name: "Permit2",
      chainId: 31337n,
      verifyingContract: permit.domain.verifyingContract,
    });
    const types = { ...mail.types, EIP712Domain: [{ name: "name", type: "string" }] };
    expect(parseTypedData({ ...mail, types }).domain).toEqual({ name: "Ether Mail" });
    expect(parseTypedData({ ...mail, types: mail.types, domain: {} }).domain).toEqual({});
  });

  test.each<[string, TypedData["types"][string]]>([
    [
      "another order",
      [
        { name: "version", type: "string" },
        { name: "name", type: "string" },
      ],
    ],
    [
      "another field",
      [
        { name: "name", type: "string" },
        { name: "app", type: "string" },
      ],
    ],
    ["another type", [{ name: "chainId", type: "uint64" }]],
    [
      "a field twice",
      [
        { name: "name", type: "string" },
        { name: "name", type: "string" },
      ],
    ],
    ["a field without value", [{ name: "salt", type: "bytes32" }]],
  ])("error: EIP712Domain with %s", (_what, EIP712Domain) => {
    expect(() => parseTypedData({ ...mail, types: { ...mail.types, EIP712Domain } })).toThrow(InvalidTypedDataError);
  });

  test.each<[string, unknown]>([
    ["uint8", 256],
    ["uint8", -1],
    ["uint256", ""],
    ["uint256", " 1"],
    ["uint256", "1.0"],
    ["uint256", "1e3"],
    ["uint256", true],
    ["uint256", 1.5],
    ["uint256", `0x1${"0".repeat(64)}`],
    ["int8", 128],
    ["int8", "-129"],
    ["uint7", 1],
    ["uint", 1],
    ["uint264", 1],
    ["int9999999", "-1"],
    ["bool", "false"],
    ["bool", 0],
    ["string", 1],
    ["string", undefined],
    ["address", "0x12"],
    ["address", 1],
    ["bytes", "0x1"],
    ["bytes", "text"],
    ["bytes4", "0x123456"],
    ["bytes33", `0x${"00".repeat(33)}`],
    ["bytes0", "0x"],
    ["uint8[2]", [1]],
    ["uint8[]", "0x01"],
    ["uint8[]", { 0: 1 }],
    ["A", "text"],
    ["A[]", [null]],
    ["A", []],
    ["B", {}],
    ["constructor", {}],
    ["toString", {}],
  ])("error: %s does not take %j", (type, value) => {
    expect(() => parseTypedData(single(type, value))).toThrow(InvalidTypedDataError);
  });

  test("error: a field that only the prototype has is missing", () => {
    const types = { A: [{ name: "constructor", type: "string" }] };
    expect(() => parseTypedData({ domain: {}, types, primaryType: "A", message: {} })).toThrow(InvalidTypedDataError);
  });

  test.each(["mail", "(Mail", "EIP712Domain", "Missing", "constructor"])("error: primary type %s", (primaryType) => {
    const types = { ...mail.types, mail: mail.types.Mail };
    expect(() => parseTypedData({ ...mail, types, primaryType })).toThrow(InvalidTypedDataError);
  });

  test("error: a struct that takes the name TypedDataSign", () => {
    const types = { ...mail.types, TypedDataSign: mail.types.Person };
    expect(() => parseTypedData({ ...mail, types })).toThrow(InvalidTypedDataError);
  });
});

describe("formatTypedData", () => {
  test.each([mail, order, permit])(
    "behavior: what parsed gives an equal value on the wire, $primaryType",
    (typedData) => {
      const wire = formatTypedData(parseTypedData(typedData));
      expect(TypedData.parse(JSON.parse(JSON.stringify(wire)))).toEqual(wire);
      expect(parseTypedData(wire)).toEqual(parseTypedData(typedData));
    },
  );

  test("behavior: bigint, bytes, undefined and a hex chain id", () => {
    const types = {
      A: [
        { name: "a", type: "uint256" },
        { name: "b", type: "bytes" },
      ],
    };
    const message = { a: 2n ** 255n, b: Uint8Array.of(1, 2), c: undefined };
    const wire = formatTypedData({ domain: { chainId: "0x7a69", name: undefined }, types, primaryType: "A", message });
    expect(wire.domain).toEqual({ chainId: "31337" });
    expect(wire.message).toEqual({ a: (2n ** 255n).toString(), b: "0x0102" });
    expect(formatTypedData({ types, primaryType: "A", message: {} }).domain).toEqual({});
  });

  test("error: a cycle, or a fraction", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    expect(() => formatTypedData({ ...mail, message: cyclic })).toThrow(InvalidTypedDataError);
    expect(() => formatTypedData({ ...mail, message: { a: 0.5 } })).toThrow(InvalidTypedDataError);
  });
});
