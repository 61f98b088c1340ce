import { randomBytes } from "node:crypto";
import type { Problem } from "@tandem/protocol";
import { verifyKeyDocument, verifyServerTime } from "@tandem/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequestSigner, type Device, send } from "./support/createDevice.ts";
import { origin } from "./support/startCosigner.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
let device: Device;
let path: string;

beforeAll(async () => {
  service = await startService();
  device = await service.createDevice();
  path = `/accounts/${device.account.accountId}`;
});
afterAll(() => service?.stop());

const nonceCount = async () => {
  const { rows } = await service.database.pool.query<{ count: number }>("SELECT count(*)::int FROM request_nonces");
  return rows[0]!.count;
};
const newNonce = () => new Uint8Array(randomBytes(16));

describe("signed requests", () => {
  it("S63: a request sent 200 times at once is answered once", async () => {
    let captured: Parameters<typeof send>[0] | undefined;
    const capture = (request: Parameters<typeof send>[0]) => {
      captured = { ...request };
      request.url = "http://127.0.0.1:1";
    };
    await device.call("GET", path, undefined, { tamper: capture }).catch(() => {});
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(captured!)));
    expect(answers.filter(({ ok }) => ok).length).toBe(1);
    const codes = new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.problem.code])));
    expect([...codes]).toEqual(["nonce_reused"]);
  });

  it("S63: one nonce under 200 different requests of a key is taken once", async () => {
    const nonce = newNonce();
    const nowSeconds = Math.floor(Date.now() / 1000);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        device.call("GET", `${path}/activity?cursor=a${i}`, undefined, { nonce, nowSeconds }),
      ),
    );
    expect(answers.filter((answer) => answer.ok).length).toBe(1);
  });

  it("S63: delayed and early requests are refused with the server's signed time", async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const offset of [-65, -3600, 65, 3600]) {
      const nonce = newNonce();
      const before = await nonceCount();
      const answer = await device.call("GET", path, undefined, { nonce, nowSeconds: now + offset });
      if (answer.ok) throw new Error("accepted");
      expect(answer.problem).toMatchObject({ code: "clock_skew", status: 401 });
      const { identity, keys } = service.config;
      const document = keys.find(({ purpose }) => purpose === "time")!;
      const timeKey = verifyKeyDocument({ document, identity, purpose: "time", nowMs: Date.now() });
      const nowMs = verifyServerTime({
        time: answer.problem.time!,
        requestNonce: Buffer.from(nonce).toString("base64url"),
        timeKey,
      });
      expect(Math.abs(nowMs - Date.now())).toBeLessThan(10_000);
      expect(await nonceCount()).toBe(before);
    }
    for (const offset of [-50, 50]) {
      expect((await device.call("GET", path, undefined, { nowSeconds: now + offset })).ok).toBe(true);
    }
  });

  it("S63: body, path, query, method and digest cannot be swapped", async () => {
    const preview = { request: { kind: "message", chainId: 31337, message: "0x00" } };
    const changes: Record<string, (request: Parameters<typeof send>[0]) => void> = {
      body: (request) => {
        request.body = new TextEncoder().encode(JSON.stringify({ ...preview, x: 1 }));
      },
      bodyAndDigest: (request) => {
        request.body = new TextEncoder().encode("{}");
        request.headers["content-digest"] = "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:";
      },
      path: (request) => {
        request.url = request.url.replace("/preview", "/challenge");
      },
      query: (request) => {
        request.url += "?a=1";
      },
      method: (request) => {
        request.method = "PUT";
        request.url = request.url.replace("/preview", "/vault");
      },
      noDigest: (request) => {
        delete request.headers["content-digest"];
      },
      contentType: (request) => {
        request.headers["content-type"] = "text/plain";
      },
    };
    for (const [name, tamper] of Object.entries(changes)) {
      const answer = await device.call("POST", `${path}/preview`, preview, { tamper });
      if (answer.ok) throw new Error(`${name} was accepted`);
      expect(["signature_invalid", "request_malformed"], name).toContain(answer.problem.code);
    }
  });

  it("S64: a forged request does not burn a nonce", async () => {
    const before = await nonceCount();
    const nonce = newNonce();
    const forge = (request: Parameters<typeof send>[0]) => {
      request.headers.signature = `tandem=:${Buffer.alloc(64, 7).toString("base64")}:`;
    };
    const forged = await device.call("GET", path, undefined, { nonce, tamper: forge });
    expect(forged.ok).toBe(false);
    expect(await nonceCount()).toBe(before);
    expect((await device.call("GET", path, undefined, { nonce })).ok).toBe(true);
    expect(await nonceCount()).toBe(before + 1);
  });

  it("behavior: a refused request has used up its nonce", async () => {
    // A nonce is one of its minute.
    const same = { nonce: newNonce(), nowSeconds: Math.floor(Date.now() / 1000) };
    const refused = await device.call("POST", `${path}/preview`, { request: {} }, same);
    expect(refused.ok ? undefined : refused.problem.code).toBe("request_malformed");
    const again = await device.call("GET", path, undefined, same);
    expect(again.ok ? undefined : again.problem.code).toBe("nonce_reused");
  });

  it("behavior: the same nonce of another key is another nonce", async () => {
    const nonce = newNonce();
    const stranger = createRequestSigner(() => service.cosigner.url);
    expect((await device.call("GET", path, undefined, { nonce })).ok).toBe(true);
    const answer = await stranger.call("GET", path, undefined, { nonce });
    expect(answer.ok ? undefined : answer.problem.code).toBe("unknown_id");
  });

  it("error: unsigned, half-signed and re-labelled requests are refused", async () => {
    const changeInput = (from: string, to: string) => (request: Parameters<typeof send>[0]) => {
      request.headers["signature-input"] = request.headers["signature-input"]!.replace(from, to);
    };
    for (const tamper of [
      (request: Parameters<typeof send>[0]) => {
        request.headers = {};
      },
      (request: Parameters<typeof send>[0]) => {
        delete request.headers.signature;
      },
      changeInput("tandem/v1", "other"),
      changeInput(' "@query"', ""),
    ]) {
      const answer = await device.call("GET", path, undefined, { tamper });
      expect(answer.ok).toBe(false);
      expect([400, 401]).toContain(answer.status);
    }
  });
});

