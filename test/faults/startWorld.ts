import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensureLocalKeys } from "@tandem/cosigner";
import { getRole } from "@tandem/devnet";
import type { ChainConfig, Config } from "@tandem/protocol";
import { entryPoint09Address } from "viem/account-abstraction";
import { createDevice, type Device } from "../integration/cosigner/support/createDevice.ts";
import { startChain, type TestChain } from "../integration/cosigner/support/startChain.ts";
import {
  type CosignerProcess,
  origin,
  startCosigner,
  writeChainsFile,
} from "../integration/cosigner/support/startCosigner.ts";
import { findFreePort, startDatabase, type TestDatabase } from "../integration/cosigner/support/startDatabase.ts";
import { bundleCosigner } from "../support/bundlePrograms.ts";
import { createDatabaseProxy, type DatabaseProxy } from "./createDatabaseProxy.ts";
import { createHttpProxy, type Exchange, type HttpFault } from "./createHttpProxy.ts";
import { createScriptedChain, type ScriptedChain, scriptedChainId } from "./createScriptedChain.ts";

export type FaultKind = "real" | "recorder";

/** A co-signer that is killed and started again under the same name. */
export type Server = {
  readonly process: CosignerProcess;
  /** Ends of the process that nobody caused: its last words. Taken by the call. */
  takeUnexpectedEnds(): readonly string[];
  /** Kills it if it lives, and starts it anew, with its clock off by as much. */
  restart(skewMs?: number): Promise<void>;
  end(): Promise<unknown>;
};

/** Two co-signers over one PostgreSQL, a chain with a bundler, a scripted chain, and proxies between all of it. */
export type World = {
  readonly kind: FaultKind;
  readonly database: TestDatabase;
  readonly databaseProxy: DatabaseProxy;
  readonly chain: TestChain;
  /** Empty without real signatures. */
  readonly bundlerUrl: string;
  readonly scripted: ScriptedChain;
  readonly servers: readonly [Server, Server];
  /** Port of the proxy that clients talk to. */
  readonly proxyPort: number;
  readonly chainConfigs: { readonly real: ChainConfig; readonly scripted: ChainConfig };
  /** Crashes of the database so far: each may lose the stored answers of its last moments. */
  crashes: number;
  /** Draws the fault of the next connection. */
  drawHttpFault: () => HttpFault | undefined;
  /** Everything the co-signers answered. */
  readonly exchanges: Exchange[];
  createDevice(): Promise<Device>;
  /** What the recorder wrote since the last call: nonce commitment and digest. */
  readRecorder(): readonly (readonly [string, string])[];
  stop(): Promise<void>;
};

const publicUrl = origin;

