import { BaseError } from "@tandem/protocol";

const docsPath = "packages/account/README.md";

/** Calldata is not one of the execution forms of the account, or not their canonical encoding. */
export class UndecodableCallsError extends BaseError {
  override readonly name = "UndecodableCallsError";

  constructor(reason: string) {
    super(`The calldata is no execution of the account: ${reason}.`, {
      metaMessages: ["Show it as an unknown call to the account itself; never guess what it does."],
      docsPath,
    });
  }
}

/** A call cannot be encoded: its value or data is out of range. */
export class InvalidCallError extends BaseError {
  override readonly name = "InvalidCallError";

  constructor(index: number, reason: string) {
    super(`Call ${index} cannot be encoded: ${reason}.`, { docsPath });
  }
}

/** A signature is not 52 bytes, or 64 with validity bounds. */
export class InvalidSignatureLengthError extends BaseError {
  override readonly name = "InvalidSignatureLengthError";

  constructor(expected: string, lengthBytes: number) {
    super(`A signature of ${lengthBytes} bytes; expected ${expected}.`, { docsPath });
  }
}

/** Typed data that cannot be signed for this account under ERC-7739, or is not what its types say. */
export class InvalidTypedDataError extends BaseError {
  override readonly name = "InvalidTypedDataError";

  constructor(reason: string, options: { readonly cause?: unknown } = {}) {
    super(`The typed data cannot be signed: ${reason}.`, { ...options, docsPath });
  }
}

/** A UserOperation that this account never signs. */
export class InvalidUserOperationError extends BaseError {
  override readonly name = "InvalidUserOperationError";

  constructor(reason: string) {
    super(`The UserOperation cannot be signed: ${reason}.`, { docsPath });
  }
}

/** A change of the owner key that does not follow from the key before it. */
export class InvalidRotationError extends BaseError {
  override readonly name = "InvalidRotationError";

  constructor(index: number, reason: string) {
    super(`Change ${index + 1} of the account's key is not valid: ${reason}.`, {
      metaMessages: [
        "Do not use this key. The service, or what lies between, shows a key that the owner did not choose.",
      ],
      docsPath,
    });
  }
}
