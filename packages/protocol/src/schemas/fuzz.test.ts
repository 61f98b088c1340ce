import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as protocol from "../index.ts";

type Schema = { readonly safeParse: (value: unknown) => { readonly success: boolean; readonly data?: unknown } };

const schemas = Object.entries<unknown>(protocol).filter((entry): entry is [string, Schema] => isSchema(entry[1]));

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && "safeParse" in value;
}

const address = `0x${"ab".repeat(20)}`;
const word = `0x${"cd".repeat(32)}`;
const assertion = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  clientExtensionResults: {},
  response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
};
const userOperation = {
  sender: address,
  nonce: "0x0",
  factory: address,
  factoryData: "0x",
  callData: "0x1234",
  callGasLimit: "0x1",
  verificationGasLimit: "0x1",
  preVerificationGas: "0x1",
  maxFeePerGas: "0x1",
  maxPriorityFeePerGas: "0x1",
};
const typedData = {
  domain: { name: "App", chainId: "1" },
  types: { A: [{ name: "a", type: "uint256" }] },
  primaryType: "A",
  message: { a: "1" },
};
const requests = [
  { kind: "userOperation", chainId: 1, entryPoint: address, userOperation, validAfter: 1, validUntil: 2 },
  { kind: "typedData", chainId: 1, typedData },
  { kind: "message", chainId: 1, message: "0x12" },
].map((request) => ({
  intentId: word,
  keyEpoch: 0,
  signers: [1, 3],
  commitments: { hiding: `0x02${"ab".repeat(32)}`, binding: `0x03${"ab".repeat(32)}` },
  confirmed: ["new-recipient"],
  policyHash: word,
  assertion,
  attempt: 0,
  request,
}));
const policy = {
  version: 1,
  limits: [{ asset: "eip155:1/slip44:60", amount: "1", windowSeconds: 86_400 }],
};

/** Replaces the value at one place of a JSON document, places counted through. */
function replaceAt(value: unknown, place: { left: number }, replacement: unknown): unknown {
  if (place.left-- === 0) return replacement;
  if (Array.isArray(value)) return value.map((member) => replaceAt(member, place, replacement));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, replaceAt(member, place, replacement)]),
  );
}

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom("", "0x", "-1", "1.0", "0x0\n", "𝟙", "__proto__", 2 ** 53, -0, null, [], {}, { __proto__: null }),
);

describe("schemas", () => {
  test("behavior: the documents that are changed below are valid", () => {
    for (const request of requests) expect(protocol.CreateSignatureRequest.parse(request)).toEqual(request);
    expect(protocol.Policy.parse(policy)).toEqual(policy);
  });

  test("S72: no schema throws, whatever the JSON", () => {
    expect(schemas.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(odd, (value) => {
        for (const [name, schema] of schemas) expect(() => schema.safeParse(value), name).not.toThrow();
      }),
    );
  });

  test("S72: a changed document is parsed or refused, and what is parsed stays the same when parsed again", () => {
    const documents = fc.constantFrom<[Schema, unknown]>(
      ...requests.map((request): [Schema, unknown] => [protocol.CreateSignatureRequest, request]),
      [protocol.Policy, policy],
    );
    fc.assert(
      fc.property(documents, fc.nat(60), odd, ([schema, document], at, replacement) => {
        const result = schema.safeParse(replaceAt(document, { left: at }, replacement));
        if (result.success) expect(schema.safeParse(result.data)).toEqual(result);
      }),
      { numRuns: 1000 },
    );
  });
});
