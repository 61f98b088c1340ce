import { BaseError } from "@tandem/protocol";
import type { LogAlarm, LogAlarmKind } from "./types.ts";

/** The person closed the passkey prompt. Not a failure: the interface goes back to where it was. */
export class PasskeyCancelledError extends BaseError {
  override readonly name = "PasskeyCancelledError";

  constructor() {
    super("The passkey prompt was closed.", { metaMessages: ["Nothing was changed. Try again when you are ready."] });
  }
}

/** This passkey gives no PRF value, so it cannot open a share. `createAccount({ password })` goes on. */
export class PasskeyPrfMissingError extends BaseError {
  override readonly name = "PasskeyPrfMissingError";

  constructor({ metaMessages }: { readonly metaMessages?: readonly string[] } = {}) {
    super("This passkey cannot encrypt the account on this device.", {
      metaMessages: metaMessages ?? [
        "Choose a password to go on. The account then opens on this device only; a new device needs the backup kit.",
      ],
    });
  }
}

/** A passkey of the account is there already. A second one in the same place would take the first one's. */
export class PasskeyExistsError extends BaseError {
  override readonly name = "PasskeyExistsError";

  constructor() {
    super("A passkey of this account is there already.", {
      metaMessages: ["Make the new one in another place: on a security key, or on another phone or computer."],
    });
  }
}

/** The co-signer opens no account for this passkey, and tells nobody why. */
export class PasskeyUnknownError extends BaseError {
  override readonly name = "PasskeyUnknownError";

  constructor({ cause }: { readonly cause?: Error | undefined } = {}) {
    super("No account opens with this passkey.", {
      cause,
      metaMessages: [
        "It may have been removed from its account, or the account deleted. Try another passkey, your backup kit or your guardians.",
      ],
    });
  }
}

/** The browser or authenticator failed for a reason that is not the person's choice. */
export class PasskeyFailedError extends BaseError {
  override readonly name = "PasskeyFailedError";

  constructor({ cause }: { readonly cause?: Error | undefined } = {}) {
    super("The passkey did not work.", {
      cause,
      metaMessages: ["Check that this browser has passkeys and that the page has its usual address, then try again."],
    });
  }
}

/** A password is needed, or the one given does not open the share. */
export class PasswordError extends BaseError {
  override readonly name = "PasswordError";
  readonly reason: "missing" | "wrong" | "short";

  constructor({ reason }: { readonly reason: "missing" | "wrong" | "short" }) {
    super(
      {
        missing: "This account opens with its password.",
        wrong: "The password does not open this account.",
        short: "The password is too short.",
      }[reason],
      { metaMessages: [reason === "short" ? "Use at least 10 characters." : "Enter the password of this device."] },
    );
    this.reason = reason;
  }
}

/** Sealed bytes that do not open: another passkey, another account, or damage. */
export class VaultOpenError extends BaseError {
  override readonly name = "VaultOpenError";

  constructor({ metaMessages }: { readonly metaMessages?: readonly string[] } = {}) {
    super("The device share could not be opened.", {
      metaMessages: metaMessages ?? ["Use the passkey this account was created with, or sign in again."],
    });
  }
}

/** The co-signer shows another identity than the one kept since creation. Nothing is sent to it. */
export class ServerIdentityChangedError extends BaseError {
  override readonly name = "ServerIdentityChangedError";
  readonly alarm = true;

  constructor() {
    super("The co-signing server is not the one this account was created with.", {
      metaMessages: ["Stop here. Check the address of this page and ask the operator before you go on."],
    });
  }
}

/** The co-signer broke the protocol: another transcript, a wrong share, a wrong digest, a key out of date. */
export class CosignerMisbehavedError extends BaseError {
  override readonly name = "CosignerMisbehavedError";
  readonly alarm = true;

  constructor(what: string, { cause }: { readonly cause?: Error | undefined } = {}) {
    super(`The co-signing server gave a wrong answer: ${what}.`, {
      cause,
      metaMessages: ["Nothing was signed. Try once more; if it happens again, tell the operator."],
    });
  }
}

