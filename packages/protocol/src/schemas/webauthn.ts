import { z } from "zod";
import { base64url } from "./primitives.ts";

/** WebAuthn credential id, base64url. */
export const CredentialId = base64url(1366);
export type CredentialId = z.infer<typeof CredentialId>;

/** A WebAuthn challenge made by the service, base64url of 32 bytes. */
export const Challenge = base64url(64);
export type Challenge = z.infer<typeof Challenge>;

export const Transports = z.array(z.string().max(32)).max(8);
export type Transports = z.infer<typeof Transports>;

/**
 * Client extension results are always empty on the wire: `toJSON()` of a credential holds the PRF outputs, which
 * open the share and must never leave the page.
 */
const noExtensionResults = z.strictObject({});

const attachment = z.enum(["platform", "cross-platform"]);

/** WebAuthn `RegistrationResponseJSON` with empty `clientExtensionResults`. */
export const Registration = z.strictObject({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: attachment.optional(),
  clientExtensionResults: noExtensionResults,
  response: z.strictObject({
    clientDataJSON: base64url(4096),
    attestationObject: base64url(16_384),
    authenticatorData: base64url(4096).optional(),
    transports: Transports.optional(),
    publicKeyAlgorithm: z.int().optional(),
    publicKey: base64url(2048).optional(),
  }),
});
export type Registration = z.infer<typeof Registration>;

/** WebAuthn `AuthenticationResponseJSON` with empty `clientExtensionResults`. */
export const Assertion = z.strictObject({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: attachment.optional(),
  clientExtensionResults: noExtensionResults,
  response: z.strictObject({
    clientDataJSON: base64url(4096),
    authenticatorData: base64url(4096),
    signature: base64url(1024),
    /** The accountId, as base64url. */
    userHandle: base64url(128).optional(),
  }),
});
export type Assertion = z.infer<typeof Assertion>;
