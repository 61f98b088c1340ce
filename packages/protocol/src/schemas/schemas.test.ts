import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Config } from "./config.ts";
import { PaymasterRequest } from "./paymaster.ts";
import { Decimal, DisplayName, EvmAddress, hex, hexUpTo, quantity } from "./primitives.ts";
import { SigningRequest } from "./signing.ts";
import { Assertion, Registration } from "./webauthn.ts";

const address = `0x${"ab".repeat(20)}` as const;
const userOperation = {
  sender: address,
  nonce: "0x0",
  callData: "0x",
  callGasLimit: "0x1",
  verificationGasLimit: "0x1",
  preVerificationGas: "0x1",
  maxFeePerGas: "0x1",
  maxPriorityFeePerGas: "0x1",
};
const operation = {
  kind: "userOperation",
  chainId: 31337,
  entryPoint: address,
  userOperation,
  validAfter: 1000,
  validUntil: 1600,
};
const paymaster = {
  paymaster: address,
  paymasterVerificationGasLimit: "0x1",
  paymasterPostOpGasLimit: "0x0",
  paymasterData: "0x",
};
const withOperation = (change: object) => ({ ...operation, userOperation: { ...userOperation, ...change } });

describe("primitives", () => {
  test("behavior: hex comes out lowercase", () => {
    expect(EvmAddress.parse(`0x${"AB".repeat(20)}`)).toBe(address);
    expect(hexUpTo(4).parse("0xABcd")).toBe("0xabcd");
  });

  test.each([
    [hex(2), ["0x00", "0x000000", "0xzzzz", "0X0000", "0000", "0x0000\n", 0, null]],
    [hexUpTo(2, 1), ["0x", "0x0", "0x000000", ""]],
    [quantity(16), ["0x", "0x00", "0x01", "0x10000", "1", "0x-1"]],
    [Decimal, ["", "01", "-1", "1.0", "1e3", "0x1", String(2n ** 256n), "9".repeat(200)]],
    [DisplayName, ["", "   ", "a\nb", "a\u202eb", "x".repeat(65), "\u0000"]],
  ])("error: schema %# refuses what is not of its form", (schema, values) => {
    for (const value of values) expect(schema.safeParse(value).success, String(value)).toBe(false);
  });

  test("behavior: quantities and decimals keep every value of their range", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n - 1n), (value) => {
        expect(BigInt(Decimal.parse(value.toString()))).toBe(value);
        expect(BigInt(quantity(256).parse(`0x${value.toString(16)}`))).toBe(value);
      }),
    );
  });
});

