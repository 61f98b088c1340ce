import { describe, expect, test } from "vitest";
import { createRequestKey, nowSeconds } from "../../test/keys.ts";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { signRequest } from "./signRequest.ts";

const { keyId } = createRequestKey();
const nonce = new Uint8Array(16).fill(7);
const parameters = `created=1800000000;nonce="BwcHBwcHBwcHBwcHBwcHBw";keyid="${keyId}";alg="ecdsa-p256-sha256";tag="tandem/v1"`;

async function getBase(url: string, body?: Uint8Array, method = "POST") {
  let base = "";
  const sign = (bytes: Uint8Array) => {
    base = new TextDecoder().decode(bytes);
    return new Uint8Array(64);
  };
  const headers = await signRequest({ method, url, keyId, sign, nowSeconds, nonce, ...(body && { body }) });
  return { base, headers };
}

describe("signRequest", () => {
  test("behavior: signs the RFC 9421 base over target, digest and type", async () => {
    // The digest is the one of RFC 9530 appendix B.1 for this body.
    const body = new TextEncoder().encode('{"hello": "world"}\n');
    const { base, headers } = await getBase("https://Wallet.Example:443/v1/a%20b?x=1&y#part", body);
    expect(base).toBe(
      [
        '"@method": POST',
        '"@authority": wallet.example',
        '"@path": /v1/a%20b',
        '"@query": ?x=1&y',
        '"content-digest": sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
        '"content-type": application/json',
        `"@signature-params": ("@method" "@authority" "@path" "@query" "content-digest" "content-type");${parameters}`,
      ].join("\n"),
    );
    expect(headers).toEqual({
      "content-digest": "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
      "content-type": "application/json",
      "signature-input": `tandem=("@method" "@authority" "@path" "@query" "content-digest" "content-type");${parameters}`,
      signature: `tandem=:${Buffer.alloc(64).toString("base64")}:`,
    });
  });

  test("behavior: without a body only the target is covered, an empty query is `?`", async () => {
    const { base, headers } = await getBase("http://localhost:3000", undefined, "GET");
    expect(base).toBe(
      [
        '"@method": GET',
        '"@authority": localhost:3000',
        '"@path": /',
        '"@query": ?',
        `"@signature-params": ("@method" "@authority" "@path" "@query");${parameters}`,
      ].join("\n"),
    );
    expect(Object.keys(headers).sort()).toEqual(["signature", "signature-input"]);
  });

  test.each(["/v1/config", "ftp://a/", "not a url"])("param: url %j is refused", async (url) => {
    await expect(getBase(url)).rejects.toThrow(InvalidParameterError);
  });

  test("param: nonce of another length is refused", async () => {
    const sign = () => new Uint8Array(64);
    const request = { method: "GET", url: "https://a/", keyId, sign, nowSeconds, nonce: new Uint8Array(15) };
    await expect(signRequest(request)).rejects.toThrow(InvalidParameterError);
  });
});
