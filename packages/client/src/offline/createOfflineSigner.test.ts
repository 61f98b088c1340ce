import { hashUserOperation } from "@tandem/account";
import { KeyPackageError, timedDigest, verify } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import fc from "fast-check";
import { bytesToHex, type Hex, size, slice } from "viem";
import { describe, expect, test } from "vitest";
import { createTestKit } from "../../testing/createTestKit.ts";
import { ShareClosedError } from "../errors.ts";
import { createOfflineSigner } from "./createOfflineSigner.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

async function createSigner(seed: string) {
  const { keyPackages, details } = await createTestKit(seed);
  const shares = { kit: keyPackages[2], device: keyPackages[3] };
  return { signer: createOfflineSigner({ ...details, ...shares, randomBytes }), ...shares, details };
}

describe("createOfflineSigner", () => {
  test("behavior: kit and device sign any digest under the account's key", async () => {
    const { signer, details } = await createSigner("one");
    const publicKey = hexToBytes(details.publicKey);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
        const signature = hexToBytes(signer.signDigest(bytesToHex(digest)));
        expect(verify({ publicKey, digest, signature })).toBe(true);
      }),
      { numRuns: 20 },
    );
    signer.close();
  });

  test("behavior: an operation gets 64 bytes over its hash and bounds", async () => {
    const { signer, details } = await createSigner("two");
    const entryPoint = `0x${"01".repeat(20)}` as const;
    const userOperation = {
      sender: details.address,
      nonce: "0x0",
      callData: "0x",
      callGasLimit: "0x1",
      verificationGasLimit: "0x1",
      preVerificationGas: "0x1",
      maxFeePerGas: "0x1",
      maxPriorityFeePerGas: "0x1",
    } as const;
    const request = {
      kind: "userOperation",
      chainId: 1,
      entryPoint,
      userOperation,
      validAfter: 5,
      validUntil: 9,
    } as const;
    const signature = await signer.sign(request);
    expect(size(signature)).toBe(64);
    const hash: Hex = hashUserOperation({ chainId: 1, entryPoint, userOperation });
    const valid = verify({
      publicKey: hexToBytes(details.publicKey),
      digest: timedDigest(hexToBytes(hash), 5, 9),
      signature: hexToBytes(slice(signature, 0, 52)),
    });
    expect(valid).toBe(true);
    signer.close();
  });

  test("error: shares of two keys", async () => {
    const [one, other] = await Promise.all([createTestKit("one"), createTestKit("other")]);
    const mixed = { kit: one.keyPackages[2], device: other.keyPackages[3] };
    expect(() => createOfflineSigner({ ...one.details, ...mixed, randomBytes })).toThrow(KeyPackageError);
  });

  test("behavior: closed, it signs nothing and the shares are zero", async () => {
    const { signer, kit, device } = await createSigner("three");
    signer.close();
    signer.close();
    expect(signer.isOpen()).toBe(false);
    expect(() => signer.signDigest(`0x${"11".repeat(32)}`)).toThrow(ShareClosedError);
    expect([...kit.signingShare, ...device.signingShare].every((byte) => byte === 0)).toBe(true);
  });
});
