import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { Assertion, Registration } from "@tandem/protocol";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../../../../test/support/authenticator.ts";
import { verifyPlainAssertion } from "./verifyPlainAssertion.ts";

const origins = ["http://localhost:3000", "https://wallet.example"];
const rpId = "localhost";
const challenge = Buffer.alloc(32, 7).toString("base64url");

let assertion: Assertion;
let publicKey: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const authenticator = createSoftwareAuthenticator({ origin: "http://localhost:3000" });
  const created = await authenticator.create({
    challenge: new Uint8Array(32),
    rpId,
    rpName: "Test",
    userId: new Uint8Array(16),
    userName: "Test",
    prfSalt: new Uint8Array(32),
  } as Parameters<typeof authenticator.create>[0]);
  publicKey = readPublicKey(created.registration as Registration);
  const options = { challenge: new Uint8Array(Buffer.alloc(32, 7)), rpId, prfSalt: new Uint8Array(32) };
  assertion = (await authenticator.get(options as Parameters<typeof authenticator.get>[0])).assertion as Assertion;
});

/** The COSE key at the end of the attested credential data; the authenticator's ids are 32 bytes. */
function readPublicKey({ response }: Registration): Uint8Array<ArrayBuffer> {
  const decoded = isoCBOR.decodeFirst<Map<string, Uint8Array>>(
    new Uint8Array(Buffer.from(response.attestationObject, "base64url")),
  );
  return new Uint8Array((decoded.get("authData") as Uint8Array).subarray(37 + 16 + 2 + 32));
}

async function byLibrary(changed: Assertion, wanted = challenge): Promise<"verified" | "refused"> {
  const result = await verifyAuthenticationResponse({
    response: changed as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
    expectedChallenge: wanted,
    expectedOrigin: origins,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: { id: changed.id, publicKey, counter: 0 },
  }).catch(() => ({ verified: false }));
  return result.verified ? "verified" : "refused";
}

const plain = (changed: Assertion, wanted = challenge) =>
  verifyPlainAssertion({ assertion: changed, challenge: wanted, publicKey, origins, rpId }).outcome;

function change(part: Partial<Assertion["response"]>): Assertion {
  return { ...assertion, response: { ...assertion.response, ...part } };
}

describe("verifyPlainAssertion", () => {
  it("behavior: takes what an authenticator sends, as the library does", async () => {
    expect(plain(assertion)).toBe("verified");
    expect(await byLibrary(assertion)).toBe("verified");
  });

  it("S63: a flipped bit anywhere, another challenge, origin, type or flag: the library's answer", async () => {
    const field = fc.constantFrom("clientDataJSON", "authenticatorData", "signature");
    await fc.assert(
      fc.asyncProperty(field, fc.nat(), async (name, position) => {
        const bytes = Buffer.from(assertion.response[name as "signature"], "base64url");
        const bit = position % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const changed = change({ [name]: bytes.toString("base64url") });
        const own = plain(changed);
        expect(own).not.toBe("verified");
        // The library reads a signature's DER by position and overlooks a wrong tag; OpenSSL does not.
        if (name !== "signature") expect(await byLibrary(changed)).toBe("refused");
      }),
      { numRuns: 250 },
    );
    const clientData = JSON.parse(Buffer.from(assertion.response.clientDataJSON, "base64url").toString());
    for (const other of [
      { ...clientData, origin: "https://evil.example" },
      { ...clientData, type: "webauthn.create" },
      { ...clientData, challenge: "AAAA" },
      { ...clientData, crossOrigin: true, topOrigin: "https://evil.example" },
    ]) {
      const changed = change({ clientDataJSON: Buffer.from(JSON.stringify(other)).toString("base64url") });
      expect(plain(changed)).not.toBe("verified");
      expect(await byLibrary(changed)).toBe("refused");
    }
    expect(plain(assertion, Buffer.alloc(32, 8).toString("base64url"))).toBe("refused");
    expect(plain({ ...assertion, rawId: "AAAA" })).toBe("refused");
  });

  it("behavior: leaves other keys and forms to the library", () => {
    const rsa = publicKey.with(2, 3) as Uint8Array;
    const parameters = { assertion, challenge, origins, rpId };
    expect(verifyPlainAssertion({ ...parameters, publicKey: rsa }).outcome).toBe("other-form");
    expect(verifyPlainAssertion({ ...parameters, publicKey: publicKey.subarray(1) }).outcome).toBe("other-form");
    const longer = Buffer.concat([Buffer.from(assertion.response.authenticatorData, "base64url"), Buffer.of(0xa0)]);
    longer[32] = (longer[32] ?? 0) | 0x80;
    expect(plain(change({ authenticatorData: longer.toString("base64url") }))).toBe("other-form");
  });
});
