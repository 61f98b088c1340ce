import { suiteName } from "@tandem/frost";
import { type SigningRequest, UserOperation as WireUserOperation } from "@tandem/protocol";
import fc from "fast-check";
import { concat, type Hex, keccak256, numberToHex, stringToHex } from "viem";
import { entryPoint09Address, getUserOperationHash } from "viem/account-abstraction";
import { hashMessage, hashTypedData } from "viem/experimental/erc7739";
import { describe, expect, test } from "vitest";
import { mail } from "../test/typedData.ts";
import { getAccountDomain } from "./erc7739/getAccountDomain.ts";
import { InvalidUserOperationError } from "./errors.ts";
import { signingDigest } from "./signingDigest.ts";
import { formatUserOperation } from "./userOperation/formatUserOperation.ts";
import { hashUserOperation } from "./userOperation/hashUserOperation.ts";
import { parseUserOperation, type UnsignedUserOperation } from "./userOperation/parseUserOperation.ts";

const address = `0x${"12".repeat(20)}` as const;
const other = `0x${"34".repeat(20)}` as const;
const chainId = 31337;

const bytes = fc.uint8Array({ maxLength: 50 }).map((value): Hex => `0x${Buffer.from(value).toString("hex")}`);
const uint = (bits: bigint) => fc.bigInt(0n, 2n ** bits - 1n);
const unsigned: fc.Arbitrary<UnsignedUserOperation> = fc
  .tuple(
    fc.record({
      nonce: uint(256n),
      callData: bytes,
      callGasLimit: uint(128n),
      verificationGasLimit: uint(128n),
      preVerificationGas: uint(256n),
      maxFeePerGas: uint(128n),
      maxPriorityFeePerGas: uint(128n),
    }),
    fc.oneof(fc.constant({}), fc.record({ factory: fc.constant(other), factoryData: bytes })),
    fc.oneof(
      fc.constant({}),
      fc.record({
        paymaster: fc.constant(other),
        paymasterData: bytes,
        paymasterVerificationGasLimit: uint(128n),
        paymasterPostOpGasLimit: uint(128n),
      }),
    ),
  )
  .map(([base, factory, paymaster]) => ({ sender: address, ...base, ...factory, ...paymaster }));

const sample: UnsignedUserOperation = {
  sender: address,
  nonce: 1n,
  callData: "0x1234",
  callGasLimit: 2n,
  verificationGasLimit: 3n,
  preVerificationGas: 4n,
  maxFeePerGas: 5n,
  maxPriorityFeePerGas: 6n,
};
const operation = {
  kind: "userOperation",
  chainId,
  entryPoint: entryPoint09Address,
  userOperation: formatUserOperation(sample),
  validAfter: 1000,
  validUntil: 1600,
} as const satisfies SigningRequest;

describe("signingDigest", () => {
  test("behavior: userOperation is keccak256(TAG ‖ userOpHash ‖ validAfter6 ‖ validUntil6)", () => {
    const userOpHash = getUserOperationHash({
      chainId,
      entryPointAddress: entryPoint09Address,
      entryPointVersion: "0.9",
      userOperation: { ...sample, signature: "0x" },
    });
    const bounds = [numberToHex(1000, { size: 6 }), numberToHex(1600, { size: 6 })];
    const expected = keccak256(concat([stringToHex(suiteName), userOpHash, ...bounds]));
    expect(signingDigest(operation, { address })).toBe(expected);
  });

  test("behavior: typedData and message are viem's ERC-7739 hashes for the account", () => {
    const verifierDomain = getAccountDomain({ chainId, address });
    const typed = signingDigest({ kind: "typedData", chainId, typedData: mail }, { address });
    expect(typed).toBe(hashTypedData({ ...mail, verifierDomain } as never));
    const message = signingDigest({ kind: "message", chainId, message: "0x68656c6c6f" }, { address });
    expect(message).toBe(hashMessage({ message: "hello", verifierDomain }));
  });

  test("S3: every field of a request is in the digest", () => {
    const digest = signingDigest(operation, { address });
    const changes: Partial<SigningRequest>[] = [
      { chainId: 1 },
      { entryPoint: other },
      { validAfter: 1001 },
      { validUntil: 1599 },
    ];
    for (const name of [
      "nonce",
      "callGasLimit",
      "verificationGasLimit",
      "preVerificationGas",
      "maxFeePerGas",
      "maxPriorityFeePerGas",
    ]) {
      changes.push({ userOperation: { ...operation.userOperation, [name]: "0x7" } });
    }
    const full = { ...operation.userOperation, factory: other, factoryData: "0x01" as const };
    changes.push({ userOperation: full }, { userOperation: { ...operation.userOperation, callData: "0x1235" } });
    const digests = changes.map((change) => signingDigest({ ...operation, ...change } as SigningRequest, { address }));
    expect(new Set([digest, ...digests]).size).toBe(changes.length + 1);
  });

  test("error: an operation of another account", () => {
    expect(() => signingDigest(operation, { address: other })).toThrow(InvalidUserOperationError);
  });
});

describe("hashUserOperation", () => {
  test("behavior: equals viem's hash for EntryPoint 0.9", () => {
    fc.assert(
      fc.property(unsigned, (userOperation) => {
        const expected = getUserOperationHash({
          chainId,
          entryPointAddress: entryPoint09Address,
          entryPointVersion: "0.9",
          userOperation: { ...userOperation, signature: "0x" },
        });
        const wire = formatUserOperation(userOperation);
        expect(hashUserOperation({ chainId, entryPoint: entryPoint09Address, userOperation: wire })).toBe(expected);
      }),
    );
  });

  test.each([
    ["an EIP-7702 factory", { factory: `0x7702${"0".repeat(36)}`, factoryData: "0x" }],
    [
      "a paymaster signature suffix",
      {
        paymaster: other,
        paymasterVerificationGasLimit: "0x1",
        paymasterPostOpGasLimit: "0x1",
        paymasterData: "0x00000022E325a297439656",
      },
    ],
  ] as const)("error: %s", (_what, change) => {
    const userOperation = { ...operation.userOperation, ...change } as WireUserOperation;
    expect(() => hashUserOperation({ chainId, entryPoint: entryPoint09Address, userOperation })).toThrow(
      InvalidUserOperationError,
    );
  });
});

describe("formatUserOperation", () => {
  test("behavior: the wire's schema takes it, and parsing gives the operation back", () => {
    fc.assert(
      fc.property(unsigned, (userOperation) => {
        const wire = WireUserOperation.parse(formatUserOperation(userOperation));
        expect(parseUserOperation(wire)).toEqual(userOperation);
      }),
    );
  });

  test("error: an authorization or a separate paymaster signature", () => {
    const authorization = {} as NonNullable<UnsignedUserOperation["authorization"]>;
    expect(() => formatUserOperation({ ...sample, authorization })).toThrow(InvalidUserOperationError);
    expect(() => formatUserOperation({ ...sample, paymasterSignature: "0x12" })).toThrow(InvalidUserOperationError);
  });
});
