import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authority, createRequestKey, createSigned, nowSeconds } from "../../test/keys.ts";
import { base64urlToBytes } from "../bytes/base64url.ts";
import {
  ClockSkewError,
  ContentDigestError,
  RequestError,
  RequestMalformedError,
  RequestSignatureError,
} from "./errors.ts";
import { verifyRequest } from "./verifyRequest.ts";

const body = new TextEncoder().encode('{"amount":"2"}');

/** The same headers with one replaced. */
function withHeader(headers: Headers, name: string, value: string): Headers {
  const changed = new Headers(headers);
  changed.set(name, value);
  return changed;
}

async function withInput(change: (input: string) => string) {
  const signed = await createSigned();
  const input = signed.headers.get("signature-input")!;
  expect(change(input)).not.toBe(input);
  return { ...signed, headers: withHeader(signed.headers, "signature-input", change(input)) };
}

describe("verifyRequest", () => {
  test("behavior: gives key, nonce and time of a signed request", async () => {
    expect(await verifyRequest(await createSigned())).toEqual({
      keyId: createRequestKey().keyId,
      nonce: "BwcHBwcHBwcHBwcHBwcHBw",
      created: nowSeconds,
    });
  });

  test("behavior: a request without body", async () => {
    const signed = await createSigned({ method: "GET", body: new Uint8Array() });
    await expect(verifyRequest(signed)).resolves.toMatchObject({ created: nowSeconds });
  });

  test("behavior: accepts what any standard signer adds, another label", async () => {
    const signed = await createSigned();
    const headers = new Headers(signed.headers);
    headers.append("signature-input", 'proxy=("@method");created=1');
    headers.append("signature", "proxy=:AA==:");
    await expect(verifyRequest({ ...signed, headers })).resolves.toMatchObject({ created: nowSeconds });
  });

  test("behavior: WebCrypto signatures verify", async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
    const point = Buffer.from(await crypto.subtle.exportKey("raw", publicKey));
    const signed = await createSigned({
      keyId: `0x${point[64]! % 2 === 0 ? "02" : "03"}${point.subarray(1, 33).toString("hex")}`,
      sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, new Uint8Array(bytes))),
    });
    await expect(verifyRequest(signed)).resolves.toMatchObject({ created: nowSeconds });
  });

  test("param: verify gets the key, the base and the signature", async () => {
    const signed = await createSigned();
    await verifyRequest({
      ...signed,
      verify: ({ publicKey, data, signature }) => {
        expect(publicKey.length).toBe(33);
        expect(new TextDecoder().decode(data)).toContain('"@query": ?draft=1');
        return signature.length === 64;
      },
    });
    await expect(verifyRequest({ ...signed, verify: () => false })).rejects.toThrow(RequestSignatureError);
  });

  test("S63: a replayed request has the key and nonce by which the server knows it", async () => {
    const signed = await createSigned();
    const [first, second] = [await verifyRequest(signed), await verifyRequest(signed)];
    expect(second).toEqual(first);
    expect(base64urlToBytes(first.nonce)).toHaveLength(16);
    const other = await withInput((input) => input.replace(/nonce="B/, 'nonce="C'));
    await expect(verifyRequest(other)).rejects.toThrow(RequestSignatureError);
  });

  test.each([61, 3600, -61])("S63: a request delayed by %i s is refused with its nonce", async (seconds) => {
    const refused = verifyRequest({ ...(await createSigned()), nowSeconds: nowSeconds + seconds });
    await expect(refused).rejects.toThrow(ClockSkewError);
    await expect(refused).rejects.toMatchObject({
      nonce: "BwcHBwcHBwcHBwcHBwcHBw",
      behindSeconds: seconds,
      code: "clock_skew",
    });
  });

  test.each([60, 0, -60])("S63: a request %i s old is inside the window", async (seconds) => {
    const signed = { ...(await createSigned()), nowSeconds: nowSeconds + seconds };
    await expect(verifyRequest(signed)).resolves.toMatchObject({ created: nowSeconds });
  });

  test("S63: a re-dated request is refused", async () => {
    const changed = await withInput((input) => input.replace(`created=${nowSeconds}`, `created=${nowSeconds + 1}`));
    await expect(verifyRequest(changed)).rejects.toThrow(RequestSignatureError);
  });

  test("S63: a swapped body is refused, with its old digest and with a fitting one", async () => {
    const signed = await createSigned();
    await expect(verifyRequest({ ...signed, body })).rejects.toThrow(ContentDigestError);
    const other = await createSigned({ body });
    const headers = withHeader(signed.headers, "content-digest", other.headers.get("content-digest")!);
    await expect(verifyRequest({ ...signed, body, headers })).rejects.toThrow(RequestSignatureError);
  });

  test("S63: a digest that does not match is refused", async () => {
    const signed = await createSigned();
    const headers = withHeader(signed.headers, "content-digest", "sha-256=:AAAA:");
    await expect(verifyRequest({ ...signed, headers })).rejects.toThrow(ContentDigestError);
  });

  test("S63: a body taken away, or added, is refused", async () => {
    const signed = await createSigned();
    await expect(verifyRequest({ ...signed, body: new Uint8Array() })).rejects.toThrow(ContentDigestError);
    const get = await createSigned({ body: new Uint8Array() });
    await expect(verifyRequest({ ...get, body })).rejects.toThrow(RequestMalformedError);
    const { headers } = await createSigned({ body });
    const added = withHeader(get.headers, "content-digest", headers.get("content-digest")!);
    await expect(verifyRequest({ ...get, body, headers: added })).rejects.toThrow(RequestMalformedError);
  });

  test.each([
    ["path", { url: `https://${authority}/v1/accounts/0xac/signatures?draft=1` }],
    ["query", { url: `https://${authority}/v1/accounts/0xab/signatures?draft=2` }],
    ["no query", { url: `https://${authority}/v1/accounts/0xab/signatures` }],
    ["method", { method: "PUT" }],
    ["host", { url: "https://evil.example/v1/accounts/0xab/signatures?draft=1" }],
    ["port", { url: `https://${authority}:8443/v1/accounts/0xab/signatures?draft=1` }],
  ])("S63: another %s is refused", async (_what, change) => {
    await expect(verifyRequest({ ...(await createSigned()), ...change })).rejects.toThrow(RequestSignatureError);
  });

  test("S63: a request to another of the service's hosts is refused", async () => {
    const signed = { ...(await createSigned()), publicAuthorities: [authority, "other.example"] };
    const url = signed.url.replace(authority, "other.example");
    await expect(verifyRequest({ ...signed, url })).rejects.toThrow(RequestSignatureError);
  });

  test("S63: another content type is refused", async () => {
    const signed = await createSigned();
    const headers = withHeader(signed.headers, "content-type", "text/plain");
    await expect(verifyRequest({ ...signed, headers })).rejects.toThrow(RequestSignatureError);
  });

  test("S64: another key's signature is refused", async () => {
    const other = await withInput((input) => input.replace(createRequestKey().keyId, createRequestKey(2).keyId));
    await expect(verifyRequest(other)).rejects.toThrow(RequestSignatureError);
  });

  test.each(["content-encoding", "trailer"])("error: %s is refused", async (name) => {
    const signed = await createSigned();
    const headers = withHeader(signed.headers, name, "gzip");
    await expect(verifyRequest({ ...signed, headers })).rejects.toThrow(RequestMalformedError);
  });

  test.each([
    ["label", (input: string) => input.replace("tandem=", "other=")],
    ["order of components", (input: string) => input.replace('"@method" "@authority"', '"@authority" "@method"')],
    ["a component missing", (input: string) => input.replace(' "@query"', "")],
    ["a component more", (input: string) => input.replace('"@query"', '"@query" "@scheme"')],
    ["a component parameter", (input: string) => input.replace('"content-type"', '"content-type";bs')],
    ["algorithm", (input: string) => input.replace("ecdsa-p256-sha256", "hmac-sha256")],
    ["tag", (input: string) => input.replace("tandem/v1", "tandem/v2")],
    ["no nonce", (input: string) => input.replace(/nonce="[^"]*";/, "")],
    ["short nonce", (input: string) => input.replace('nonce="BwcH', 'nonce="B')],
    ["non-canonical nonce", (input: string) => input.replace('Bw";', 'Bx";')],
    ["no created", (input: string) => input.replace(/created=\d+;/, "")],
    ["created before 1970", (input: string) => input.replace("created=", "created=-")],
    ["fractional created", (input: string) => input.replace(/created=\d+/, "created=1.5")],
    ["created as text", (input: string) => input.replace(/created=(\d+)/, 'created="$1"')],
    ["uncompressed key", (input: string) => input.replace('keyid="0x0', 'keyid="0x4')],
    [
      "uppercase key",
      (input: string) => input.replace(/keyid="0x[^"]*"/, (key) => key.toUpperCase().replace('KEYID="0X', 'keyid="0x')),
    ],
    ["an unknown parameter", (input: string) => `${input};expires=1900000000`],
    ["a repeated parameter", (input: string) => `${input};created=1`],
    ["not a dictionary", (input: string) => `${input},,`],
  ])("error: %s in signature-input", async (_what, change) => {
    await expect(verifyRequest(await withInput(change))).rejects.toThrow(RequestMalformedError);
  });

  test.each(["signature", "signature-input", "content-digest", "content-type"])("error: %s missing", async (name) => {
    const signed = await createSigned();
    signed.headers.delete(name);
    await expect(verifyRequest(signed)).rejects.toThrow(RequestMalformedError);
  });

  test.each([32, 63, 65])("error: a signature of %i bytes", async (length) => {
    const signed = await createSigned({ sign: () => new Uint8Array(length) });
    await expect(verifyRequest({ ...signed, verify: () => true })).rejects.toThrow(RequestSignatureError);
  });

  test.each(["https://user:pw@wallet.example/", "nonsense"])("error: target %j", async (url) => {
    await expect(verifyRequest({ ...(await createSigned()), url })).rejects.toThrow(RequestMalformedError);
  });

  test("behavior: malformed headers always end in a RequestError, never in acceptance", async () => {
    const signed = await createSigned();
    const names = fc.constantFrom("signature", "signature-input", "content-digest", "content-type");
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(...'();,=:"?@%*\\ \t01aZ'),
      fc.constant("tandem="),
    );
    const edit = fc.record({ at: fc.nat(), remove: fc.nat(12), insert: piece });
    await fc.assert(
      fc.asyncProperty(names, fc.array(edit, { minLength: 1, maxLength: 3 }), async (name, edits) => {
        const before = signed.headers.get(name)!;
        const value = edits.reduce((text, { at, remove, insert }) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + insert + text.slice(start + remove);
        }, before);
        fc.pre(isHeaderValue(value) && normalize(value) !== normalize(before));
        const refused = verifyRequest({ ...signed, headers: withHeader(signed.headers, name, value) });
        await expect(refused).rejects.toBeInstanceOf(RequestError);
      }),
      { numRuns: 500 },
    );
  });
});

function isHeaderValue(value: string): boolean {
  try {
    new Headers({ value });
    return true;
  } catch {
    return false;
  }
}

/**
 * One text for all spellings that RFC 8941 parsers read as the same value: optional white space, leading zeros and
 * `.0` of numbers, padding and unused bits of base64.
 */
function normalize(value: string): string {
  return value
    .replaceAll(/[ \t]/g, "")
    .replaceAll(/=0+(?=\d)/g, "=")
    .replaceAll(/(\d)\.0+/g, "$1")
    .replaceAll(/:([A-Za-z0-9+/]*)=*:/g, (_, text: string) => Buffer.from(text, "base64").toString("hex"));
}
