import { type ChildProcess, spawn } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../../../support/root.ts";
import type { TestChain } from "./startChain.ts";

export const origin = "http://localhost:3000";

export type CosignerProcess = {
  readonly url: string;
  readonly pid: number;
  readonly logFile: string;
  /** Everything on standard output and error. */
  readonly output: () => string;
  /** The next `count` requests that reach the point stay there. */
  pause(point: "after-reserve" | "inside-release", count: number): Promise<void>;
  /** Resolves when `paused <point>` has been printed `count` times. */
  waitForPause(count?: number): Promise<void>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<unknown>;
  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>;
};

export type StartCosignerParameters = {
  readonly directory: string;
  readonly databaseUrl: string;
  readonly chain: TestChain;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of `bundleCosigner`, or another; the sources otherwise. */
  readonly script?: string | undefined;
  readonly compileCache?: string | undefined;
};

let started = 0;

/** Writes the chains file the service reads. */
export function writeChainsFile(directory: string, { rpcUrl, deployment }: TestChain): string {
  const path = join(directory, "chains.json");
  const urls = { rpcUrl: "/rpc/31337", bundlerUrl: "/bundler/31337", paymasterUrl: "/v1/paymaster/31337" };
  const { codeHashes: _, ...contracts } = deployment;
  const chain = { ...contracts, ...urls, name: "Test", rpc: rpcUrl, settlementDepth: 1, pollIntervalMs: 200 };
  // Whole at once: other servers may be reading it.
  const temporary = `${path}.${started++}`;
  writeFileSync(temporary, JSON.stringify([chain]));
  renameSync(temporary, path);
  return path;
}

/** The service as it runs in production: a process configured by its environment, with the test hooks. */
export async function startCosigner(parameters: StartCosignerParameters): Promise<CosignerProcess> {
  const { directory, databaseUrl, chain, environment = {} } = parameters;
  const { script = join(root, "packages/cosigner/src/main.ts"), compileCache } = parameters;
  const logFile = join(directory, `cosigner-${process.pid}-${started++}.log`);
  const child = spawn(process.execPath, [script], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      // Parsed and stripped modules are kept between the many starts of the crash tests.
      NODE_COMPILE_CACHE: compileCache ?? join(directory, "compile-cache"),
      TANDEM_MODE: "local",
      PORT: "0",
      DATABASE_URL: databaseUrl,
      TANDEM_ORIGINS: origin,
      TANDEM_RP_ID: "localhost",
      TANDEM_CHAINS_FILE: writeChainsFile(directory, chain),
      TANDEM_KEYS_DIR: join(directory, "keys"),
      TANDEM_TEST_HOOKS: "1",
      LOG_LEVEL: "debug",
      LOG_FILE: logFile,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  const waitFor = (isDone: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!isDone() && child.exitCode === null) return;
        listeners.delete(check);
        child.off("exit", check);
        if (isDone()) resolve();
        else reject(new Error(`The co-signer ended:\n${lines.join("\n")}`));
      };
      listeners.add(check);
      child.on("exit", check);
      check();
    });
  const ready = () => lines.find((line) => line.startsWith("ready "));
  await waitFor(() => ready() !== undefined);
  const url = ready()?.slice("ready ".length) ?? "";
  return {
    url,
    pid: child.pid ?? 0,
    logFile,
    output: () => lines.join("\n"),
    async pause(point, count) {
      const response = await fetch(`${url}/v1/test/pause`, { method: "POST", body: JSON.stringify({ point, count }) });
      if (!response.ok) throw new Error(`pause: ${response.status}`);
    },
    waitForPause: (count = 1) => waitFor(() => lines.filter((line) => line.startsWith("paused ")).length >= count),
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return exited;
}
