import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosign, createDevice, createOperation, type Device } from "./support/createDevice.ts";
import { type CosignerProcess, startCosigner } from "./support/startCosigner.ts";
import { startLoad } from "./support/startLoad.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
const environment = { TANDEM_SPONSOR_ACCOUNT_DAILY: "1000000" };

beforeAll(async () => {
  service = await startService({ environment, fsync: false });
});
afterAll(() => service?.stop());

const recipient: Address = "0x00000000000000000000000000000000000000aa";
let nonce = 0n;
const pay = (device: Device) =>
  createOperation(device, service.chainConfig, {
    calls: [{ to: recipient, value: 1n }],
    nonce: nonce++ << 64n,
  });

describe("draining", () => {
  it("behavior: SIGTERM under load: not ready at once, every request in flight is answered, later ones go elsewhere", async () => {
    const stopping = await service.startServer({ ...environment, TANDEM_DRAIN_SECONDS: "2" });
    // A load balancer: it sends to the stopping server until that is not ready, then to the other.
    const urls = { current: stopping.url };
    const callers = await Promise.all([1, 2, 3].map(() => createDevice(() => urls.current, service.config)));
    const load = startLoad(
      Object.fromEntries(
        callers.map((device, index) => [
          `caller ${index}`,
          async () => {
            const { answer } = await cosign(device, pay(device));
            if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
          },
        ]),
      ),
    );
    await load.advance(3);
    const exit = stopping.stop();
    await expect
      .poll(async () => (await fetch(`${stopping.url}/readyz`)).status, { timeout: 1500, interval: 50 })
      .toBe(503);
    // Alive, and still answering whoever has not noticed.
    expect((await fetch(`${stopping.url}/healthz`)).status).toBe(200);
    const late = await cosign(callers[0]!, pay(callers[0]!));
    expect([late.answer.ok, late.answer.headers.get("connection")]).toEqual([true, "close"]);
    urls.current = service.cosigner.url;
    await load.advance(2);
    expect(await exit).toBe(0);
    await expect(fetch(`${stopping.url}/healthz`)).rejects.toThrow();
    await load.advance(2);
    await load.stop();
    expect(load.failures).toEqual([]);
  });
});

describe("migrations", () => {
  it("behavior: a newer server migrates while an older one serves, without one failed request", async () => {
    const newer = join(service.directory, "newer");
    cpSync(dirname(service.bundle!.script), newer, { recursive: true });
    // What releases do: a column, an index, a table, a function in new form.
    writeFileSync(
      join(newer, "migrations/9999_next.sql"),
      `ALTER TABLE accounts ADD COLUMN next_feature text NOT NULL DEFAULT 'none';
       ALTER TABLE intents ADD COLUMN next_note text;
       CREATE TABLE next_things (thing_id bigint PRIMARY KEY, account_id bytea REFERENCES accounts ON DELETE CASCADE);
       CREATE INDEX next_intents ON intents (account_id, next_note) WHERE next_note IS NOT NULL;
       CREATE OR REPLACE FUNCTION spent_in_window(p_account bytea, p_asset text) RETURNS numeric LANGUAGE sql STABLE AS $$
         SELECT coalesce(sum(amount), 0) FROM spend
         WHERE account_id = p_account AND asset = p_asset AND hour > now() - interval '25 hours'
       $$;`,
    );
    const devices = await Promise.all([1, 2].map(() => service.createDevice()));
    const load = startLoad({
      first: async () => expect((await cosign(devices[0]!, pay(devices[0]!))).answer.ok).toBe(true),
      second: async () => expect((await cosign(devices[1]!, pay(devices[1]!))).answer.ok).toBe(true),
      create: () => service.createDevice(),
    });
    await load.advance();
    const { directory, database, chain } = service;
    const server = await startCosigner({
      directory,
      databaseUrl: database.url,
      chain,
      environment,
      script: join(newer, "main.mjs"),
    });
    const { rows } = await database.pool.query("SELECT FROM migrations WHERE name = '9999_next.sql'");
    expect(rows.length).toBe(1);
    await load.advance();
    // The older release may come back: its database is ahead of it, and it serves.
    const older = await service.startServer();
    const device = await createDevice(() => older.url, service.config);
    expect((await cosign(device, pay(device))).answer.ok).toBe(true);
    await load.stop();
    expect(load.failures).toEqual([]);
    await Promise.all([server.stop(), older.stop()]);
  });
});