/** The co-signer, the chain's RPC or the bundler cannot be reached, or says that what it needs cannot. */
export class ServiceUnreachableError extends BaseError {
  override readonly name = "ServiceUnreachableError";
  readonly service: "cosigner" | "chain" | "bundler";

  constructor({ service, detail, cause }: ServiceUnreachableParameters) {
    super(detail ?? unreachable[service], {
      cause,
      metaMessages: ["Nothing is lost. Check your connection and try again."],
    });
    this.service = service;
  }
}

type ServiceUnreachableParameters = {
  readonly service: "cosigner" | "chain" | "bundler";
  /** What the service itself says. */
  readonly detail?: string | undefined;
  readonly cause?: Error | undefined;
};

const unreachable = {
  cosigner: "The co-signing server cannot be reached.",
  chain: "The network cannot be reached.",
  bundler: "The transaction relay cannot be reached.",
};

/** This device does not know the account. */
export class AccountNotFoundError extends BaseError {
  override readonly name = "AccountNotFoundError";

  constructor() {
    super("This account is not on this device.", { metaMessages: ["Sign in with its passkey first."] });
  }
}

/** The passkey belongs to an account without a vault copy: its share is only on the device that made it. */
export class VaultMissingError extends BaseError {
  override readonly name = "VaultMissingError";

  constructor() {
    super("This account keeps no sealed copy with the co-signer.", {
      metaMessages: ["Use the device it was created on, or its backup kit."],
    });
  }
}

/** An operation sat in review until its validity ran out. */
export class OperationExpiredError extends BaseError {
  override readonly name = "OperationExpiredError";

  constructor() {
    super("This operation has expired before it was confirmed.", { metaMessages: ["Prepare it again."] });
  }
}

/** An operation of this account is still on its way, and a new one beside it would replace it. */
export class OperationPendingError extends BaseError {
  override readonly name = "OperationPendingError";

  constructor() {
    super("An earlier payment is still on its way.", { metaMessages: ["Wait until it is confirmed, then try again."] });
  }
}

/** The tab that worked on an operation stopped before the co-signer had answered. Only a person can go on. */
export class OperationInterruptedError extends BaseError {
  override readonly name = "OperationInterruptedError";

  constructor() {
    super("The payment was interrupted before it was signed.", {
      metaMessages: ["Nothing was sent. Confirm it again."],
    });
  }
}

/** No operation with this id in the journal, or one that is finished. */
export class OperationNotFoundError extends BaseError {
  override readonly name = "OperationNotFoundError";

  constructor() {
    super("There is no such pending operation on this device.", {
      metaMessages: ["Look for it in the activity list."],
    });
  }
}

/** Another tab is signing for this account. */
export class OperationBusyError extends BaseError {
  override readonly name = "OperationBusyError";

  constructor() {
    super("Another tab is working on this operation.", {
      metaMessages: ["Follow it there, or wait until it is done."],
    });
  }
}

/** The chain or the bundler refuses the operation; `reason` is theirs. */
export class OperationRefusedError extends BaseError {
  override readonly name = "OperationRefusedError";
  readonly reason: string;

  constructor({
    reason,
    action,
    cause,
  }: { readonly reason: string; readonly action?: string; readonly cause?: Error }) {
    super(`The network would refuse this operation: ${reason}`, {
      cause,
      metaMessages: [action ?? "Check the amount and the recipient, then try again."],
    });
    this.reason = reason;
  }
}

/** The account's balance does not cover what this operation sends (and its fee, when the account pays). */
export class InsufficientFundsError extends BaseError {
  override readonly name = "InsufficientFundsError";

  constructor() {
    super("The balance does not cover this payment.", { metaMessages: ["Lower the amount or add funds first."] });
  }
}

/** A chain id that the co-signer's configuration does not list. */
export class UnknownChainError extends BaseError {
  override readonly name = "UnknownChainError";
  readonly chainId: number;

  constructor({ chainId }: { readonly chainId: number }) {
    super(`The network ${chainId} is not configured.`, { metaMessages: ["Choose one of the configured networks."] });
    this.chainId = chainId;
  }
}

