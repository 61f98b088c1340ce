import { getAddress } from "viem";
import { describe, expect, test } from "vitest";
import { assertOwnKey } from "./assertOwnKey.ts";
import { GuardianKeyError } from "./errors.ts";

const toWallet = (signer: `0x${string}`) =>
  ({ kind: "wallet", address: getAddress(signer), provider: { request: async () => null } }) as never;
const toCard = (signer: `0x${string}`) =>
  ({ guardian: { name: "Bea", signer, salt: `0x${"01".repeat(32)}` } }) as const;
const signer = `0x${"ab".repeat(20)}` as const;

describe("assertOwnKey", () => {
  test("behavior: passes the wallet and the passkey on the card", () => {
    assertOwnKey(toCard(signer), toWallet(signer));
    const passkey = `0x${"cd".repeat(84)}` as const;
    assertOwnKey(toCard(passkey), { kind: "passkey", signer: passkey, credentialId: "AQ" });
  });

  test("error: another wallet is told which one the card names", () => {
    const other = () => assertOwnKey(toCard(signer), toWallet(`0x${"12".repeat(20)}`));
    expect(other).toThrow(GuardianKeyError);
    expect(other).toThrow(getAddress(signer));
  });

  test("error: a passkey in the place of a wallet", () => {
    const passkey = { kind: "passkey", signer: `0x${"cd".repeat(84)}`, credentialId: "AQ" } as const;
    expect(() => assertOwnKey(toCard(signer), passkey)).toThrow(GuardianKeyError);
  });
});
