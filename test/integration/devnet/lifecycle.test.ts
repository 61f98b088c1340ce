import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Address, erc20Abi, parseEther } from "viem";
import { afterEach, describe, expect, test } from "vitest";
import {
  createChainClient,
  DataFolderError,
  findFreePorts,
  PartFailedError,
  PortTakenError,
  type Stack,
  startStack,
} from "../../../packages/devnet/src/index.ts";
import { root } from "../../support/root.ts";
import { createDataDirectory, createUsedDirectory } from "../../support/startTestStack.ts";

/** The parts these tests are not about; one that is about the bundler asks for it. */
const without = ["app", "cosigner", "bundler"] as const;
const withBundler = ["app", "cosigner"] as const;
const someone: Address = "0x1111111111111111111111111111111111111111";

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newData(create = createUsedDirectory): Promise<string> {
  const { directory, remove } = await create();
  cleanups.push(remove);
  return directory;
}

async function start(dataDirectory: string, more: Partial<Parameters<typeof startStack>[0]> = {}): Promise<Stack> {
  const stack = await startStack({ dataDirectory, without, ...more });
  cleanups.push(() => stack.stop());
  return stack;
}

/** A stack in a process of its own, to be killed. */
async function startInProcess(dataDirectory: string) {
  const args = [join(root, "test/support/runStack.ts"), dataDirectory, without.join()];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout! });
  const line = await Promise.race([once(lines, "line"), once(child, "exit").then(() => [])]);
  if (line[0] === undefined) throw new Error("The stack in a process of its own did not start: see above.");
  const { pids, urls } = JSON.parse(line[0]) as { pids: number[]; urls: Stack["urls"] };
  return { child, urls, partPids: pids.filter((pid) => pid !== 0 && pid !== child.pid) };
}

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

