import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { encodeFactoryData, encodeRecoveryCall, getAccountAddress } from "@tandem/account";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import type { RelayJob } from "@tandem/protocol";
import pg from "pg";
import { type Address, bytesToHex, type Hex, hexToBytes, parseEventLogs } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLocalSigner } from "../../support/createLocalSigner.ts";
import { root } from "../../support/root.ts";
import { startTestStack } from "../../support/startTestStack.ts";

let stack: Stack;
let chain: ChainClient;
let pool: pg.Pool;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], cosignerEnvironment: { TANDEM_RELAY_ACCOUNT_DAILY: "3" } });
  chain = createChainClient(stack.urls.rpc);
  pool = new pg.Pool({ connectionString: stack.urls.database, max: 2 });
}, 180_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

type Job = {
  readonly kind: string;
  readonly target: Address;
  readonly data: Hex;
  readonly afterKey?: string;
  readonly accountId?: Uint8Array;
  readonly dueInSeconds?: number;
};

/** As another part of the service does it. */
async function enqueue(job: Job, jobKey = bytesToHex(randomBytes(8))): Promise<string> {
  const { kind, target, data, afterKey = null, accountId = null, dueInSeconds = 0 } = job;
  const jobId = randomBytes(16);
  await pool.query(
    `INSERT INTO relay_jobs (job_id, job_key, kind, chain_key, target, data, after_key, account_id, due_at)
     VALUES ($1, $2, $3, (SELECT chain_key FROM chains), $4, $5, $6, $7, now() + $8 * interval '1 second')
     ON CONFLICT (job_key) DO NOTHING`,
    [jobId, jobKey, kind, hexToBytes(target), hexToBytes(data), afterKey, accountId, dueInSeconds],
  );
  return jobId.toString("base64url");
}

async function read(jobId: string): Promise<RelayJob> {
  return (await (await fetch(`${stack.urls.cosigner}/v1/relay/jobs/${jobId}`)).json()) as RelayJob;
}

async function waitFor(jobId: string, status: RelayJob["status"]): Promise<RelayJob> {
  for (let tries = 0; tries < 150; tries++) {
    const job = await read(jobId);
    if (job.status === status) return job;
    await wait(200);
  }
  throw new Error(`not ${status}: ${JSON.stringify(await read(jobId))}`);
}

const factory = (): Address => stack.chains[0]!.factory;

function newAccount() {
  const signer = createLocalSigner(() => address);
  const birthKey = signer.publicKey;
  const address: Address = getAccountAddress({ factory: factory(), core: stack.chains[0]!.core, birthKey });
  return { address, deployment: { kind: "deployment", target: factory(), data: encodeFactoryData({ birthKey }) } };
}

