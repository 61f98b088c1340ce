import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { arbitraryOf, type JsonSchema, type OpenApiDocument, toTypeScript } from "../../support/openApi.ts";
import { root } from "../../support/root.ts";
import {
  bodySchema,
  type Endpoint,
  isRpc,
  isSigned,
  listEndpoints,
  readRefusal,
  request,
  spoil,
  wrongValues,
} from "./support/badInput.ts";
import { cosign, createOperation, type Device, type SignedCall } from "./support/createDevice.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
let device: Device;
let document: OpenApiDocument;

let endpoints: readonly Endpoint[];

beforeAll(async () => {
  service = await startService({ fsync: false });
  device = await service.createDevice();
  document = (await (await fetch(`${service.cosigner.url}/v1/openapi.json`)).json()) as OpenApiDocument;
  endpoints = listEndpoints(document, fillIn);
});
afterAll(() => service?.stop());

function fillIn(path: string): string {
  return path
    .replace("{accountId}", device.account.accountId)
    .replace("{chainId}", "31337")
    .replace("{tile}", "0/000.p/1")
    .replaceAll(/\{\w+\}/g, `0x${"11".repeat(16)}`);
}

/** Rows and content of every table but what the service writes by itself as the chain goes on. */
async function fingerprint(): Promise<Record<string, string>> {
  const { pool } = service.database;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname NOT IN ('chains', 'chain_heads', 'fence', 'log_state', 'log_queue') ORDER BY relname`,
  );
  const result: Record<string, string> = {};
  for (const { name } of rows) {
    const table = await pool.query<{ content: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS content FROM "${name}" t`,
    );
    result[name] = table.rows[0]!.content;
  }
  return result;
}

/** Tables whose content is another one now. */
function changedTables(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
}

const isNonceTable = (name: string) => name.startsWith("request_nonces");
const countNonces = async () => {
  const { rows } = await service.database.pool.query<{ count: number }>("SELECT count(*)::int FROM request_nonces");
  return rows[0]!.count;
};

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const deep = (open: string, close: string, depth: number) =>
  new TextEncoder().encode(`${open.repeat(depth)}1${close.repeat(depth)}`);