describe("startStack", () => {
  test("behavior: balances, transactions and rows are there after a restart", async () => {
    const dataDirectory = await newData();
    const first = await start(dataDirectory);
    const { transactionHashes } = await first.faucet({ address: someone });
    await query(first.urls.database, "CREATE TABLE kept AS SELECT 42 AS answer");
    const genesis = first.chains[0]!.genesisHash;
    await first.stop();

    const second = await start(dataDirectory);
    const elsewhere = { rpc: expect.any(String), bundler: expect.any(String) };
    expect(second.chains).toEqual(first.chains.map((chain) => ({ ...chain, ...elsewhere })));
    const client = createChainClient(second.urls.rpc);
    expect(second.chains[0]!.genesisHash).toBe(genesis);
    expect(await client.getBalance({ address: someone })).toBe(parseEther("1"));
    for (const { address, decimals } of second.chains[0]!.tokens) {
      const balance = await client.readContract({ address, abi: erc20Abi, functionName: "balanceOf", args: [someone] });
      expect(balance).toBe(1000n * 10n ** BigInt(decimals));
    }
    for (const hash of transactionHashes) expect((await client.getTransactionReceipt({ hash })).status).toBe("success");
    expect(await query(second.urls.database, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  test("behavior: the chain stays the same chain, with the real time, through many restarts", async () => {
    const dataDirectory = await newData();
    const genesis = new Set<string>();
    for (let count = 0; count < 4; count++) {
      const stack = await start(dataDirectory);
      const client = createChainClient(stack.urls.rpc);
      genesis.add((await client.getBlock({ blockNumber: 0n })).hash);
      await client.mine({ blocks: 1 });
      const age = Date.now() / 1000 - Number((await client.getBlock()).timestamp);
      expect(Math.abs(age)).toBeLessThan(30);
      await stack.stop();
    }
    expect(genesis.size).toBe(1);
  });

  test("behavior: after kill -9 of the parent the parts end and the next start repairs", async () => {
    const dataDirectory = await newData();
    const { child, urls, partPids } = await startInProcess(dataDirectory);
    expect(partPids).toHaveLength(2);
    const client = createChainClient(urls.rpc);
    await client.setBalance({ address: someone, value: 7n });
    child.kill("SIGKILL");
    await expect.poll(() => partPids.filter(isRunning)).toEqual([]);

    // What a killed server leaves: its pid file, here with the id of a process that is another program by now.
    const databaseDirectory = join(dataDirectory, "database/cluster");
    writeFileSync(join(databaseDirectory, "postmaster.pid"), `${process.pid}\n${databaseDirectory}\n`);
    const stack = await start(dataDirectory);
    expect(await query(stack.urls.database, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await createChainClient(stack.urls.rpc).getBalance({ address: someone })).toBe(7n);
  });

  test("behavior: a start right after kill -9 waits for what still runs", async () => {
    const dataDirectory = await newData();
    const { child } = await startInProcess(dataDirectory);
    child.kill("SIGKILL");
    await once(child, "exit");
    const stack = await start(dataDirectory);
    expect(await query(stack.urls.database, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("behavior: block numbers go on above those a crash may have lost", async () => {
    const dataDirectory = await newData();
    const first = await start(dataDirectory);
    await first.parts.chain.kill();
    await first.stop();
    const second = await start(dataDirectory);
    expect(await createChainClient(second.urls.rpc).getBlockNumber()).toBeGreaterThan(100n);
  });

  test("behavior: a chain state cut short by a crash is replaced by the last whole one", async () => {
    const dataDirectory = await newData();
    const first = await start(dataDirectory);
    await first.faucet({ address: someone });
    await expect.poll(() => savedBalance(dataDirectory), { timeout: 10_000 }).toBe(parseEther("1"));
    await first.stop();
    const state = join(dataDirectory, "chain/state.json");
    writeFileSync(state, readFileSync(state, "utf8").slice(0, -100));
    const second = await start(dataDirectory);
    expect(await createChainClient(second.urls.rpc).getBalance({ address: someone })).toBe(parseEther("1"));
  });

  test("behavior: SIGTERM stops every part, PostgreSQL cleanly", async () => {
    const dataDirectory = await newData();
    const { child, partPids } = await startInProcess(dataDirectory);
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(partPids.filter(isRunning)).toEqual([]);
    const log = readFileSync(join(dataDirectory, "logs/database.log"), "utf8");
    expect(log).toMatch(/database system is shut down/);
  });

  test("behavior: when a part dies everything stops, and the error says which and why", async () => {
    const stack = await start(await newData(), { without: withBundler });
    const pids = [stack.parts.chain.pid, stack.parts.bundler.pid, stack.parts.database.pid];
    process.kill(stack.parts.bundler.pid, "SIGKILL");
    const error = await stack.ended;
    expect(error).toBeInstanceOf(PartFailedError);
    expect(error?.shortMessage).toBe("The bundler was ended by SIGKILL.");
    expect(error?.message).toContain(join(stack.dataDirectory, "logs/bundler.log"));
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test("behavior: a part that a test stops, kills or restarts does not end the stack", async () => {
    const stack = await start(await newData(), { without: withBundler });
    const { bundler } = stack.parts;
    const { pid } = bundler;
    await bundler.kill();
    await expect(fetch(stack.urls.bundler)).rejects.toThrow();
    await bundler.restart();
    expect(bundler.pid).not.toBe(pid);
    expect((await fetch(`${stack.urls.bundler}/health`)).status).toBe(200);
    const ended = await Promise.race([stack.ended.then(() => true), sleep(200, false)]);
    expect(ended).toBe(false);
  });

  test("error: a taken port is named, with its part and the way to choose another", async () => {
    const ports = await findFreePorts();
    const server = createServer().listen(ports.bundler, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => server.close());
    const error: unknown = await start(await newData(), { ports, without: withBundler }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(PortTakenError);
    const { message } = error as PortTakenError;
    expect(message).toContain(`Port ${ports.bundler} for the bundler is taken`);
    expect(message).toContain("TANDEM_PORT_BUNDLER=");
  });

  test("error: a second start on the same data folder is refused, and the first goes on", async () => {
    const dataDirectory = await newData();
    const first = await start(dataDirectory);
    await expect(start(dataDirectory)).rejects.toThrow(DataFolderError);
    await expect(start(dataDirectory)).rejects.toThrow(`already runs with the data folder ${dataDirectory}`);
    expect(await query(first.urls.database, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("error: a data folder made by other contracts is refused; reset clears chain, database and keys", async () => {
    const dataDirectory = await newData();
    const first = await start(dataDirectory);
    await first.faucet({ address: someone });
    await query(first.urls.database, "CREATE TABLE gone AS SELECT 1 AS one");
    const paymaster = first.chains[0]!.sponsorPaymaster;
    await first.stop();
    writeFileSync(join(dataDirectory, "contracts-hash"), "0x00");
    await expect(start(dataDirectory)).rejects.toThrow("npm start -- --reset");

    const second = await start(dataDirectory, { reset: true });
    expect(await createChainClient(second.urls.rpc).getBalance({ address: someone })).toBe(0n);
    expect(await query(second.urls.database, "SELECT to_regclass('gone') AS found")).toEqual([{ found: null }]);
    expect(second.chains[0]!.sponsorPaymaster).not.toBe(paymaster);
  });

  test.runIf(process.getuid?.() === 0)(
    "behavior: started by root, it works in a folder that only root can reach",
    async () => {
      const dataDirectory = await newData(createDataDirectory);
      chmodSync(dataDirectory, 0o700);
      const first = await start(dataDirectory);
      await query(first.urls.database, "CREATE TABLE kept AS SELECT 1 AS one");
      await first.stop();
      expect(existsSync(join(dataDirectory, "database"))).toBe(false);
      const second = await start(dataDirectory);
      expect(await query(second.urls.database, "SELECT one FROM kept")).toEqual([{ one: 1 }]);
    },
  );

  test("param signal: a start that is interrupted leaves nothing running", async () => {
    const dataDirectory = await newData(createDataDirectory);
    const interrupt = new AbortController();
    const starting = start(dataDirectory, {
      signal: interrupt.signal,
      onProgress: ({ step, state }) => step === "Database" && state === "done" && interrupt.abort(),
    });
    await expect(starting).rejects.toThrow(/abort/);
    const stack = await start(dataDirectory);
    expect(stack.parts.database.pid).toBeGreaterThan(0);
  });
});

function savedBalance(dataDirectory: string): bigint {
  const text = readFileSync(join(dataDirectory, "chain/saved.json"), "utf8");
  const state = JSON.parse(text) as { accounts: Record<string, { balance: string }> };
  return BigInt(state.accounts[someone]?.balance ?? 0);
}
