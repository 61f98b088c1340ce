import { p256 } from "@noble/curves/nist.js";
import { verifySignature } from "http-message-sig";
import { describe, expect, test } from "vitest";
import { base64urlToBytes } from "../bytes/base64url.ts";
import { verifyP256 } from "./verifyP256.ts";

// RFC 9421 appendix B.1.3, test-key-ecc-p256.
const publicKey = p256.Point.fromAffine({
  x: BigInt(`0x${Buffer.from(base64urlToBytes("qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA")).toString("hex")}`),
  y: BigInt(`0x${Buffer.from(base64urlToBytes("Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0")).toString("hex")}`),
}).toBytes();

// RFC 9421 appendix B.2.4, "Signing a Response Using ecdsa-p256-sha256".
const contentDigest =
  "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";
const parameters =
  '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"';
const signature = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==";
const base = [
  '"@status": 200',
  '"content-type": application/json',
  `"content-digest": ${contentDigest}`,
  '"content-length": 23',
  `"@signature-params": ${parameters}`,
].join("\n");

describe("verifyP256", () => {
  const parts = {
    publicKey,
    data: new TextEncoder().encode(base),
    signature: new Uint8Array(Buffer.from(signature, "base64")),
  };

  test("behavior: accepts the ECDSA signature of RFC 9421 B.2.4", async () => {
    expect(await verifyP256(parts)).toBe(true);
    expect(await verifyP256({ ...parts, data: parts.data.with(0, 0) })).toBe(false);
  });

  test.each([
    ["off-curve key", { publicKey: new Uint8Array(33).fill(2) }],
    ["empty key", { publicKey: new Uint8Array() }],
    ["zero signature", { signature: new Uint8Array(64) }],
    ["short signature", { signature: new Uint8Array(63) }],
  ])("error: %s is false, not an exception", async (_name, change) => {
    expect(await verifyP256({ ...parts, ...change })).toBe(false);
  });
});

describe("http-message-sig", () => {
  test("behavior: builds the signature base of RFC 9421 B.2.4", async () => {
    let built = "";
    await verifySignature(
      {
        kind: "response",
        status: 200,
        fields: [
          { name: "content-type", value: "application/json" },
          { name: "content-digest", value: contentDigest },
          { name: "content-length", value: "23" },
          { name: "signature-input", value: `sig-b24=${parameters}` },
          { name: "signature", value: `sig-b24=:${signature}:` },
        ],
      },
      {
        policy: { algorithms: ["ecdsa-p256-sha256"], requiredComponents: [], requiredParameters: [] },
        resolveVerifier: () => ({
          algorithm: "ecdsa-p256-sha256",
          verify: (data, bytes) => {
            built = new TextDecoder().decode(data);
            return verifyP256({ publicKey, data, signature: bytes });
          },
        }),
      },
    );
    expect(built).toBe(base);
  });
});
