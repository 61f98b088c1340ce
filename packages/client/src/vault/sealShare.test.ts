import { dealKey, encodePublicKeyPackage, KeyPackageError } from "@tandem/frost";
import { bytesToBase64url, bytesToHex } from "@tandem/protocol";
import fc from "fast-check";
import type { Hex } from "viem";
import { describe, expect, test } from "vitest";
import { PasswordError, VaultOpenError } from "../errors.ts";
import { createDeviceKey } from "./derivePasswordSecret.ts";
import { openShare } from "./openShare.ts";
import { type SealedShare, type SealSecret, sealShare } from "./sealShare.ts";

const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
const hex = (length: number): Hex => bytesToHex(randomBytes(length));

function makeShare(identifiers: readonly [1, 3] = [1, 3]) {
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers });
  const keyPackage = keyPackages[3];
  return {
    keyPackage,
    accountId: hex(16),
    publicKey: bytesToHex(keyPackage.publicKey.subarray(1)),
    publicKeyPackage: bytesToHex(encodePublicKeyPackage(publicKeyPackage)),
    keyEpoch: 0,
  };
}
const makePasskey = (): SealSecret & { kind: "passkey" } => ({
  kind: "passkey",
  credentialId: bytesToBase64url(randomBytes(32)),
  prf: randomBytes(32),
});
const flip = (value: Hex, index: number, bit: number): Hex => {
  const bytes = Buffer.from(value.slice(2), "hex");
  bytes[index]! ^= 1 << bit;
  return `0x${bytes.toString("hex")}`;
};

describe("sealShare", () => {
  const share = makeShare();

  test("behavior: opens again with the same passkey, for any account and epoch", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.nat(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        async (account, keyEpoch, prf, credential) => {
          const context = { ...share, accountId: bytesToHex(account), keyEpoch };
          const secret = {
            kind: "passkey",
            credentialId: bytesToBase64url(credential),
            prf: Uint8Array.from(prf),
          } as const;
          const sealed = await sealShare({ ...context, secret, randomBytes });
          const opened = await openShare({ ...context, sealed, secret });
          expect(opened).toEqual(share.keyPackage);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("behavior: two sealings of one share have nothing in common", async () => {
    const secret = makePasskey();
    const first = await sealShare({ ...share, secret, randomBytes });
    const second = await sealShare({ ...share, secret, randomBytes });
    expect(first.sealedShare).not.toBe(second.sealedShare);
    expect(first.wraps[0]?.wrapped).not.toBe(second.wraps[0]?.wrapped);
  });

  test("S79: neither the share nor the PRF value is readable in what is stored", async () => {
    const secret = makePasskey();
    const sealed = JSON.stringify(await sealShare({ ...share, secret, randomBytes }));
    for (const value of [share.keyPackage.signingShare, secret.prf]) {
      const bytes = Buffer.from(value);
      for (const form of [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")]) {
        expect(sealed).not.toContain(form);
      }
      expect(sealed).not.toContain(BigInt(`0x${bytes.toString("hex")}`).toString());
    }
  });

  test("error: any changed byte of share or wrap", async () => {
    const secret = makePasskey();
    const sealed = await sealShare({ ...share, secret, randomBytes });
    const [wrap] = sealed.wraps;
    const shareLength = sealed.sealedShare.length / 2 - 1;
    const wrapLength = wrap!.wrapped.length / 2 - 1;
    const refused = async (changed: SealedShare) =>
      expect(openShare({ ...share, sealed: changed, secret })).rejects.toBeInstanceOf(VaultOpenError);
    for (let index = 0; index < shareLength; index++) {
      await refused({ ...sealed, sealedShare: flip(sealed.sealedShare, index, index % 8) });
    }
    for (let index = 0; index < wrapLength; index++) {
      await refused({ ...sealed, wraps: [{ ...wrap!, wrapped: flip(wrap!.wrapped, index, index % 8) }] });
    }
    await refused({ ...sealed, sealedShare: "0x" });
    await refused({ ...sealed, sealedShare: sealed.sealedShare.slice(0, -2) as Hex });
  });

  test("error: another passkey, PRF value, account, key or epoch", async () => {
    const secret = makePasskey();
    const other = makeShare();
    const sealed = await sealShare({ ...share, secret, randomBytes });
    const wrong: [string, Partial<Parameters<typeof openShare>[0]>][] = [
      ["passkey", { secret: makePasskey() }],
      ["PRF value", { secret: { ...secret, prf: randomBytes(32) } }],
      ["account", { accountId: other.accountId }],
      ["key", { publicKey: other.publicKey }],
      ["epoch", { keyEpoch: 1 }],
    ];
    for (const [what, change] of wrong) {
      await expect(openShare({ ...share, sealed, secret, ...change }), what).rejects.toBeInstanceOf(VaultOpenError);
    }
    // A wrap moved under the name of another passkey does not open either: the name is bound to it.
    const renamed = { ...sealed, wraps: [{ ...sealed.wraps[0]!, credentialId: "AAAA" }] };
    const moved = openShare({ ...share, sealed: renamed, secret: { ...secret, credentialId: "AAAA" } });
    await expect(moved).rejects.toBeInstanceOf(VaultOpenError);
  });

  test("S58: error: a public key package of another key or epoch", async () => {
    const secret = makePasskey();
    const sealed = await sealShare({ ...share, secret, randomBytes });
    const foreign = openShare({ ...share, sealed, secret, publicKeyPackage: makeShare().publicKeyPackage });
    await expect(foreign).rejects.toBeInstanceOf(KeyPackageError);
  });
});

describe("sealShare with a password", () => {
  const share = makeShare();

  test("behavior: opens with the password and this device's key, with nothing less", async () => {
    const deviceKey = await createDeviceKey();
    const secret = { kind: "password", password: "correct horse battery", deviceKey } as const;
    const sealed = await sealShare({ ...share, secret, randomBytes });
    expect(sealed.wraps).toEqual([]);
    expect((await openShare({ ...share, sealed, secret })).signingShare).toEqual(share.keyPackage.signingShare);

    const wrongPassword = openShare({ ...share, sealed, secret: { ...secret, password: "correct horse batterx" } });
    await expect(wrongPassword).rejects.toMatchObject({ name: "PasswordError", reason: "wrong" });
    const wrongDevice = openShare({ ...share, sealed, secret: { ...secret, deviceKey: await createDeviceKey() } });
    await expect(wrongDevice).rejects.toBeInstanceOf(PasswordError);
    await expect(openShare({ ...share, sealed, secret: makePasskey() })).rejects.toBeInstanceOf(VaultOpenError);
  });

  test("behavior: the device key cannot be exported", async () => {
    const deviceKey = await createDeviceKey();
    await expect(crypto.subtle.exportKey("raw", deviceKey)).rejects.toThrow();
  });
});
