/**
 * Keeps secrets of 32 bytes so that nobody without it can open them. Without one, key files hold their secrets in the
 * clear (mode 0600). A KMS or Vault Transit implements these calls. It is asked when keys are loaded, once each, and
 * never for a signature.
 */
export type KeySealer = {
  /** Names it in key files. */
  readonly name: string;
  /** A new secret, sealed; it is never seen here. */
  create(): Promise<string>;
  /** @throws StartupError when it cannot be reached or refuses. */
  open(sealed: string): Promise<Uint8Array>;
  /** Seals a secret that exists. */
  seal(secret: Uint8Array): Promise<string>;
  /** The same secret, sealed by the newest version of its key. */
  reseal(sealed: string): Promise<string>;
};
