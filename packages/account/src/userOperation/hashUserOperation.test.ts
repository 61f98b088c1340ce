import fc from "fast-check";
import { type Address, bytesToHex, getAddress, type Hex, numberToHex } from "viem";
import { getUserOperationHash } from "viem/account-abstraction";
import { describe, expect, it } from "vitest";
import { hashUserOperation } from "./hashUserOperation.ts";
import { parseUserOperation } from "./parseUserOperation.ts";

const hex = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => bytesToHex(bytes));
const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(bytesToHex(bytes)) as Address);
const uint = (bits: number) =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }).map((value) => numberToHex(value));

const operation = fc
  .tuple(
    fc.record({
      sender: address,
      nonce: uint(256),
      callData: hex(600),
      callGasLimit: uint(128),
      verificationGasLimit: uint(128),
      preVerificationGas: uint(256),
      maxFeePerGas: uint(128),
      maxPriorityFeePerGas: uint(128),
    }),
    fc.option(fc.record({ factory: address, factoryData: hex(300) }), { nil: {} }),
    fc.option(
      fc.record({
        paymaster: address,
        paymasterData: hex(200),
        paymasterVerificationGasLimit: uint(128),
        paymasterPostOpGasLimit: uint(128),
      }),
      { nil: {} },
    ),
  )
  .map(([base, deployment, paymaster]) => ({ ...base, ...deployment, ...paymaster }));

describe("hashUserOperation", () => {
  it("behavior: S62: gives viem's hash for EntryPoint 0.9", () => {
    fc.assert(
      fc.property(
        operation,
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        address,
        (wire, chainId, entryPoint) => {
          const userOperation = wire as Parameters<typeof hashUserOperation>[0]["userOperation"];
          const expected: Hex = getUserOperationHash({
            chainId,
            entryPointAddress: entryPoint,
            entryPointVersion: "0.9",
            userOperation: { ...parseUserOperation(userOperation), signature: "0x" },
          });
          expect(hashUserOperation({ chainId, entryPoint, userOperation })).toBe(expected);
          // Again, now with the domain kept from before.
          expect(hashUserOperation({ chainId, entryPoint, userOperation })).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
