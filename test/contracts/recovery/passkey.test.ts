import { verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { encodeGuardian, encodeWebAuthnSignature } from "@tandem/account";
import { type Address, bytesToHex, concat, type Hex, hexToBytes, keccak256 } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
import { type Deployment, deployAccounts } from "../support/deployAccounts.ts";
import { createEoaGuardian, createFixture, type Guardian, hours, ownerOf, saltOf } from "./support.ts";

const [rpId, origin] = ["localhost", "http://localhost:3000"];
const g1 = createEoaGuardian(1);
const prfSalt = new Uint8Array(32);

let deployment: Deployment;
let verifier: Address;

beforeAll(async () => {
  deployment = await deployAccounts();
  verifier = (await deployment.chain.viem.deployContract("WebAuthnVerifier")).address;
}, 60_000);

/** A guardian whose key was made, and whose assertions are signed, by a WebAuthn authenticator. */
async function createGuardian(): Promise<Guardian> {
  const authenticator = createSoftwareAuthenticator({ origin });
  const challenge = new Uint8Array(32).fill(1);
  const { registration } = await authenticator.create({
    rpId,
    rpName: "Tandem",
    userId: new Uint8Array(16).fill(7),
    userName: "Ada",
    challenge,
    prfSalt,
  });
  const { registrationInfo } = await verifyRegistrationResponse({
    response: registration,
    expectedChallenge: Buffer.from(challenge).toString("base64url"),
    expectedOrigin: origin,
    expectedRPID: rpId,
  });
  const cose = decodeCredentialPublicKey(registrationInfo!.credential.publicKey) as unknown as Map<number, Uint8Array>;
  const key = concat([bytesToHex(cose.get(-2)!), bytesToHex(cose.get(-3)!)]);
  return {
    signer: encodeGuardian({ kind: "key", verifier, key }),
    salt: saltOf(1),
    async sign(digest) {
      const { assertion } = await authenticator.get({
        rpId,
        challenge: hexToBytes(digest) as Uint8Array<ArrayBuffer>,
        prfSalt,
      });
      const read = (text: string) => Buffer.from(text, "base64url");
      return encodeWebAuthnSignature({
        authenticatorData: read(assertion.response.authenticatorData),
        clientDataJSON: read(assertion.response.clientDataJSON).toString(),
        signature: read(assertion.response.signature),
      });
    },
  };
}

describe("a passkey as guardian", () => {
  test("behavior: assertions of an authenticator start a recovery that takes effect", async () => {
    // Several, because every second signature of an authenticator has a high s.
    const passkeys = await Promise.all(Array.from({ length: 6 }, createGuardian));
    const guardians = [g1, ...passkeys];
    const fixture = await createFixture({ deployment, guardians });
    await fixture.start(guardians);
    expect((await fixture.pending())[3]).toBe(7);
    await fixture.send("finalizeRecovery", [], (await fixture.now()) + 48 * hours);
    expect(await fixture.read("owner")).toBe(ownerOf(1).publicKey);
  });

  test("S37: an assertion for another message, and one changed in any part, is no approval", async () => {
    const passkey = await createGuardian();
    const fixture = await createFixture({ deployment, guardians: [g1, passkey], salt: saltOf(2) });
    const foreign = { ...passkey, sign: async () => passkey.sign(keccak256("0x1234")) };
    await expect(fixture.start([g1, foreign])).rejects.toThrow("InvalidApproval");
    // r, s, the authenticator's data, the client's data.
    for (const offset of [31, 63, 6 * 32 + 32 + 5, 6 * 32 + 32 + 64 + 32 + 40]) {
      const changed = async (digest: Hex) => {
        const bytes = hexToBytes(await passkey.sign(digest));
        bytes[offset]! ^= 1;
        return bytesToHex(bytes);
      };
      await expect(fixture.start([g1, { ...passkey, sign: changed }])).rejects.toThrow("InvalidApproval");
    }
    await fixture.start([g1, passkey]);
  });
});
