import { BaseError } from "@tandem/protocol";

const docsPath = "packages/account/README.md";

/** Something that no account accepts as a guardian. */
export class InvalidGuardianError extends BaseError {
  override readonly name = "InvalidGuardianError";

  constructor(reason: string) {
    super(`This cannot be a guardian: ${reason}.`, {
      metaMessages: ["Choose a wallet address, a Safe, or a passkey of another person."],
      docsPath,
    });
  }
}

/** A guardian configuration that the account refuses. */
export class InvalidGuardianConfigError extends BaseError {
  override readonly name = "InvalidGuardianConfigError";

  constructor(reason: string) {
    super(`These guardians cannot be set: ${reason}.`, { docsPath });
  }
}

/** Calldata is no recovery function of the account, or not its canonical encoding. */
export class UndecodableRecoveryCallError extends BaseError {
  override readonly name = "UndecodableRecoveryCallError";

  constructor(reason: string) {
    super(`The calldata is no recovery call of an account: ${reason}.`, { docsPath });
  }
}

/** A WebAuthn answer that cannot be a guardian's signature. */
export class InvalidAssertionError extends BaseError {
  override readonly name = "InvalidAssertionError";

  constructor(reason: string) {
    super(`The passkey's answer cannot be used: ${reason}.`, { metaMessages: ["Ask the passkey again."], docsPath });
  }
}
