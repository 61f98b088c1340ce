import { getGuardianTypedData } from "@tandem/account";
import { describe, expect, test } from "vitest";
import { WalletCancelledError, WalletRefusedError } from "./errors.ts";
import { signTypedDataInWallet } from "./signTypedDataInWallet.ts";
import { toWalletError } from "./toWalletError.ts";

describe("toWalletError", () => {
  test.each([{ code: 4001, message: "User rejected" }, Object.assign(new Error("no"), { code: 4001 })])(
    "behavior: a prompt that the person closed is no failure: %o",
    (cause) => {
      expect(toWalletError(cause)).toBeInstanceOf(WalletCancelledError);
    },
  );

  test.each([{ code: -32002 }, new Error("locked"), "no", undefined, null])("behavior: %o is a refusal", (cause) => {
    expect(toWalletError(cause)).toBeInstanceOf(WalletRefusedError);
  });
});

describe("signTypedDataInWallet", () => {
  const address = `0x${"11".repeat(20)}` as const;
  const message = { inviteId: "a", signer: address };
  const given = { address, typedData: getGuardianTypedData(address, { primaryType: "AcceptGuardian", message }) };

  test("error: says whether the person closed the prompt or the wallet refused", async () => {
    const reject = (code: number) => ({ request: async () => Promise.reject({ code }) }) as never; // only this is asked of it
    await expect(signTypedDataInWallet({ ...given, provider: reject(4001) })).rejects.toThrow(WalletCancelledError);
    await expect(signTypedDataInWallet({ ...given, provider: reject(-32603) })).rejects.toThrow(WalletRefusedError);
  });
});