describe("metrics", () => {
  const read = async (server: CosignerProcess) => (await fetch(`${server.url}/metrics`)).text();
  const value = (text: string, name: string) =>
    Number(new RegExp(`^${name.replaceAll(/[{}"]/g, "\\$&")} (\\S+)$`, "m").exec(text)?.[1]);

  it("behavior: names follow the conventions, and say what an operator has to know", async () => {
    const device = await service.createDevice();
    await cosign(device, pay(device));
    const text = await read(service.cosigner);
    for (const name of [
      'tandem_cosignatures_total{outcome="released"}',
      'tandem_cosign_step_seconds_count{step="reserve"}',
      'tandem_cosign_step_seconds_count{step="release"}',
      'tandem_settlement_block{chain="31337"}',
      'tandem_settlement_lag_blocks{chain="31337"}',
      'tandem_chain_head_age_seconds{chain="31337"}',
      'tandem_paymaster_deposit_coins{chain="31337",paymaster="sponsor"}',
      'tandem_paymaster_deposit_low{chain="31337",paymaster="sponsor"}',
      "tandem_log_queue_decisions",
      "tandem_log_sequencing_lag_seconds",
      "tandem_open_intents",
      "tandem_relay_queue_jobs",
      "tandem_relay_lag_seconds",
      'tandem_watcher_lag_blocks{chain="31337"}',
      "tandem_delivery_queue_messages",
      "tandem_delivery_lag_seconds",
      'tandem_database_pool_connections{state="idle"}',
      "tandem_draining",
      "tandem_fenced",
      'tandem_service_key_version{purpose="paymaster"}',
    ]) {
      expect(value(text, name), name).toBeGreaterThanOrEqual(0);
    }
    expect(value(text, 'tandem_paymaster_deposit_coins{chain="31337",paymaster="sponsor"}')).toBe(100);
    const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].filter(([, name]) =>
      /^tandem_(?!nodejs|process)/.test(name!),
    );
    for (const [, name, type] of names) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      if (type === "counter") expect(name).toMatch(/_total$/);
      if (type === "histogram") expect(name).toMatch(/_seconds$/);
    }
  });

  it("behavior: the deposit alarm: metric and line in the log, before it runs dry", async () => {
    const alarmed = await service.startServer({ ...environment, TANDEM_DEPOSIT_ALARM: "100.5" });
    expect(value(await read(alarmed), 'tandem_paymaster_deposit_low{chain="31337",paymaster="sponsor"}')).toBe(1);
    expect(readFileSync(alarmed.logFile, "utf8")).toMatch(/"deposit":"100","alarm":"100\.5".*runs dry/);
    expect(value(await read(service.cosigner), 'tandem_paymaster_deposit_low{chain="31337",paymaster="sponsor"}')).toBe(
      0,
    );
    await alarmed.stop();
  });
});

type OtlpSpan = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
};
type OtlpRequest = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
};

describe("traces", () => {
  it("behavior: spans of request, checks, TX A, share and TX B over OTLP/HTTP; nothing of the account in them", async () => {
    const bodies: string[] = [];
    const receiver: Server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      expect([request.method, request.url, request.headers["content-type"]]).toEqual([
        ...["POST", "/v1/traces", "application/json"],
      ]);
      bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const server = await service.startServer({ ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    const device = await createDevice(() => server.url, service.config);
    const signed = await cosign(device, pay(device));
    expect(signed.answer.ok).toBe(true);
    await wait(100);
    expect(await server.stop()).toBe(0);
    receiver.close();

    const spans = bodies.flatMap((body) =>
      (JSON.parse(body) as OtlpRequest).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
    const request = spans.find(({ name }) => name === "POST /v1/accounts/{accountId}/signatures")!;
    const children = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(children.map(({ name }) => name)).toEqual([
      ...["cosign.checks", "cosign.reserve", "cosign.share", "cosign.release"],
    ]);
    expect(new Set(children.map(({ traceId }) => traceId))).toEqual(new Set([request.traceId]));
    expect(request.attributes.map(({ key }) => key).sort()).toEqual([
      ...["http.request.method", "http.response.status_code", "http.route", "tandem.request_id"],
    ]);
    const text = bodies.join("\n").toLowerCase();
    const { accountId, address, publicKey } = device.account;
    for (const secret of [accountId, address, publicKey, device.keyId]) {
      expect(text).not.toContain(secret.slice(2).toLowerCase());
    }
  });
});
