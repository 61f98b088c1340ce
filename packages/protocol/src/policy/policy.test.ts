import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { Policy } from "../schemas/policy.ts";
import { formatAssetId, parseAssetId } from "./assetId.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { policyHash } from "./policyHash.ts";

const native = { asset: "eip155:31337/slip44:60", amount: "1000000000000000000", windowSeconds: 86_400 } as const;
const token = {
  asset: `eip155:31337/erc20:0x${"ab".repeat(20)}`,
  amount: "1000000000",
  windowSeconds: 86_400,
} as const;

describe("policyHash", () => {
  test("behavior: vector", () => {
    const json =
      `{"limits":[{"amount":"1000000000","asset":"eip155:31337/erc20:0x${"ab".repeat(20)}","windowSeconds":86400},` +
      '{"amount":"1000000000000000000","asset":"eip155:31337/slip44:60","windowSeconds":86400}],"version":1}';
    const lengths = [Buffer.alloc(4), Buffer.alloc(4)] as const;
    lengths[0].writeUInt32BE(16);
    lengths[1].writeUInt32BE(json.length);
    const expected = createHash("sha256")
      .update(Buffer.concat([lengths[0], Buffer.from("tandem/policy/v1"), lengths[1], Buffer.from(json)]))
      .digest("hex");
    expect(policyHash({ version: 1, limits: [native, token] })).toBe(`0x${expected}`);
    expect(`0x${expected}`).toBe("0x7baa2307a1f562d57b42bb81a22e17dd7d809ff9debfd81d7e3bdc3c5370c26c");
  });

  test("behavior: neither the order of limits nor that of keys matters, every value does", () => {
    const hash = policyHash({ version: 1, limits: [native, token] });
    const { windowSeconds, amount, asset } = token;
    expect(policyHash({ limits: [{ windowSeconds, amount, asset }, native], version: 1 })).toBe(hash);
    expect(policyHash({ version: 1, limits: [native] })).not.toBe(hash);
    expect(policyHash({ version: 1, limits: [native, { ...token, amount: "1000000001" }] })).not.toBe(hash);
  });

  test("error: the schema takes one limit an asset, and canonical amounts", () => {
    expect(Policy.safeParse({ version: 1, limits: [native, token] }).success).toBe(true);
    expect(Policy.safeParse({ version: 1, limits: [native, native] }).success).toBe(false);
    expect(Policy.safeParse({ version: 1, limits: [{ ...native, amount: "01" }] }).success).toBe(false);
    expect(Policy.safeParse({ version: 1, limits: [{ ...native, amount: String(2n ** 256n) }] }).success).toBe(false);
    expect(Policy.safeParse({ version: 1, limits: [], extra: 1 }).success).toBe(false);
  });
});

describe("canonicalJson", () => {
  test("behavior: sorted keys, no spaces, JSON strings", () => {
    expect(canonicalJson({ b: [1, "é\n"], a: { d: true, c: "" } })).toBe('{"a":{"c":"","d":true},"b":[1,"é\\n"]}');
  });

  test.each([[1.5], [-0], [null], [undefined], [1n], [Number.NaN]])("error: refuses %s", (value) => {
    expect(() => canonicalJson({ value })).toThrow(InvalidParameterError);
  });
});

describe("assetId", () => {
  test("behavior: round trip, lowercase address", () => {
    expect(formatAssetId({ kind: "native", chainId: 1 })).toBe("eip155:1/slip44:60");
    const id = formatAssetId({ kind: "erc20", chainId: 10, token: `0x${"AB".repeat(20)}` });
    expect(id).toBe(`eip155:10/erc20:0x${"ab".repeat(20)}`);
    expect(parseAssetId(id)).toEqual({ kind: "erc20", chainId: 10, token: `0x${"ab".repeat(20)}` });
    expect(parseAssetId("eip155:1/slip44:60")).toEqual({ kind: "native", chainId: 1 });
  });

  test.each([
    "eip155:0/slip44:60",
    "eip155:1/slip44:61",
    "eip155:9999999999999999/slip44:60",
    "eip155:1/erc20:0xAB",
    "",
  ])("error: refuses %j", (id) => {
    expect(() => parseAssetId(id)).toThrow(InvalidParameterError);
  });
});
