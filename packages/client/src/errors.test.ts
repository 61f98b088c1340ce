import { BaseError } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import * as client from "./index.ts";

describe("errors", () => {
  const classes = Object.entries(client).filter(([name]) => /^[A-Z].*Error$/.test(name));

  test("behavior: every exported error is a BaseError that carries its own name", () => {
    expect(classes.length).toBeGreaterThan(20);
    for (const [name, exported] of classes) {
      expect(Object.prototype.isPrototypeOf.call(BaseError, exported), name).toBe(true);
    }
  });

  test("behavior: errors say what happened and what to do", () => {
    const errors = [
      new client.PasskeyCancelledError(),
      new client.PasskeyPrfMissingError(),
      new client.PasskeyExistsError(),
      new client.PasskeyUnknownError(),
      new client.PasskeyFailedError(),
      new client.PasswordError({ reason: "short" }),
      new client.VaultOpenError(),
      new client.VaultMissingError(),
      new client.ServerIdentityChangedError(),
      new client.CosignerMisbehavedError("another digest"),
      new client.ServiceUnreachableError({ service: "bundler" }),
      new client.AccountNotFoundError(),
      new client.OperationExpiredError(),
      new client.OperationPendingError(),
      new client.OperationInterruptedError(),
      new client.OperationNotFoundError(),
      new client.OperationBusyError(),
      new client.OperationRefusedError({ reason: "AA25" }),
      new client.InsufficientFundsError(),
      new client.UnknownChainError({ chainId: 5 }),
      new client.InvalidInputError("No recipient.", "Enter one."),
      new client.StorageRecordError({ store: "accounts" }),
      new client.ShareClosedError(),
      new client.PolicyRefusedError({ rules: [{ name: "daily-limit", detail: "Too much." }] }),
      new client.ConfirmationMissingError({ rules: ["no-limit"] }),
      new client.LogAlarmError({ logAlarm: { id: "a", kind: "forked", firstSeenAt: 1, lastSeenAt: 1, evidence: {} } }),
      new client.GuardianCardError("it is cut short"),
      new client.GuardianKeyError({ signer: `0x${"ab".repeat(20)}` }),
      new client.WalletCancelledError(),
      new client.WalletRefusedError(undefined),
      new client.RecoveryApprovalError("format"),
      new client.RecoveryCardError("Your card is for another account.", "Open the card for this account."),
      new client.RecoveryRequestError("the link is cut short"),
      new client.RecoveryLookupError("guardians-unknown"),
      new client.NameLookupError("not-found", "alice.eth"),
      new client.DeviceOutdatedError(),
      new client.RotationElsewhereError(),
      new client.KitAccountError(),
      new client.KitCodeError({ reason: "incomplete" }),
      new client.KitFormatError({ reason: "damaged" }),
      new client.KitOpenError(),
      new client.KitOutdatedError({ reason: "refreshed" }),
      new client.SponsorRefusedError({ reason: "Used up.", action: "Wait.", code: "policy_refused" }),
      new client.RotationElsewhereError(),
      new client.DeviceOutdatedError(),
      new client.KitCodeError({ reason: "incomplete" }),
      new client.KitFormatError({ reason: "damaged" }),
      new client.KitOpenError(),
      new client.KitAccountError(),
      new client.KitOutdatedError({ reason: "replaced" }),
      new client.WalletRefusedError(new Error("closed")),
      new client.GuardianCardError("it is cut"),
      new client.GuardianKeyError({ signer: `0x${"ab".repeat(84)}` }),
      new client.RecoveryRequestError("it is over"),
      new client.RecoveryApprovalError("format"),
      new client.RecoveryCardError("This card is of another account.", "Use the right one."),
    ];
    expect(new Set(errors.map(({ name }) => name)).size).toBe(classes.length);
    for (const error of errors) {
      expect(error.shortMessage, error.name).toMatch(/\S/);
      expect(error.metaMessages[0], error.name).toMatch(/\S/);
    }
  });
});
