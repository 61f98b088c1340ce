import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "./config.ts";
import { StartupError } from "./errors.ts";

const directory = mkdtempSync(join(tmpdir(), "tandem-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

const address = `0x${"11".repeat(20)}`;
const chain = {
  chainId: 31337,
  genesisHash: `0x${"22".repeat(32)}`,
  name: "Test",
  rpcUrl: "/rpc/31337",
  bundlerUrl: "/bundler/31337",
  paymasterUrl: "/v1/paymaster/31337",
  ...{ entryPoint: address, core: address, features: address, factory: address, sponsorPaymaster: address },
  tokens: [],
  rpc: "http://127.0.0.1:8545",
};

function writeChains(value: unknown): string {
  const path = join(directory, `${Math.random()}.json`);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const good = {
  DATABASE_URL: "postgresql://tandem:Vd83hdu3@127.0.0.1:5433/tandem",
  TANDEM_ORIGINS: "http://localhost:3000",
  TANDEM_RP_ID: "localhost",
  TANDEM_CHAINS_FILE: writeChains([chain]),
  TANDEM_KEYS_DIR: directory,
};
const production = {
  ...good,
  TANDEM_MODE: "production",
  TANDEM_CHAINS_FILE: writeChains([{ ...chain, settlementDepth: 12 }]),
  TANDEM_ORIGINS: "https://wallet.example",
  TANDEM_RP_ID: "wallet.example",
};

const refusal = async (environment: Record<string, string | undefined>) => {
  const error = await loadConfig(environment).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartupError);
  return (error as StartupError).message;
};

describe("loadConfig", () => {
  it("behavior: fills in what is not set", async () => {
    expect(await loadConfig(good)).toMatchObject({
      mode: "local",
      host: "127.0.0.1",
      port: 8787,
      origins: ["http://localhost:3000"],
      requestWindowSeconds: 60,
      testHooks: false,
      chains: [{ chainId: 31337, settlementDepth: 1 }],
    });
    expect((await loadConfig(production)).mode).toBe("production");
  });

  it("error: production does not guess when a chain is final", async () => {
    const message = await refusal({ ...production, TANDEM_CHAINS_FILE: good.TANDEM_CHAINS_FILE });
    expect(message).toContain("settlementDepth");
  });

  it("error: names each wrong setting and never its value", async () => {
    const message = await refusal({
      ...good,
      DATABASE_URL: "mysql://x:hunter2@y",
      TANDEM_ORIGINS: "localhost",
      PORT: "http",
    });
    for (const name of ["DATABASE_URL", "TANDEM_ORIGINS", "PORT"]) expect(message).toContain(name);
    expect(message).not.toContain("hunter2");
    expect(await refusal({})).toContain("TANDEM_CHAINS_FILE");
  });

  it.each([
    ["a window out of bounds", { TANDEM_REQUEST_WINDOW_SECONDS: "10" }],
    ["an origin outside the RP id", { TANDEM_RP_ID: "example.com" }],
    ["a chains file that is not there", { TANDEM_CHAINS_FILE: "/nowhere" }],
    ["no chains", { TANDEM_CHAINS_FILE: writeChains([]) }],
    ["a chain twice", { TANDEM_CHAINS_FILE: writeChains([chain, chain]) }],
    [
      "chains with different factories",
      { TANDEM_CHAINS_FILE: writeChains([chain, { ...chain, chainId: 5, factory: `0x${"33".repeat(20)}` }]) },
    ],
    ["a chain without RPC", { TANDEM_CHAINS_FILE: writeChains([{ ...chain, rpc: undefined }]) }],
  ])("error: %s", async (_, change) => {
    await refusal({ ...good, ...change });
  });

  it.each([
    ["test hooks", { TANDEM_TEST_HOOKS: "1" }],
    ["http", { TANDEM_ORIGINS: "http://wallet.example" }],
    ["a default password", { DATABASE_URL: "postgresql://tandem:postgres@db/tandem" }],
    ["no password", { DATABASE_URL: "postgresql://tandem@db/tandem" }],
  ])("error: production refuses %s", async (_, change) => {
    await refusal({ ...production, ...change });
  });
});