describe("bad bodies", () => {
  const post = async (body: Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await send({
      url: `${service.cosigner.url}/v1/accounts`,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    if (answer.ok) throw new Error("accepted");
    return answer.problem;
  };

  it("S72: oversized bodies are refused before they are read", async () => {
    const memory = async () => {
      const metrics = await (await fetch(`${service.cosigner.url}/metrics`)).text();
      return Number(/^tandem_process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
    };
    const before = await memory();
    const large = new Uint8Array(20_000_000).fill(0x61);
    for (let i = 0; i < 6; i++) {
      // The service may hang up while the body is still being sent.
      const problem: Problem | undefined = await post(large).catch(() => undefined);
      if (problem) expect(problem).toMatchObject({ code: "request_malformed", status: 400 });
    }
    expect((await memory()) - before).toBeLessThan(100_000_000);
    expect((await device.call("GET", path)).ok).toBe(true);
  });

  it("S72: malformed and deeply nested bodies of a known key are 4xx", async () => {
    const bodies = [
      "",
      "{",
      "null",
      "[]",
      '"text"',
      `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
      `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
      '{"name":"x","deviceName":"y","__proto__":{"polluted":1}}',
      '{"name":1,"deviceName":"y"}',
      `{"name":"${"x".repeat(60_000)}","deviceName":"y"}`,
      '{"name":"\u202eevil","deviceName":"y"}',
    ];
    for (const text of bodies) {
      const rawBody = new TextEncoder().encode(text);
      const answers = [
        await device.call("POST", "/accounts", undefined, { rawBody }),
        { ok: false, problem: await post(rawBody) },
      ] as const;
      for (const answer of answers) {
        if (answer.ok) throw new Error(`accepted: ${text.slice(0, 40)}`);
        expect(answer.problem.status).toBeGreaterThanOrEqual(400);
        expect(answer.problem.status).toBeLessThan(500);
      }
    }
  });

  it("S72: Content-Encoding is refused", async () => {
    const answer = await device.call(
      "POST",
      "/accounts",
      { name: "a", deviceName: "b" },
      {
        tamper: (request) => {
          request.headers["content-encoding"] = "gzip";
        },
      },
    );
    expect(answer.ok ? undefined : answer.problem.code).toBe("request_malformed");
  });

  it("behavior: every error is a problem with what to do and a request id, and says nothing of the inside", async () => {
    for (const [method, target] of [
      ["GET", "/v1/nothing"],
      ["GET", "/"],
      ["DELETE", "/v1/accounts"],
      ["POST", "/v1/accounts"],
    ]) {
      const response = await fetch(`${service.cosigner.url}${target}`, { method: method! });
      const text = await response.text();
      const problem = JSON.parse(text) as Problem;
      expect(problem.status).toBe(response.status);
      expect(problem.action.length).toBeGreaterThan(5);
      expect(problem.requestId.length).toBeGreaterThan(10);
      expect(text).not.toMatch(/node_modules|\.ts|postgres|at .*\(/);
    }
  });

  it("behavior: CORS allows the wallet's origins only, without credentials", async () => {
    const preflight = (from: string) =>
      fetch(`${service.cosigner.url}/v1/accounts`, {
        method: "OPTIONS",
        headers: {
          origin: from,
          "access-control-request-method": "POST",
          "access-control-request-headers": "signature",
        },
      });
    const own = await preflight(origin);
    expect(own.headers.get("access-control-allow-origin")).toBe(origin);
    expect(own.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("behavior: health, readiness, metrics and the OpenAPI document are there", async () => {
    for (const target of ["/healthz", "/readyz", "/v1/healthz", "/v1/readyz"]) {
      expect((await fetch(`${service.cosigner.url}${target}`)).status).toBe(200);
    }
    const document = (await (await fetch(`${service.cosigner.url}/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { requestBody?: { content: object } }>>;
    };
    const post = document.paths["/accounts/{accountId}/signatures"]?.post;
    expect(JSON.stringify(post?.requestBody)).toContain("intentId");
    expect(Object.keys(document.paths).some((name) => name.startsWith("/test"))).toBe(false);
  });
});
