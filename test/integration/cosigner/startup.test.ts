import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureLocalKeys } from "@tandem/cosigner";
import type { Config } from "@tandem/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../support/root.ts";
import { createDevice } from "./support/createDevice.ts";
import { startChain, type TestChain } from "./support/startChain.ts";
import { startCosigner, writeChainsFile } from "./support/startCosigner.ts";
import { startDatabase, type TestDatabase } from "./support/startDatabase.ts";

const directory = mkdtempSync(join(tmpdir(), "tandem-cosigner-startup-"));
let database: TestDatabase;
let chain: TestChain;

beforeAll(async () => {
  const { paymasterSigner } = await ensureLocalKeys({ directory: join(directory, "keys") });
  [database, chain] = await Promise.all([startDatabase(), startChain({ paymasterSigner })]);
});
afterAll(async () => {
  await Promise.all([database?.stop(), chain?.stop()]);
  rmSync(directory, { recursive: true });
});

const start = (environment: Record<string, string> = {}) =>
  startCosigner({ directory, databaseUrl: database.url, chain, environment });

/** A chains file that differs from the good one. */
function changedChains(change: object): Record<string, string> {
  const [good] = JSON.parse(readFile(writeChainsFile(directory, chain))) as object[];
  const path = join(directory, `chains-${Math.random()}.json`);
  writeFileSync(path, JSON.stringify([{ ...good, ...change }]));
  return { TANDEM_CHAINS_FILE: path };
}

const readFile = (path: string) => process.getBuiltinModule("node:fs").readFileSync(path, "utf8");

describe("start of the co-signer", () => {
  it("behavior: four servers migrate one empty database at once, and SIGTERM ends them cleanly", async () => {
    const servers = await Promise.all([start(), start(), start(), start()]);
    const { rows } = await database.pool.query<{ count: number }>("SELECT count(*)::int FROM migrations");
    expect(rows[0]?.count).toBeGreaterThanOrEqual(3);
    for (const server of servers) expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it("behavior: a server whose clock is three hours ahead leaves the others the nonces they have taken", async () => {
    const server = await start();
    const config = (await (await fetch(`${server.url}/v1/config`)).json()) as Config;
    const device = await createDevice(() => server.url, config);
    // The same request, which a minute in between must not make another.
    const same = { nonce: new Uint8Array(16).fill(7), nowSeconds: Math.floor(Date.now() / 1000) };
    const ask = () => device.call("GET", `/accounts/${device.account.accountId}`, undefined, same);
    expect((await ask()).ok).toBe(true);
    const ahead = await startCosigner({
      ...{ directory, databaseUrl: database.url, chain },
      script: join(root, "test/faults/service.ts"),
      environment: { FAULTS_CLOCK_SKEW_MS: String(3 * 3_600_000) },
    });
    const again = await ask();
    expect(again.ok ? "" : again.problem.code).toBe("nonce_reused");
    expect((await device.call("GET", `/accounts/${device.account.accountId}`)).ok).toBe(true);
    await Promise.all([ahead.stop(), server.stop()]);
  });

  it("behavior: SIGTERM answers what has arrived", async () => {
    const server = await start();
    const config = (await (await fetch(`${server.url}/v1/config`)).json()) as Config;
    const device = await createDevice(() => server.url, config);
    const answers = Array.from({ length: 20 }, () => device.call("GET", `/accounts/${device.account.accountId}`));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const stoppedAt = performance.now();
    const stopped = server.stop();
    const settled = await Promise.allSettled(answers);
    // Either answered in full, or never accepted; nothing is cut in the middle.
    for (const answer of settled) if (answer.status === "fulfilled") expect(answer.value.ok).toBe(true);
    expect(settled.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(await stopped).toBe(0);
    // Connections that clients keep open do not hold the end up.
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  });

  it.each([
    ["another chain id", () => changedChains({ chainId: 1 }), /serves chain 31337/],
    ["another genesis", () => changedChains({ genesisHash: `0x${"11".repeat(32)}` }), /another genesis/],
    [
      "no contracts",
      () => changedChains({ sponsorPaymaster: `0x${"11".repeat(20)}` }),
      /no code at the sponsorPaymaster/,
    ],
    ["no RPC", () => changedChains({ rpc: "http://127.0.0.1:1" }), /RPC of chain 31337 .* does not answer/],
    ["no database", () => ({ DATABASE_URL: "postgresql://x:y@127.0.0.1:1/z" }), /database cannot be reached/],
    ["no keys", () => ({ TANDEM_MODE: "production", TANDEM_TEST_HOOKS: "0" }), /production needs https/],
  ])("error: %s", async (_, environment, message) => {
    await expect(start(environment())).rejects.toThrow(message);
  });

  it("error: a contract whose code is not what it was", async () => {
    const { rows } = await database.pool.query<{ code_hashes: Record<string, string> }>(
      "SELECT code_hashes FROM chains",
    );
    const known = rows[0]?.code_hashes ?? {};
    const [address = ""] = Object.keys(known);
    expect(Object.keys(known)).toHaveLength(5);
    const other = { ...known, [address]: `0x${"11".repeat(32)}` };
    await database.pool.query("UPDATE chains SET code_hashes = $1", [JSON.stringify(other)]);
    await expect(start()).rejects.toThrow(/is not what it was/);
    await database.pool.query("UPDATE chains SET code_hashes = $1", [JSON.stringify(known)]);
    await (await start()).stop();
  });

  it("error: a database that knows the chain with another genesis", async () => {
    await database.pool.query("UPDATE chains SET genesis_hash = decode(repeat('ab', 32), 'hex')");
    await expect(start()).rejects.toThrow(/knows chain 31337 with another genesis/);
    await database.pool.query("UPDATE chains SET genesis_hash = $1", [
      Buffer.from(chain.deployment.genesisHash.slice(2), "hex"),
    ]);
    await (await start()).stop();
  });
});