describe("bad input at every endpoint", () => {
  it("S64 S72: without a valid signature nothing is written, whatever the body", async () => {
    const signed = endpoints.filter(isSigned);
    expect(signed.length).toBeGreaterThan(15);
    const before = await fingerprint();
    const nonces = await countNonces();
    for (const endpoint of signed) {
      const schema = bodySchema(endpoint);
      const [sample] = schema ? fc.sample(arbitraryOf(schema), 1) : [undefined];
      const good = await device.sign(endpoint.method, endpoint.path, schema ? sample : undefined);
      const stale = await device.sign(endpoint.method, endpoint.path, schema ? sample : undefined, {
        nowSeconds: Math.floor(Date.now() / 1000) - 3600,
      });
      const attempts: [string, SignedCall, readonly string[]][] = [
        ["unsigned", { ...good, headers: {} }, ["signature_invalid", "request_malformed"]],
        ["forged", forge(good), ["signature_invalid"]],
        ["stale", stale, ["clock_skew"]],
        ["garbage", { ...good, headers: { ...good.headers, "signature-input": "tandem=(" } }, ["request_malformed"]],
        ["another body", otherBody(good), ["request_malformed", "signature_invalid"]],
        ["another path", { ...good, url: `${good.url}/x` }, ["unknown_id", "signature_invalid"]],
      ];
      for (const [name, call, codes] of attempts) {
        const response = await request(call);
        expect([400, 401, 404], `${endpoint.method} ${endpoint.name}: ${name}`).toContain(response.status);
        const problem = await readRefusal(
          response,
          name === "another path" && isRpc(endpoint) ? { ...endpoint, name: "" } : endpoint,
        );
        expect(codes, `${endpoint.method} ${endpoint.name}: ${name}`).toContain(problem.code);
      }
    }
    expect(await countNonces()).toBe(nonces);
    expect(changedTables(before, await fingerprint())).toEqual([]);
  });

  it("S63 S72: a signed body that is not as documented is request_malformed, and only its nonce is written", async () => {
    const withBody = endpoints.filter((endpoint) => isSigned(endpoint) && bodySchema(endpoint));
    const before = await fingerprint();
    let sent = await countNonces();
    for (const endpoint of withBody) {
      const schema = bodySchema(endpoint) as JsonSchema;
      const parser = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
      const bodies: Uint8Array[] = [
        new Uint8Array(0),
        text(null),
        text([]),
        text("text"),
        text({}),
        text({ ["x".repeat(60_000)]: 1 }),
        deep("[", "]", 20_000),
        deep('{"a":', "}", 8_000),
        Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
        new TextEncoder().encode('{"__proto__":{"polluted":1},"constructor":1}'),
      ];
      fc.assert(
        fc.property(arbitraryOf(schema), fc.nat({ max: 30 }), wrongValues, (value, place, wrong) => {
          const spoilt = spoil(value, place, wrong);
          bodies.push(text(spoilt));
        }),
        { numRuns: 12 },
      );
      // What still is as documented is another test's; the schema of the document decides, not the code's.
      const isDocumented = (body: Uint8Array) => {
        try {
          return parser.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body))).success;
        } catch {
          return false;
        }
      };
      for (const rawBody of bodies.filter((body) => body.length <= 65_536 && !isDocumented(body))) {
        const call = await device.sign(endpoint.method, endpoint.path, undefined, { rawBody });
        const startMs = performance.now();
        const response = await request(call);
        const where = `${endpoint.method} ${endpoint.name}: ${new TextDecoder().decode(rawBody.subarray(0, 200))}`;
        expect(response.status, where).toBe(isRpc(endpoint) ? 200 : 400);
        expect((await readRefusal(response, endpoint)).code, where).toBe("request_malformed");
        expect(performance.now() - startMs, where).toBeLessThan(5000);
        sent++;
      }
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await countNonces()).toBe(sent);
    expect(changedTables(before, await fingerprint()).filter((name) => !isNonceTable(name))).toEqual([]);
  });

  it("S72: a signed body as documented, but of nonsense, is a typed 4xx", async () => {
    const withBody = endpoints.filter((endpoint) => isSigned(endpoint) && bodySchema(endpoint));
    for (const endpoint of withBody) {
      for (const value of fc.sample(arbitraryOf(bodySchema(endpoint) as JsonSchema), 6)) {
        const response = await request(await device.sign(endpoint.method, endpoint.path, value));
        // This service has no mail server and no web push: it says so with 503.
        const isOff = response.status === 503 && endpoint.name.includes("/channels");
        const what = `${endpoint.name} ${JSON.stringify(value).slice(0, 300)}`;
        expect(isOff ? 400 : response.status, what).toBeLessThan(500);
        if (response.status >= 400) await readRefusal(response, endpoint);
      }
    }
  });

  it("S63: every signed call sent twice is refused the second time, and changes nothing then", async () => {
    for (const endpoint of endpoints.filter(isSigned)) {
      const call = await device.sign(endpoint.method, endpoint.path, bodySchema(endpoint) ? {} : undefined);
      await (await request(call)).arrayBuffer();
      const before = await fingerprint();
      const response = await request(call);
      expect(response.status, endpoint.name).toBe(isRpc(endpoint) ? 200 : 409);
      expect((await readRefusal(response, endpoint)).code, endpoint.name).toBe("nonce_reused");
      expect(changedTables(before, await fingerprint()), endpoint.name).toEqual([]);
    }
  });

  it("S72: a refusal by policy writes its nonce and its decision, and nothing else", async () => {
    const before = await fingerprint();
    const unlimited = createOperation(device, service.chainConfig, {
      calls: [{ to: `0x${"22".repeat(20)}`, data: "0x12345678" }],
    });
    const { answer } = await cosign(device, unlimited);
    expect(answer.ok ? undefined : answer.problem.code).toBe("policy_refused");
    const changed = changedTables(before, await fingerprint()).filter((name) => !isNonceTable(name));
    expect(changed.filter((name) => !["decisions", "log_entries", "log_tiles"].includes(name))).toEqual([]);
    expect(changed).toContain("decisions");
  });

  it("S72: floods of oversized, slow and unfinished bodies leave memory and the next answer as they were", async () => {
    const memory = async () => {
      const metrics = await (await fetch(`${service.cosigner.url}/metrics`)).text();
      return Number(/^tandem_process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
    };
    const isAnswered = async () => {
      const startMs = performance.now();
      expect((await device.call("GET", `/accounts/${device.account.accountId}`)).ok).toBe(true);
      expect(performance.now() - startMs).toBeLessThan(5000);
    };
    const before = await memory();
    const large = new Uint8Array(5_000_000).fill(0x5b);
    const posts = endpoints.filter((endpoint) => bodySchema(endpoint));
    await Promise.all(
      posts.map(async (endpoint) => {
        const url = `${service.cosigner.url}/v1${endpoint.path}`;
        // The service may hang up while the body is still being sent.
        const response = await fetch(url, { method: endpoint.method, body: large }).catch(() => undefined);
        if (response) expect(response.status).toBe(400);
      }),
    );
    // Far less than what was sent: nobody keeps a body that is refused.
    expect((await memory()) - before).toBeLessThan((posts.length * large.length) / 2);
    await isAnswered();

    // Bodies that begin and do not go on: of a declared length, in chunks, and one byte a moment.
    const { hostname, port } = new URL(service.cosigner.url);
    const open = (path: string, length: string) =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect({ host: hostname, port: Number(port) }, () => {
          socket.write(`POST /v1${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${length}\r\n\r\n`);
          resolve(socket);
        });
        socket.once("error", reject);
      });
    const lengths = ["Content-Length: 60000", "Transfer-Encoding: chunked"];
    const sockets = await Promise.all(
      posts
        .filter(({ method }) => method === "POST")
        .flatMap(({ path }) => lengths.flatMap((length) => [open(path, length), open(path, length)])),
    );
    for (const socket of sockets) socket.on("error", () => {});
    expect(sockets.length).toBeGreaterThan(100);
    for (let round = 0; round < 5; round++) {
      // Half of them stop after their head.
      for (const [index, socket] of sockets.entries())
        if (index % 2 === 0) socket.write(index % 4 < 2 ? "[" : "1\r\n[\r\n");
      await isAnswered();
    }
    expect((await memory()) - before).toBeLessThan((posts.length * large.length) / 2);
    for (const socket of sockets) socket.destroy();
    await isAnswered();
  });
});

