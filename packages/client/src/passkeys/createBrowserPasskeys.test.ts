import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PasskeyCancelledError, PasskeyExistsError, PasskeyFailedError } from "../errors.ts";
import { createBrowserPasskeys } from "./createBrowserPasskeys.ts";

// What no browser here does on demand: platforms that refuse PRF, answer late, or let the prompt be closed.
// The real ceremonies run in Chromium in the end-to-end tests.

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const secret = bytes(32, 7);
let prf: AuthenticationExtensionsPRFOutputs | undefined;

class Response {
  clientDataJSON = bytes(4, 1).buffer;
  attestationObject = bytes(4, 2).buffer;
  authenticatorData = bytes(4, 3).buffer;
  signature = bytes(4, 4).buffer;
  userHandle = bytes(16, 5).buffer;
  getTransports = () => ["internal"];
}
class Credential {
  id = "BgY";
  rawId = bytes(2, 6).buffer;
  type = "public-key";
  authenticatorAttachment = "platform";
  response = new Response();
  getClientExtensionResults = () => ({ prf });
}
const create = vi.fn<(options: CredentialCreationOptions) => Promise<unknown>>();
const get = vi.fn<(options: CredentialRequestOptions) => Promise<unknown>>();

beforeEach(() => {
  prf = { enabled: true, results: { first: secret.slice() } };
  create.mockReset().mockResolvedValue(new Credential());
  get.mockReset().mockResolvedValue(new Credential());
  vi.stubGlobal("navigator", { credentials: { create, get } });
  vi.stubGlobal("PublicKeyCredential", Credential);
  vi.stubGlobal("AuthenticatorAttestationResponse", Response);
  vi.stubGlobal("AuthenticatorAssertionResponse", Response);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const options = {
  rpId: "localhost",
  rpName: "Tandem",
  userId: bytes(16, 1),
  userName: "Ada",
  challenge: bytes(32, 2),
  prfSalt: bytes(32, 3),
};
const requestOf = (call = 0) => create.mock.calls[call]?.[0].publicKey;

describe("createBrowserPasskeys", () => {
  test("behavior: creation asks for a verified, discoverable credential, with a PRF salt", async () => {
    const result = await createBrowserPasskeys().create(options);
    expect(requestOf()).toMatchObject({
      rp: { id: "localhost" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      extensions: { prf: { eval: { first: options.prfSalt } } },
    });
    expect(result).toMatchObject({ prfEnabled: true, prf: secret });
    expect(result.registration).toMatchObject({ rawId: "BgY", response: { transports: ["internal"] } });
  });

  test("behavior: creation is tried again without PRF where the platform refuses it", async () => {
    create.mockRejectedValueOnce(new DOMException("unknown extension", "NotSupportedError"));
    prf = undefined;
    const result = await createBrowserPasskeys().create(options);
    expect(requestOf(0)?.extensions).toBeDefined();
    expect(requestOf(1)?.extensions).toBeUndefined();
    expect(result).toMatchObject({ prfEnabled: false, prf: undefined });
  });

  test("behavior: an assertion over any credential has no allow list; a known one names it", async () => {
    const { rpId, challenge, prfSalt } = options;
    const { assertion, prf: value } = await createBrowserPasskeys().get({ rpId, challenge, prfSalt });
    expect(get.mock.calls[0]?.[0].publicKey).toMatchObject({ userVerification: "required" });
    expect(get.mock.calls[0]?.[0].publicKey).not.toHaveProperty("allowCredentials");
    expect(assertion.response.userHandle).toBe("BQUFBQUFBQUFBQUFBQUFBQ");
    expect(value).toEqual(secret);

    await createBrowserPasskeys().get({ rpId, challenge, prfSalt, allowCredentials: [{ id: "BgY", transports: [] }] });
    const [allowed] = get.mock.calls[1]?.[0].publicKey?.allowCredentials ?? [];
    expect(allowed).toEqual({ type: "public-key", id: bytes(2, 6) });
  });

  test("behavior: extension results never leave: what is sent has none, and the browser's copy is zeroed", async () => {
    const first = secret.slice();
    prf = { enabled: true, results: { first } };
    const created = await createBrowserPasskeys().create(options);
    expect(created.registration.clientExtensionResults).toEqual({});
    expect(JSON.stringify(created.registration)).not.toContain(Buffer.from(secret).toString("base64url"));
    expect(first).toEqual(bytes(32, 0));
  });

  test("error: the account's other passkeys are left alone: where one of them is, none is made", async () => {
    const excludeCredentials = [{ id: "BgY", transports: ["internal"] }];
    create.mockRejectedValueOnce(new DOMException("excluded", "InvalidStateError"));
    await expect(createBrowserPasskeys().create({ ...options, excludeCredentials })).rejects.toBeInstanceOf(
      PasskeyExistsError,
    );
    expect(create).toHaveBeenCalledTimes(1);
    expect(requestOf()?.excludeCredentials).toEqual([
      { type: "public-key", id: bytes(2, 6), transports: ["internal"] },
    ]);
  });

  test("error: a closed prompt is told apart from a failure", async () => {
    const passkeys = createBrowserPasskeys();
    const closed = new DOMException("closed", "NotAllowedError");
    create.mockRejectedValue(closed);
    await expect(passkeys.create(options)).rejects.toBeInstanceOf(PasskeyCancelledError);
    expect(create).toHaveBeenCalledTimes(1);
    get.mockRejectedValueOnce(closed);
    await expect(passkeys.get(options)).rejects.toBeInstanceOf(PasskeyCancelledError);
    get.mockRejectedValueOnce(new DOMException("wrong host", "SecurityError"));
    await expect(passkeys.get(options)).rejects.toBeInstanceOf(PasskeyFailedError);
    get.mockResolvedValueOnce(null);
    await expect(passkeys.get(options)).rejects.toBeInstanceOf(PasskeyFailedError);
  });
});
