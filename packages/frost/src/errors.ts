import type { Identifier } from "./types.ts";

type ErrorOptions = {
  /** What the caller can do about it, one line each. */
  readonly metaMessages?: readonly string[];
};

/**
 * Base of every error this package throws. Match by class, not by text.
 * No message, field or cause ever holds a share, a nonce or another secret.
 */
export class FrostError extends Error {
  override readonly name: string = "FrostError";
  readonly shortMessage: string;
  readonly metaMessages: readonly string[];
  readonly docsPath = "packages/frost/README.md";

  constructor(shortMessage: string, { metaMessages = [] }: ErrorOptions = {}) {
    super([shortMessage, ...metaMessages].join("\n"));
    this.shortMessage = shortMessage;
    this.metaMessages = metaMessages;
  }
}

/** An argument has the wrong type, length or range. */
export class InvalidParameterError extends FrostError {
  override readonly name = "InvalidParameterError";
  readonly parameter: string;

  constructor(parameter: string, expected: string) {
    super(`"${parameter}" must be ${expected}.`);
    this.parameter = parameter;
  }
}

/** Encoded bytes (a key package or a public key package) are not in canonical form. */
export class EncodingError extends FrostError {
  override readonly name = "EncodingError";

  constructor(what: string, reason: string) {
    super(`The ${what} cannot be decoded: ${reason}.`, {
      metaMessages: ["Only bytes made by the matching encode function of this version are accepted."],
    });
  }
}

/** A group key that this suite cannot use: odd y, P.x ≥ n, or not a point of the curve. */
export class InvalidPublicKeyError extends FrostError {
  override readonly name = "InvalidPublicKeyError";

  constructor(reason: string) {
    super(`The group key cannot be used: ${reason}.`);
  }
}

/** A key package and a public key package do not belong together, or one of them is damaged. */
export class KeyPackageError extends FrostError {
  override readonly name = "KeyPackageError";

  constructor(reason: string) {
    super(`The key package failed its checks: ${reason}.`, {
      metaMessages: ["Do not sign with it. Load the share and the public package of the same key epoch."],
    });
  }
}

/** An identifier that the signer set or the public package does not contain. */
export class UnknownIdentifierError extends FrostError {
  override readonly name = "UnknownIdentifierError";

  constructor(where: string) {
    super(`An identifier is not part of the ${where}.`, {
      metaMessages: ["Identifiers are 1 (server), 2 (backup) and 3 (device); a signer set is two of them, ascending."],
    });
  }
}

/** The public key package is not the one this share was made with: another key or another key epoch. */
export class ForeignPackageError extends FrostError {
  override readonly name = "ForeignPackageError";

  constructor() {
    super("The public key package does not belong to this share.", {
      metaMessages: ["It is of another key or of another key epoch. Pin the package beside the share."],
    });
  }
}

/** A nonce was used, or thrown away, before. It will never sign again. */
export class NonceUsedError extends FrostError {
  override readonly name = "NonceUsedError";

  constructor() {
    super("These signing nonces were used already.", {
      metaMessages: [
        "Call commit again and send the new commitments. A nonce signs at most once, also when signing failed.",
      ],
    });
  }
}

/** A nonce is asked to sign something it was not committed for. */
export class NonceContextError extends FrostError {
  override readonly name = "NonceContextError";

  constructor(part: string) {
    super(`These signing nonces were committed for another ${part}.`, {
      metaMessages: ["The nonces are burnt. Call commit again for what is signed now."],
    });
  }
}

/** Nonce commitments that are missing, malformed, off the curve, or not those of the nonces. */
export class InvalidCommitmentsError extends FrostError {
  override readonly name = "InvalidCommitmentsError";
  readonly identifier: Identifier;

  constructor(identifier: Identifier, reason: string) {
    super(`The commitments of participant ${identifier} are refused: ${reason}.`);
    this.identifier = identifier;
  }
}

/** Hiding and binding commitment are equal: the binding factor would protect nothing. */
export class EqualCommitmentsError extends FrostError {
  override readonly name = "EqualCommitmentsError";
  readonly identifier: Identifier;

  constructor(identifier: Identifier) {
    super(`Hiding and binding commitment of participant ${identifier} are equal.`, {
      metaMessages: ["Every signature would still verify, but concurrent sessions would be open to attack."],
    });
    this.identifier = identifier;
  }
}

/** Aggregation failed; `identifiers` names whose signature shares are wrong (empty when no single one is). */
export class InvalidSignatureShareError extends FrostError {
  override readonly name = "InvalidSignatureShareError";
  readonly identifiers: readonly Identifier[];

  constructor(identifiers: readonly Identifier[]) {
    super(
      identifiers.length === 0
        ? "The signature shares do not add up to a valid signature."
        : `Wrong signature share from participant ${identifiers.join(", ")}.`,
      { metaMessages: ["Throw the nonces away and ask again with new commitments."] },
    );
    this.identifiers = identifiers;
  }
}

/** Base of errors that name the participant who broke the protocol. */
export class PeerError extends FrostError {
  override readonly name: string = "PeerError";
  readonly identifier: Identifier;

  constructor(identifier: Identifier, reason: string) {
    super(`Participant ${identifier} broke the protocol: ${reason}.`, {
      metaMessages: ["The session is over and its secrets are erased. Start a new one; alarm if it happens again."],
    });
    this.identifier = identifier;
  }
}

/** The peer of a key generation sent a wrong package, proof, hash or share. */
export class DkgPeerError extends PeerError {
  override readonly name = "DkgPeerError";
}

/** A helper of an enrolment sent a wrong package or share. */
export class EnrolPeerError extends PeerError {
  override readonly name = "EnrolPeerError";
}

/** The peer of a refresh sent a wrong package or share. */
export class RefreshPeerError extends PeerError {
  override readonly name = "RefreshPeerError";
}

/** The secret state of a protocol run is finished, discarded, or used out of order. */
export class SessionStateError extends FrostError {
  override readonly name = "SessionStateError";

  constructor(protocol: string) {
    super(`This ${protocol} state is finished, discarded or used out of order.`, {
      metaMessages: ["Start a new session."],
    });
  }
}

/** Honest, but unusable outcome (P.x ≥ n or a degenerate sum; about 1 in 2^128). */
export class RetryDkgError extends FrostError {
  override readonly name = "RetryDkgError";

  constructor() {
    super("The generated key cannot be used by this suite.", { metaMessages: ["Start the key generation again."] });
  }
}

/** Honest, but unusable outcome of a refresh (about 1 in 2^256). */
export class RetryRefreshError extends FrostError {
  override readonly name = "RetryRefreshError";

  constructor() {
    super("The refreshed shares cannot be used.", { metaMessages: ["Start the refresh again; keep the old epoch."] });
  }
}

/** The two sides saw different messages. Somebody in between, or the peer, equivocated. */
export class TranscriptMismatchError extends FrostError {
  override readonly name = "TranscriptMismatchError";

  constructor() {
    super("The two sides do not agree on what was said in this session.", {
      metaMessages: ["Abort, erase the share, show no account. Start again and alarm if it happens twice."],
    });
  }
}