function forge(call: SignedCall): SignedCall {
  return { ...call, headers: { ...call.headers, signature: `tandem=:${Buffer.alloc(64, 7).toString("base64")}:` } };
}

function otherBody(call: SignedCall): SignedCall {
  if (!call.body) return { ...call, headers: { ...call.headers, "content-digest": "sha-256=:AAAA:" } };
  return { ...call, body: text({ another: "body" }) };
}

describe("the OpenAPI document", () => {
  it("behavior: every documented operation is there, and none that is not documented", async () => {
    for (const endpoint of endpoints) {
      const response = await fetch(`${service.cosigner.url}/v1${endpoint.path}`, { method: endpoint.method });
      const body = await response.text();
      expect(body, endpoint.name).not.toContain("There is nothing at this address");
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        if (document.paths[endpoint.name]?.[method.toLowerCase()]) continue;
        const other = await fetch(`${service.cosigner.url}/v1${endpoint.path}`, { method });
        expect(other.status, `${method} ${endpoint.name}`).toBe(404);
        await other.arrayBuffer();
      }
    }
    const { sources } = await listRoutes();
    expect(endpoints.map(({ method, name }) => `${method} ${name}`).sort()).toEqual(sources);
  });

  it("behavior: answers are as documented, good ones and refusals", async () => {
    const good: [string, string, unknown?][] = [
      ["GET", "/config"],
      ["GET", "/healthz"],
      ["GET", "/readyz"],
      ["GET", "/log/restores"],
      ["GET", "/accounts/{accountId}"],
      ["GET", "/accounts/{accountId}/activity"],
      ["GET", "/accounts/{accountId}/decisions"],
      ["GET", "/accounts/{accountId}/alarms"],
      ["GET", "/accounts/{accountId}/waits"],
      ["GET", "/accounts/{accountId}/policy"],
      ["GET", "/accounts/{accountId}/freeze"],
      ["GET", "/accounts/{accountId}/kit"],
      ["GET", "/accounts/{accountId}/channels"],
      ["GET", "/accounts/{accountId}/guardians"],
      ["GET", "/accounts/{accountId}/guardian-invites"],
      ["POST", "/accounts/{accountId}/guardian-invites", { name: "Grace" }],
      ["POST", "/accounts/{accountId}/passkeys/challenge"],
      ["POST", "/accounts/{accountId}/challenge", { purpose: "open-vault" }],
      ["POST", "/pairings", { hpkeKey: `0x${"11".repeat(32)}`, deviceName: "Phone" }],
      ["POST", "/accounts", { name: "Another", deviceName: "Vitest" }],
      ["POST", "/sign-in/challenge", {}],
      ["POST", "/accounts/{accountId}/preview", { request: createOperation(device, service.chainConfig) }],
    ];
    for (const [method, name, body] of good) {
      const operation = document.paths[name]?.[method.toLowerCase()];
      const schema = operation?.responses["200"]?.content?.["application/json"]?.schema;
      if (!schema) throw new Error(`${method} ${name} has no documented answer`);
      const answer = await device.call<unknown>(method, fillIn(name), body);
      if (!answer.ok) throw new Error(`${method} ${name}: ${JSON.stringify(answer.problem)}`);
      const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(answer.value);
      expect(parsed.error, `${method} ${name}`).toBeUndefined();
    }
    const signed = await cosign(device, createOperation(device, service.chainConfig, { nonce: 77n << 64n }));
    const schema =
      document.paths["/accounts/{accountId}/signatures"]?.post?.responses["200"]?.content?.["application/json"]?.schema;
    expect(z.fromJSONSchema(schema as never).safeParse(signed.answer.ok && signed.answer.value).error).toBeUndefined();
    for (const endpoint of endpoints) {
      const where = `${endpoint.method} ${endpoint.name}`;
      // Signed ones are not; the others get ids that nobody has, and a body that is none.
      const refusal = await fetch(`${service.cosigner.url}/v1${endpoint.path}`, {
        method: endpoint.method,
        ...(bodySchema(endpoint) && { body: "[" }),
      });
      if (refusal.ok) {
        expect(isSigned(endpoint), where).toBe(false);
        await refusal.arrayBuffer();
        continue;
      }
      const type = isRpc(endpoint) ? "application/json" : "application/problem+json";
      expect(refusal.headers.get("content-type"), where).toContain(type);
      const { content } = endpoint.operation.responses.default ?? {};
      const schema = content?.[type]?.schema;
      expect(schema, where).toBeDefined();
      expect(z.fromJSONSchema(schema as never).safeParse(await refusal.json()).error, where).toBeUndefined();
    }
  });

  it("behavior: client types made from it compile, and fit what this repository sends and reads", () => {
    const directory = mkdtempSync(join(tmpdir(), "tandem-api-"));
    try {
      writeFileSync(join(directory, "api.ts"), toTypeScript(document));
      const protocol = join(root, "packages/protocol/src/index.ts");
      writeFileSync(
        join(directory, "use.ts"),
        `import type { Account, CreateSignatureRequest, CreateSignatureResponse, Problem as _ } from ${JSON.stringify(protocol)};
import type { Api } from "./api.ts";
type Body = Api["POST /accounts/{accountId}/signatures"]["request"];
type Answer = Api["POST /accounts/{accountId}/signatures"]["response"];
export const intentId = (body: CreateSignatureRequest): Body["intentId"] => body.intentId;
export const share = (answer: CreateSignatureResponse): Answer["share"] => answer.share;
export const status = (account: Account): Api["GET /accounts/{accountId}"]["response"]["frozen"] => account.frozen;
export const kind: Body["request"]["kind"] = "userOperation";
// @ts-expect-error there is no such kind
export const wrong: Body["request"]["kind"] = "digest";
// @ts-expect-error an attempt is a number
export const attempt: Body["attempt"] = "0";
`,
      );
      const options = [
        "--ignoreConfig",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "nodenext",
        "--target",
        "es2024",
        "--allowImportingTsExtensions",
        "--types",
        "node",
        "--typeRoots",
        join(root, "node_modules/@types"),
      ];
      const script = join(root, "node_modules/typescript/bin/tsc");
      const compiled = spawnSync(process.execPath, [script, ...options, join(directory, "use.ts")], { cwd: root });
      expect(String(compiled.stdout)).toBe("");
      expect(compiled.status).toBe(0);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

/** The routes as the service's sources define them. */
async function listRoutes(): Promise<{ readonly sources: readonly string[] }> {
  const folder = join(root, "packages/cosigner/src/http/routes");
  const modules = (await Promise.all(
    process
      .getBuiltinModule("node:fs")
      .readdirSync(folder)
      .map((file) => import(join(folder, file))),
  )) as Record<string, unknown>[];
  const routes = modules
    .flatMap((module) => Object.values(module))
    .filter(Array.isArray)
    .flat() as { method: string; path: string }[];
  return { sources: routes.map(({ method, path }) => `${method.toUpperCase()} ${path.replace("+}", "}")}`).sort() };
}
