import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceError } from "../errors.ts";
import { clientAddress } from "./clientAddress.ts";
import { parseJson } from "./parseJson.ts";
import { createRateLimiter } from "./rateLimit.ts";
import { readBody } from "./readBody.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("parseJson", () => {
  it("behavior: reads what JSON.parse reads, for anything shallow", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("behavior: brackets inside strings are not depth", () => {
    expect(parseJson(bytes(JSON.stringify({ a: `${"[".repeat(100)}\\"${"{".repeat(100)}` })))).toBeTruthy();
  });

  it("S72: refuses nesting before the parser sees it, and what is not UTF-8 JSON", () => {
    const deep = bytes(`${"[".repeat(30_000)}1${"]".repeat(30_000)}`);
    for (const body of [deep, bytes("{"), bytes(""), Uint8Array.of(0x22, 0xff, 0x22), bytes("{'a':1}")]) {
      expect(() => parseJson(body)).toThrow(ServiceError);
    }
  });
});

describe("readBody", () => {
  const stream = (chunks: number, size: number) => {
    let sent = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < chunks) controller.enqueue(new Uint8Array(size));
        else controller.close();
      },
    });
  };
  const request = (body: BodyInit | null, headers: Record<string, string> = {}) =>
    new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

  it("S72: refuses a declared length over 64 kB unread, and cuts off an undeclared one", async () => {
    const declared = request("x", { "content-length": "65537" });
    await expect(readBody(declared)).rejects.toThrow(ServiceError);
    expect(declared.bodyUsed).toBe(false);
    await expect(readBody(request("x", { "content-length": "abc" }))).rejects.toThrow(ServiceError);
    const chunked = { "transfer-encoding": "chunked" };
    await expect(readBody(request(stream(1000, 10_000), chunked))).rejects.toThrow(ServiceError);
    expect((await readBody(request(stream(6, 10_000), chunked))).length).toBe(60_000);
  });
});

describe("createRateLimiter", () => {
  it("behavior: a burst, then the rate; loopback and other networks are apart", () => {
    let nowMs = 0;
    const limiter = createRateLimiter({ perMinute: 60, now: () => nowMs });
    const count = (client: string, tries: number) => {
      let passed = 0;
      for (let i = 0; i < tries; i++) {
        try {
          limiter.take(client);
          passed++;
        } catch (error) {
          expect(error).toMatchObject({ code: "rate_limited", retryAfterSeconds: 1 });
        }
      }
      return passed;
    };
    expect(count("203.0.113.1", 100)).toBe(20);
    expect(count("203.0.113.2", 5)).toBe(5);
    nowMs += 3000;
    expect(count("203.0.113.1", 100)).toBe(3);
    for (const loopback of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect(count(loopback, 1000)).toBe(1000);
    expect(count("2001:db8:1:2::1", 100) + count("2001:db8:1:2::9", 100)).toBe(20);
  });
});

describe("createRateLimiter.takeKey", () => {
  it("behavior: one request key has one bucket, whatever addresses it comes from", () => {
    const limiter = createRateLimiter({ perMinute: 60, now: () => 0 });
    for (let i = 0; i < 20; i++) limiter.takeKey(`203.0.113.${i}`, "0x02aa");
    expect(() => limiter.takeKey("203.0.113.99", "0x02aa")).toThrow(expect.objectContaining({ code: "rate_limited" }));
    limiter.takeKey("203.0.113.99", "0x02bb");
    for (let i = 0; i < 100; i++) limiter.takeKey("127.0.0.1", "0x02aa");
  });
});

describe("clientAddress", () => {
  it("behavior: believes X-Forwarded-For from listed proxies only, and only its last foreign hop", () => {
    expect(clientAddress("203.0.113.1", "198.51.100.7", [])).toBe("203.0.113.1");
    expect(clientAddress("10.0.0.1", "198.51.100.7", ["10.0.0.1"])).toBe("198.51.100.7");
    expect(clientAddress("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", ["10.0.0.1", "10.0.0.2"])).toBe("198.51.100.7");
    expect(clientAddress("10.0.0.1", null, ["10.0.0.1"])).toBe("10.0.0.1");
    expect(clientAddress(undefined, "1.2.3.4", [])).toBe("unknown");
  });
});
