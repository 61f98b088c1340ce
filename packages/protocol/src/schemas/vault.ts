import { z } from "zod";
import { hexUpTo, KeyEpoch } from "./primitives.ts";
import { Assertion, CredentialId } from "./webauthn.ts";

export const VaultWrap = z.strictObject({
  credentialId: CredentialId,
  /** iv12 ‖ AES-256-GCM of the data key under this passkey's PRF output. */
  wrapped: hexUpTo(256, 28),
});
export type VaultWrap = z.infer<typeof VaultWrap>;

/** The sealed device share as the service keeps it. Nothing in it opens without a passkey. */
export const Vault = z.strictObject({
  /** iv12 ‖ AES-256-GCM of the share under the data key. */
  sealedShare: hexUpTo(4096, 28),
  wraps: z.array(VaultWrap).min(1).max(16),
  keyEpoch: KeyEpoch,
});
export type Vault = z.infer<typeof Vault>;

/** `PUT /accounts/{id}/vault` → 204. */
export const PutVaultRequest = Vault;
export type PutVaultRequest = Vault;

/** `POST /accounts/{id}/vault/open`: a fresh assertion over a challenge gets the service's copy. */
export const OpenVaultRequest = z.strictObject({ assertion: Assertion });
export type OpenVaultRequest = z.infer<typeof OpenVaultRequest>;

export const OpenVaultResponse = z.object({ vault: Vault });
export type OpenVaultResponse = z.infer<typeof OpenVaultResponse>;