export async function startWorld(kind: FaultKind): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "tandem-faults-"));
  const { paymasterSigner } = await ensureLocalKeys({ directory: join(directory, "keys") });
  const [database, chain, scripted, bundle] = await Promise.all([
    startDatabase(),
    startChain({ paymasterSigner }),
    createScriptedChain(),
    bundleCosigner("test/faults/service.ts"),
  ]);
  const [databaseProxy, bundler] = await Promise.all([
    createDatabaseProxy(database.url),
    kind === "real" ? startBundler(chain.rpcUrl) : undefined,
  ]);
  const chainsFile = writeBothChains(directory, chain, scripted);
  const recorder = join(directory, "recorder");
  writeFileSync(recorder, "");
  const launch = (index: number, skewMs: number) =>
    startCosigner({
      directory,
      databaseUrl: index === 0 ? database.url : databaseProxy.url,
      chain,
      ...bundle,
      environment: {
        LOG_LEVEL: "warn",
        TANDEM_CHAINS_FILE: chainsFile,
        TANDEM_CHECKPOINT_FILE: join(directory, `checkpoint-${index}`),
        TANDEM_SPONSOR_ACCOUNT_DAILY: "1000000",
        TANDEM_SPONSOR_DAILY: "1000000000",
        TANDEM_SPONSOR_DEPLOYMENTS_DAILY: "1000000000",
        FAULTS_CLOCK_SKEW_MS: String(skewMs),
        ...(kind === "recorder" ? { FAULTS_RECORDER: recorder } : {}),
      },
    });
  const servers = [
    await startServer((skewMs) => launch(0, skewMs)),
    await startServer((skewMs) => launch(1, skewMs)),
  ] as const;

  let turn = 0;
  let recorderBytes = 0;
  const exchanges: Exchange[] = [];
  const proxy = await createHttpProxy({
    target: () => Number(new URL(servers[turn++ % 2 === 0 ? 0 : 1].process.url).port),
    draw: () => world.drawHttpFault(),
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const config = (await (await fetch(`${servers[0].process.url}/v1/config`)).json()) as Config;
  const find = (chainId: number) => {
    const found = config.chains.find((entry) => entry.chainId === chainId);
    if (!found) throw new Error(`no chain ${chainId}`);
    return found;
  };
  const world: World = {
    kind,
    database,
    databaseProxy,
    chain,
    bundlerUrl: bundler?.url ?? "",
    scripted,
    servers,
    proxyPort: proxy.port,
    chainConfigs: { real: find(31_337), scripted: find(scriptedChainId) },
    crashes: 0,
    drawHttpFault: () => undefined,
    exchanges,
    async createDevice() {
      // Made at a server itself; from then on its requests are signed for the public address.
      let url = servers[0].process.url;
      const device = await createDevice(() => url, config);
      url = publicUrl;
      return device;
    },
    readRecorder() {
      const lines = readLines(recorder, recorderBytes);
      recorderBytes += lines.bytes;
      return lines.lines.map((line) => line.split(" ") as [string, string]); // as the service wrote them
    },
    async stop() {
      await Promise.all(servers.map((server) => server.end()));
      bundler?.stop();
      await Promise.all([proxy.stop(), databaseProxy.stop(), scripted.stop()]);
      await Promise.all([database.stop(), chain.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return world;
}

/** The whole lines of a file that is appended to, from an offset on. */
function readLines(path: string, offset: number): { readonly lines: readonly string[]; readonly bytes: number } {
  const text = readFileSync(path).toString("latin1", offset);
  const bytes = text.lastIndexOf("\n") + 1;
  return { lines: text.slice(0, bytes).split("\n").filter(Boolean), bytes };
}

async function startServer(launch: (skewMs: number) => Promise<CosignerProcess>): Promise<Server> {
  let current = await launch(0);
  let isRestarting = false;
  let ends: string[] = [];
  const note = () => {
    if (isRestarting || isAlive(current.pid)) return;
    ends.push(current.output().slice(-400).replaceAll("\n", " "));
    if (process.env.FAULTS_DEBUG) console.log(ends.at(-1));
    void restart(0);
  };
  const timer = setInterval(note, 250);
  timer.unref();
  async function restart(skewMs: number): Promise<void> {
    while (isRestarting) await wait(50);
    isRestarting = true;
    try {
      await current.kill();
      // The database may be on its way up itself.
      for (let attempt = 0; ; attempt++) {
        try {
          current = await launch(skewMs);
          return;
        } catch (error) {
          if (attempt >= 30) throw error;
          await wait(500);
        }
      }
    } finally {
      isRestarting = false;
    }
  }
  return {
    get process() {
      return current;
    },
    takeUnexpectedEnds() {
      const taken = ends;
      ends = [];
      return taken;
    },
    restart: (skewMs = 0) => restart(skewMs),
    end() {
      clearInterval(timer);
      return current.kill();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The scripted chain beside the real one: the same contracts, another id and genesis. */
function writeBothChains(directory: string, chain: TestChain, scripted: ScriptedChain): string {
  const [real] = JSON.parse(readFileSync(writeChainsFile(directory, chain), "utf8")) as [Record<string, unknown>];
  const second = {
    ...real,
    name: "Scripted",
    chainId: scriptedChainId,
    genesisHash: scripted.genesisHash,
    rpc: scripted.rpcUrl,
    tokens: [],
  };
  const path = join(directory, "both-chains.json");
  writeFileSync(path, JSON.stringify([real, second]));
  return path;
}

async function startBundler(rpcUrl: string): Promise<{ readonly url: string; stop(): void }> {
  const port = await findFreePort();
  const devnet = fileURLToPath(import.meta.resolve("@tandem/devnet"));
  const alto = dirname(createRequire(devnet).resolve("@pimlico/alto"));
  const options = {
    entrypoints: entryPoint09Address,
    "rpc-url": rpcUrl,
    port: String(port),
    "safe-mode": "false",
    "executor-private-keys": getRole("bundlerExecutor").privateKey,
    "utility-private-key": getRole("bundlerUtility").privateKey,
    "block-time": "50",
    "min-bundle-interval": "10",
    "max-bundle-interval": "20",
    "max-gas-per-bundle": "15000000",
    "max-gas-per-user-op": "15000000",
  };
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...["--import", join(dirname(devnet), "bundler/loopback.mjs"), join(alto, "cli/alto.js")],
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ],
    { cwd: alto, env: { PATH: process.env.PATH, OTEL_SDK_DISABLED: "true" }, stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (child.exitCode !== null) throw new Error("the bundler ended");
    const ready = await callBundler(url, "eth_supportedEntryPoints", []).then(Array.isArray, () => false);
    if (ready) return { url, stop: () => void child.kill("SIGKILL") };
    await wait(100);
  }
  throw new Error("the bundler does not answer");
}

export async function callBundler(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (error) throw new Error(error.message);
  return result;
}