describe("SigningRequest", () => {
  test("behavior: takes an operation, with factory and paymaster or without", () => {
    expect(SigningRequest.parse(operation)).toEqual(operation);
    const full = withOperation({ ...paymaster, factory: address, factoryData: "0x12" });
    expect(SigningRequest.parse(full)).toEqual(full);
  });

  test.each([
    ["eip7702Auth", withOperation({ eip7702Auth: {} })],
    ["a signature", withOperation({ signature: "0x" })],
    ["factory without data", withOperation({ factory: address })],
    ["the EIP-7702 factory flag", withOperation({ factory: "0x7702", factoryData: "0x" })],
    ["the EIP-7702 factory marker", withOperation({ factory: `0x7702${"0".repeat(36)}`, factoryData: "0x" })],
    ["paymaster data without paymaster", withOperation({ paymasterData: "0x" })],
    ["a paymaster without gas limits", withOperation({ paymaster: address })],
    ["a gas limit over 128 bits", withOperation({ callGasLimit: `0x1${"0".repeat(32)}` })],
    ["a validity over 600 s", { ...operation, validUntil: 1601 }],
    ["an endless validity", { ...operation, validUntil: 0 }],
    ["a digest", { kind: "digest", chainId: 1, digest: `0x${"00".repeat(32)}` }],
    ["an unknown field", { ...operation, digest: "0x" }],
    ["a chain id of 0", { ...operation, chainId: 0 }],
  ])("S62: refuses %s", (_what, request) => {
    expect(SigningRequest.safeParse(request).success).toBe(false);
  });

  const typedData = (message: unknown) => ({
    kind: "typedData",
    chainId: 1,
    typedData: {
      domain: { name: "App", chainId: "1" },
      types: { A: [{ name: "a", type: "uint256[2][]" }] },
      primaryType: "A",
      message,
    },
  });
  const nested = (depth: number): unknown => (depth === 0 ? "x" : { a: nested(depth - 1) });

  test("behavior: typed data is kept as sent", () => {
    const request = typedData({ a: ["0xAB", 1, true, { b: "x" }] });
    expect(SigningRequest.parse(request)).toEqual(request);
    expect(SigningRequest.safeParse(typedData(nested(16))).success).toBe(true);
  });

  test.each([
    ["nesting beyond 16", nested(17)],
    ["an unsafe number", { a: 2 ** 53 }],
    ["a fraction", { a: 1.5 }],
    ["null", { a: null }],
  ])("S72: typed data with %s is refused", (_what, message) => {
    expect(SigningRequest.safeParse(typedData(message)).success).toBe(false);
  });

  test("S72: typed data that would take minutes to hash is refused", () => {
    const fields = Array.from({ length: 100 }, (_, i) => ({ name: `f${i}`, type: "string" }));
    const request = typedData({ a: Array.from({ length: 5000 }, () => ({})) });
    const types = { ...request.typedData.types, Long: fields };
    expect(SigningRequest.safeParse(request).success).toBe(true);
    expect(SigningRequest.safeParse({ ...request, typedData: { ...request.typedData, types } }).success).toBe(false);
  });

  test("S72: typed data nested as deep as a body allows is refused without exhausting the stack", () => {
    const body = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
    expect(SigningRequest.safeParse(typedData(JSON.parse(body))).success).toBe(false);
  });
});

describe("Registration and Assertion", () => {
  const id = "AAAA";
  const assertion = {
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: id, authenticatorData: id, signature: id },
  };
  const registration = { ...assertion, response: { clientDataJSON: id, attestationObject: id } };

  test("behavior: extension results are empty on the wire, or the message is refused", () => {
    const leak = { prf: { results: { first: "c2VjcmV0" } } };
    expect(Assertion.parse(assertion)).toEqual(assertion);
    expect(Registration.parse(registration)).toEqual(registration);
    expect(Assertion.safeParse({ ...assertion, clientExtensionResults: leak }).success).toBe(false);
    expect(Registration.safeParse({ ...registration, clientExtensionResults: leak }).success).toBe(false);
  });
});

describe("PaymasterRequest", () => {
  test("behavior: takes what viem sends, a missing context being null", () => {
    const request = {
      jsonrpc: "2.0",
      id: 1,
      method: "pm_getPaymasterStubData",
      params: [{ sender: address, nonce: "0x0", callData: "0x", callGasLimit: "0x0" }, address, "0x7a69", null],
    };
    expect(PaymasterRequest.parse(request)).toEqual(request);
    expect(PaymasterRequest.safeParse({ ...request, method: "eth_sendRawTransaction" }).success).toBe(false);
  });
});

describe("Config", () => {
  test.each(["javascript:alert(1)", "//evil.example", "ftp://x/", "rpc", ""])(
    "error: refuses the location %j",
    (rpcUrl) => {
      expect(Config.shape.chains.element.shape.rpcUrl.safeParse(rpcUrl).success).toBe(false);
    },
  );

  test.each(["/rpc/31337", "https://rpc.example/x?y", "http://localhost:8545"])(
    "behavior: takes the location %j",
    (rpcUrl) => {
      expect(Config.shape.chains.element.shape.rpcUrl.parse(rpcUrl)).toBe(rpcUrl);
    },
  );
});
