/** One member's commitments with its binding factor, all public. */
export type CommitmentTerm = {
  /** D and E, 33-byte compressed points. */
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
  /** rho, 32-byte big-endian scalar. */
  readonly bindingFactor: Uint8Array;
};

/**
 * The work on curve points that a signer has: with secret scalars, and on public points. The default is
 * `nobleEngine`; a server may bring a native one. Every engine gives the same bytes.
 */
export type CurveEngine = {
  /**
   * secret·G as 33 bytes. Constant-time: the scalar is a nonce. It is 32 bytes, 0 < secret < n.
   */
  multiplyBase(secret: Uint8Array): Uint8Array;
  /**
   * R = sum of D + rho·E over the members, as 65 uncompressed bytes. May take variable time: everything is public.
   *
   * @throws when a commitment is not a point of the curve, or the sum is the identity.
   */
  sumCommitments(terms: readonly CommitmentTerm[]): Uint8Array;
  /** Whether 33 bytes are the compressed form of a point of the curve. */
  isPoint(bytes: Uint8Array): boolean;
};