describe("the relay account", () => {
  test("behavior: several jobs at once are sent, each once, by an account that its first operation deploys", async () => {
    const accounts = [newAccount(), newAccount()];
    const jobs = await Promise.all(accounts.map(({ deployment }) => enqueue(deployment)));
    for (const [index, jobId] of jobs.entries()) {
      const done = await waitFor(jobId, "done");
      expect(done.transactionHash).toMatch(/^0x/);
      expect(await chain.getCode({ address: accounts[index]!.address })).toBeDefined();
    }
    const { rows } = await pool.query("SELECT rounds FROM relay_jobs WHERE kind = 'deployment'");
    expect(rows.every(({ rounds }) => rounds === 0)).toBe(true);
  });

  test("behavior: a job waits for the one before it", async () => {
    const { deployment } = newAccount();
    const key = bytesToHex(randomBytes(8));
    const first = await enqueue({ ...newAccount().deployment, dueInSeconds: 3 }, key);
    const later = await enqueue({ ...deployment, afterKey: key });
    await wait(1500);
    expect([await read(first), await read(later)].map(({ status }) => status)).toEqual(["queued", "queued"]);
    await waitFor(first, "done");
    await waitFor(later, "done");
  });

  test("error: what is not on the list is refused, and the transaction stays there for anybody", async () => {
    const { address } = newAccount();
    const data = encodeRecoveryCall({ functionName: "cancelRecovery" });
    const refused = await waitFor(await enqueue({ kind: "start-recovery", target: address, data }), "refused");
    expect(refused).toMatchObject({ reason: "not-allowed", to: address.toLowerCase(), data });
    const theft = { kind: "deployment", target: address, data: "0x12345678" } as const;
    expect(await waitFor(await enqueue(theft), "refused")).toMatchObject({ reason: "not-a-deployment" });
  });

  test("error: what would revert is not sent, what has no code yet is tried again", async () => {
    const { address } = newAccount();
    const data = encodeRecoveryCall({ functionName: "finalizeRecovery" });
    const early = await enqueue({ kind: "finalize-recovery", target: address, data });
    await wait(1500);
    expect(await read(early)).toMatchObject({ status: "queued", reason: "NotDeployed" });
    const { deployment, ...deployed } = newAccount();
    await waitFor(await enqueue(deployment), "done");
    const late = await enqueue({ kind: "finalize-recovery", target: deployed.address, data });
    expect(await waitFor(late, "failed")).toMatchObject({ reason: "NoPendingRecovery" });
  });

  test("behavior: another key owns another relay account, and what is asked for from then on is done by that", async () => {
    const keys = async (...args: string[]) => {
      const env = {
        PATH: process.env.PATH,
        DATABASE_URL: stack.urls.database,
        TANDEM_ORIGINS: "http://localhost:3000",
        TANDEM_RP_ID: "localhost",
        TANDEM_CHAINS_FILE: join(stack.dataDirectory, "chains.json"),
        TANDEM_KEYS_DIR: join(stack.dataDirectory, "keys"),
      };
      const script = join(root, "packages/cosigner/src/main.ts");
      return (await promisify(execFile)(process.execPath, [script, "keys", ...args], { env, cwd: root })).stdout;
    };
    const senderOf = async (jobId: string) => {
      const { transactionHash } = await waitFor(jobId, "done");
      const { logs } = await chain.getTransactionReceipt({ hash: transactionHash as Hex });
      return parseEventLogs({ abi: entryPoint09Abi, logs, eventName: "UserOperationEvent" }).map(
        ({ args }) => args.sender,
      );
    };
    const before = await keys("relay");
    const [first] = await senderOf(await enqueue(newAccount().deployment));
    expect(before).toBe(`relay.v1 owns ${first}\n`);
    const rotated = await keys("rotate", "relay", "--after", "0");
    const next = /relay\.v2 owns (0x[0-9a-fA-F]{40})/.exec(rotated)?.[1];
    expect(next).not.toBe(first);
    await wait(3000);
    expect(await senderOf(await enqueue(newAccount().deployment))).toEqual([next]);
    await keys("retire", "relay.v1");
    expect(await keys("relay")).toBe(`relay.v2 owns ${next}\n`);
  });

  test("error: the day's budget of an account is exact; what is over it waits for the next day and is then sent", async () => {
    const accountId = randomBytes(16);
    const jobs = await Promise.all(Array.from({ length: 5 }, () => enqueue({ ...newAccount().deployment, accountId })));
    const ends: string[] = [];
    const waiting: string[] = [];
    for (const jobId of jobs) {
      let job = await read(jobId);
      for (let tries = 0; tries < 150 && job.status !== "done" && job.reason === undefined; tries++) {
        await wait(200);
        job = await read(jobId);
      }
      ends.push(job.reason ?? job.status);
      if (job.status === "queued") waiting.push(jobId);
    }
    expect(ends.sort()).toEqual(["done", "done", "done", "relay-account-budget", "relay-account-budget"]);
    const { rows } = await pool.query<{ waits: boolean }>(
      `SELECT retry_at BETWEEN date_trunc('day', now(), 'UTC') + interval '24 hours'
        AND date_trunc('day', now(), 'UTC') + interval '24 hours 2 minutes' AS waits
       FROM relay_jobs WHERE account_id = $1 AND status = 'queued'`,
      [accountId],
    );
    expect(rows).toEqual([{ waits: true }, { waits: true }]);
    // The next day.
    await pool.query("DELETE FROM sponsor_budgets WHERE scope = $1", [`relay-account:${accountId.toString("hex")}`]);
    await pool.query("UPDATE relay_jobs SET retry_at = now() WHERE account_id = $1", [accountId]);
    for (const jobId of waiting) expect((await waitFor(jobId, "done")).reason).toBeUndefined();
  });
});
