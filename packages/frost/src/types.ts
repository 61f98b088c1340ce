/** The three seats of every key. All devices of a user hold the same share 3. */
export const identifiers = { server: 1, backup: 2, device: 3 } as const;

export type Identifier = 1 | 2 | 3;

/** Server and device: who run key generation, enrolment and refresh together. */
export type OnlineIdentifier = 1 | 3;

/** Two distinct identifiers in ascending order: who signs together. */
export type SignerSet = readonly [1, 2] | readonly [1, 3] | readonly [2, 3];

/** Returns `bytesLength` bytes from a cryptographically secure generator. */
export type Rng = (bytesLength: number) => Uint8Array;

/** What one participant keeps secret, with the public values it belongs to. */
export type KeyPackage = {
  readonly identifier: Identifier;
  /** 32-byte big-endian scalar. Secret: zeroize after use. */
  readonly signingShare: Uint8Array;
  /** 33-byte compressed point, signingShare·G. */
  readonly verifyingShare: Uint8Array;
  /** 33-byte compressed group key P, always of even y (first byte 0x02). */
  readonly publicKey: Uint8Array;
};

/** What everybody may know of a key in one key epoch. */
export type PublicKeyPackage = {
  /** Commitments C0, C1 to the sharing polynomial, 33 bytes each; C0 is the group key P. */
  readonly commitments: readonly [Uint8Array, Uint8Array];
  /** C0 + i·C1 for every identifier i that holds a share, 33 bytes each. */
  readonly verifyingShares: Readonly<Partial<Record<Identifier, Uint8Array>>>;
};

/** Public half of a nonce pair: D = d·G and E = e·G, 33-byte compressed points. */
export type SigningCommitments = {
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
};

/** Values of both members of a signer set, by identifier. */
export type BySigner<value> = Readonly<Partial<Record<Identifier, value>>>;