/** A parameter the caller passed is unusable. */
export class InvalidInputError extends BaseError {
  override readonly name = "InvalidInputError";

  constructor(what: string, action: string) {
    super(what, { metaMessages: [action] });
  }
}

/** What this device stored was written by another version or is damaged. */
export class StorageRecordError extends BaseError {
  override readonly name = "StorageRecordError";

  constructor({ store }: { readonly store: string }) {
    super(`Stored data of this wallet cannot be read (${store}).`, {
      metaMessages: ["Sign in again with your passkey to restore it."],
    });
  }
}

/** The opened share was zeroed (30 seconds are over) before the intent was answered. */
export class ShareClosedError extends BaseError {
  override readonly name = "ShareClosedError";

  constructor() {
    super("The confirmation has run out.", { metaMessages: ["Confirm again with your passkey."] });
  }
}

/** The policy refuses, by the rules named. A confirm does not lift them. */
export class PolicyRefusedError extends BaseError {
  override readonly name = "PolicyRefusedError";
  readonly rules: readonly string[];

  constructor({ rules }: { readonly rules: readonly { readonly name: string; readonly detail: string }[] }) {
    super(rules[0]?.detail ?? "Your account's rules do not allow this.", {
      metaMessages: [`Refused by: ${rules.map(({ name }) => name).join(", ")}. Change the operation, or the rule.`],
    });
    this.rules = rules.map(({ name }) => name);
  }
}

/** Rules that the person has to tick before the co-signer signs. */
export class ConfirmationMissingError extends BaseError {
  override readonly name = "ConfirmationMissingError";
  readonly rules: readonly string[];

  constructor({ rules }: { readonly rules: readonly string[] }) {
    super("Some points of the review are not confirmed yet.", {
      metaMessages: [`Tick them first: ${rules.join(", ")}.`],
    });
    this.rules = rules;
  }
}

/** The paymaster refuses, and the account cannot pay the fee itself. */
export class SponsorRefusedError extends BaseError {
  override readonly name = "SponsorRefusedError";
  readonly code: string;

  constructor({ reason, action, code }: { readonly reason: string; readonly action: string; readonly code: string }) {
    super(`The network fee is not sponsored: ${reason}`, {
      metaMessages: [action, "Or add ETH to pay the fee yourself."],
    });
    this.code = code;
  }
}

/** The co-signer's audit log is not the one this device has seen, or lacks what was promised. Written down for good. */
export class LogAlarmError extends BaseError {
  override readonly name = "LogAlarmError";
  readonly alarm = true;
  /** As it is written down. */
  readonly logAlarm: LogAlarm;

  constructor({ logAlarm }: { readonly logAlarm: LogAlarm }) {
    super(`The co-signing server's log ${logAlarms[logAlarm.kind]}.`, {
      metaMessages: ["Pay nothing large until this is explained. Show the security page to somebody you trust."],
      docsPath: "packages/cosigner/README.md#audit-log",
    });
    this.logAlarm = logAlarm;
  }
}

const logAlarms: Record<LogAlarmKind, string> = {
  forked: "shows two histories of the same length",
  rewritten: "was changed after this device had seen it",
  "rolled-back": "is shorter than this device has seen it",
  signature: "is not signed by its key",
  "other-log": "was replaced by another one",
  "promise-broken": "lacks a decision that was promised to be in it",
};

/** Another device had begun to change the key; this one has ended it for that device. */
export class RotationElsewhereError extends BaseError {
  override readonly name = "RotationElsewhereError";

  constructor() {
    super("Another device had begun to change the account's key. That change is complete now.", {
      metaMessages: ["Update this device to the new key, then start your own change if you still need it."],
    });
  }
}

/** The account has a new key that this device cannot fetch by passkey. */
export class DeviceOutdatedError extends BaseError {
  override readonly name = "DeviceOutdatedError";

  constructor() {
    super("The account has a new key, and this device has an old one.", {
      metaMessages: ["On the device that changed the key, choose Add a device, and scan its code here."],
    });
  }
}
