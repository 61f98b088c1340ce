import { randomBytes } from "node:crypto";
import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "./authenticator.ts";

const rpId = "localhost";
const origin = "http://localhost:3000";
const bytes = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));
const prfSalt = bytes(32);
const createOptions = () => ({
  rpId,
  rpName: "Tandem",
  userId: bytes(16),
  userName: "Ada",
  challenge: bytes(32),
  prfSalt,
});

describe("createSoftwareAuthenticator", () => {
  test("behavior: the server library accepts its registration and assertion", async () => {
    const authenticator = createSoftwareAuthenticator({ origin });
    const options = createOptions();
    const { registration } = await authenticator.create(options);
    const registered = await verifyRegistrationResponse({
      response: registration,
      expectedChallenge: Buffer.from(options.challenge).toString("base64url"),
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    expect(registered.verified).toBe(true);
    expect(registered.registrationInfo?.credentialBackedUp).toBe(true);

    const challenge = bytes(32);
    const { assertion } = await authenticator.get({ rpId, challenge, prfSalt });
    const asserted = await verifyAuthenticationResponse({
      response: assertion,
      expectedChallenge: Buffer.from(challenge).toString("base64url"),
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: registered.registrationInfo!.credential,
    });
    expect(asserted.verified).toBe(true);
    expect(Buffer.from(assertion.response.userHandle!, "base64url")).toEqual(Buffer.from(options.userId));
  });

  test("behavior: one PRF value per credential and salt, absent where it is not supported", async () => {
    const full = createSoftwareAuthenticator({ origin });
    const { prf: atCreate } = await full.create(createOptions());
    const { prf: atGet } = await full.get({ rpId, challenge: bytes(32), prfSalt });
    const { prf: otherSalt } = await full.get({ rpId, challenge: bytes(32), prfSalt: bytes(32) });
    expect(atGet).toEqual(atCreate);
    expect(otherSalt).not.toEqual(atCreate);

    const later = createSoftwareAuthenticator({ origin, prf: "get-only" });
    expect((await later.create(createOptions())).prf).toBeUndefined();
    expect((await later.get({ rpId, challenge: bytes(32), prfSalt })).prf).toHaveLength(32);

    const none = createSoftwareAuthenticator({ origin, prf: "none" });
    expect(await none.create(createOptions())).toMatchObject({ prfEnabled: false, prf: undefined });
    expect((await none.get({ rpId, challenge: bytes(32), prfSalt })).prf).toBeUndefined();
  });

  test("error: a cancelled prompt, or no credential for the page", async () => {
    const authenticator = createSoftwareAuthenticator({ origin });
    await expect(authenticator.get({ rpId, challenge: bytes(32), prfSalt })).rejects.toThrow("closed");
    authenticator.cancelNext();
    await expect(authenticator.create(createOptions())).rejects.toThrow("closed");
    await expect(authenticator.create(createOptions())).resolves.toBeDefined();
  });
});
