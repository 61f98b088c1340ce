import { base64urlToBytes, bytesToBase64url } from "@tandem/protocol";
import { PasskeyCancelledError, PasskeyExistsError, PasskeyFailedError } from "../errors.ts";
import type {
  CreatePasskeyOptions,
  GetPasskeyOptions,
  NamedCredential,
  PasskeyAssertion,
  PasskeyProvider,
} from "./types.ts";

const es256 = -7;
const rs256 = -257;
const timeoutMs = 5 * 60_000;

/**
 * Passkeys of this browser, by WebAuthn Level 3. User verification is always required: an authenticator has two PRF
 * secrets, one for each, and the share is sealed under the verified one.
 */
export function createBrowserPasskeys(): PasskeyProvider {
  return { create, get };
}

const create: PasskeyProvider["create"] = async (options) => {
  const credential = await createCredential(options, true).catch((cause: unknown) => {
    if (isCancelled(cause)) throw new PasskeyCancelledError();
    if (isExcluded(cause)) throw new PasskeyExistsError();
    // Some platforms refuse the whole ceremony over an extension they do not know.
    return createCredential(options, false).catch((retryCause: unknown) => {
      throw isCancelled(retryCause) ? new PasskeyCancelledError() : failed(retryCause);
    });
  });
  const { response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new PasskeyFailedError();
  const { prf } = credential.getClientExtensionResults();
  return {
    registration: {
      id: credential.id,
      rawId: bytesToBase64url(new Uint8Array(credential.rawId)),
      type: "public-key",
      ...attachment(credential),
      response: {
        clientDataJSON: bytesToBase64url(new Uint8Array(response.clientDataJSON)),
        attestationObject: bytesToBase64url(new Uint8Array(response.attestationObject)),
        transports: response.getTransports?.() ?? [],
      },
      clientExtensionResults: {},
    },
    prfEnabled: prf?.enabled === true || prf?.results?.first !== undefined,
    prf: toPrfBytes(prf?.results?.first),
  };
};

const get: PasskeyProvider["get"] = async (options) => {
  const credential = await getCredential(options).catch((cause: unknown) => {
    throw isCancelled(cause) ? new PasskeyCancelledError() : failed(cause);
  });
  const { response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new PasskeyFailedError();
  return {
    assertion: {
      id: credential.id,
      rawId: bytesToBase64url(new Uint8Array(credential.rawId)),
      type: "public-key",
      ...attachment(credential),
      response: {
        clientDataJSON: bytesToBase64url(new Uint8Array(response.clientDataJSON)),
        authenticatorData: bytesToBase64url(new Uint8Array(response.authenticatorData)),
        signature: bytesToBase64url(new Uint8Array(response.signature)),
        ...(response.userHandle && { userHandle: bytesToBase64url(new Uint8Array(response.userHandle)) }),
      },
      clientExtensionResults: {},
    },
    prf: toPrfBytes(credential.getClientExtensionResults().prf?.results?.first),
  };
};

async function createCredential(options: CreatePasskeyOptions, withPrf: boolean): Promise<PublicKeyCredential> {
  const credential = await navigator.credentials.create({
    publicKey: {
      rp: { id: options.rpId, name: options.rpName },
      user: { id: options.userId, name: options.userName, displayName: options.userName },
      challenge: options.challenge,
      pubKeyCredParams: [
        { type: "public-key", alg: es256 },
        { type: "public-key", alg: rs256 },
      ],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      timeout: timeoutMs,
      ...(options.excludeCredentials && { excludeCredentials: options.excludeCredentials.map(toDescriptor) }),
      // Always with a salt: an empty `prf: {}` breaks some platforms.
      ...(withPrf && { extensions: { prf: { eval: { first: options.prfSalt } } } }),
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyFailedError();
  return credential;
}

async function getCredential(options: GetPasskeyOptions): Promise<PublicKeyCredential> {
  const credential = await navigator.credentials.get({
    publicKey: {
      rpId: options.rpId,
      challenge: options.challenge,
      userVerification: "required",
      timeout: timeoutMs,
      // `eval`, not `evalByCredential`: the latter throws with an empty allow list.
      extensions: { prf: { eval: { first: options.prfSalt } } },
      ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(toDescriptor) }),
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyFailedError();
  return credential;
}

function toDescriptor({ id, transports }: NamedCredential): PublicKeyCredentialDescriptor {
  return {
    type: "public-key",
    id: Uint8Array.from(base64urlToBytes(id)),
    // The DOM's type lists the transports of its day; browsers ignore unknown ones.
    ...(transports?.length ? { transports: transports as AuthenticatorTransport[] } : {}),
  };
}

/** A copy that we can zero, apart from the extension results, which we drop. */
function toPrfBytes(value: BufferSource | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (value === undefined) return undefined;
  const view = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  const copy = Uint8Array.from(view);
  view.fill(0);
  return copy.length === 32 ? copy : undefined;
}

function attachment(credential: PublicKeyCredential): Pick<PasskeyAssertion, "authenticatorAttachment"> {
  const value = credential.authenticatorAttachment;
  return value === "platform" || value === "cross-platform" ? { authenticatorAttachment: value } : {};
}

/** `NotAllowedError` is the person closing the prompt, letting it time out, or having no passkey to choose. */
function isCancelled(cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === "NotAllowedError" || cause.name === "AbortError");
}

/** `InvalidStateError`: a passkey that was to be left alone is where the person wanted the new one. */
function isExcluded(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "InvalidStateError";
}

function failed(cause: unknown): PasskeyFailedError {
  return cause instanceof PasskeyFailedError ? cause : new PasskeyFailedError(cause instanceof Error ? { cause } : {});
}
