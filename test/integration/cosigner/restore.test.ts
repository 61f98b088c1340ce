import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { encodeSignature, parseUserOperation } from "@tandem/account";
import { getRole } from "@tandem/devnet";
import type { Account } from "@tandem/protocol";
import { type Address, parseEther } from "viem";
import { entryPoint09Abi, toPackedUserOperation } from "viem/account-abstraction";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Cosigned,
  cosign,
  createDevice,
  createOperation,
  type Device,
  type OperationOptions,
  prepareSignature,
} from "./support/createDevice.ts";
import { runCommand } from "./support/runCommand.ts";
import type { CosignerProcess } from "./support/startCosigner.ts";
import { findFreePort } from "./support/startDatabase.ts";
import { startService, type TestService } from "./support/startService.ts";

const recipient: Address = "0x00000000000000000000000000000000000000aa";
const faucet = getRole("faucet").account;

let service: TestService;
let server: CosignerProcess;
let environment: Record<string, string>;

beforeAll(async () => {
  service = await startService();
  environment = { PORT: String(await findFreePort()) };
  await service.cosigner.stop();
  server = await service.startServer(environment);
});
afterAll(() => service?.stop());

const url = () => server.url;
const device = () => createDevice(url, service.config);

async function chainTime(): Promise<number> {
  return Number((await service.chain.client.getBlock()).timestamp);
}

/** A payment of 1 wei, sponsored by the looks of it; or `calls` instead. */
async function operation(of: Device, nonce: bigint, options: OperationOptions = {}) {
  const validUntil = (await chainTime()) + 300;
  const calls = [{ to: recipient, value: 1n }];
  return createOperation(of, service.chainConfig, { calls, nonce, validUntil, ...options });
}

/** One the account pays for itself, so that it executes without a sponsor. */
async function selfPaid(of: Device, nonce: bigint) {
  const request = await operation(of, nonce);
  const { paymaster: _, paymasterData: __, paymasterVerificationGasLimit: ___, ...rest } = request.userOperation;
  const { paymasterPostOpGasLimit: ____, factory, factoryData, ...operationOnly } = rest;
  const isDeployed = (await service.chain.client.getCode({ address: of.account.address })) !== undefined;
  return { ...request, userOperation: isDeployed ? operationOnly : { ...operationOnly, factory, factoryData } };
}

/** One that costs nothing, which no limit stops. */
const freeOf = (of: Device, nonce: bigint) => operation(of, nonce, { calls: [] });

const refusal = ({ answer }: Cosigned) =>
  answer.ok ? "signed" : `${answer.problem.code} ${answer.problem.rule ?? ""}`.trim();

async function submit(signed: Cosigned, request: Awaited<ReturnType<typeof selfPaid>>): Promise<void> {
  const signature = encodeSignature(signed.finish(), request);
  const packed = toPackedUserOperation({ ...parseUserOperation(request.userOperation), signature });
  const { client } = service.chain;
  const hash = await client.writeContract({
    address: request.entryPoint,
    abi: entryPoint09Abi,
    account: faucet,
    functionName: "handleOps",
    args: [[packed], faucet.address],
    gas: 3_000_000n,
  });
  const { status } = await client.waitForTransactionReceipt({ hash });
  expect(status).toBe("success");
}

const declare = async (...args: string[]) =>
  JSON.parse(await runCommand(service, ["declare-restore", ...args], environment)) as { epoch: number };

const fenceFile = () => join(service.directory, "keys/fence.json");
const readMark = () => JSON.parse(readFileSync(fenceFile(), "utf8")) as { epoch: number; tick: number };

describe("S67: a restored database", () => {
  it("S67: a copy of the data folder is fenced; declared, nothing that was signed before is signed again", async () => {
    const kept = await device();
    await service.chain.client.setBalance({ address: kept.account.address, value: parseEther("10") });
    const before = await selfPaid(kept, 0n);
    await submit(await cosign(kept, before), before);
    await wait(1500);

    // Ready to be used; in the time that will be lost its owner cancels it.
    const { pool } = service.database;
    const id = Buffer.from(kept.account.accountId.slice(2), "hex");
    await pool.query(
      `INSERT INTO waits (wait_id, account_id, kind, subject, ready_at, expires_at) VALUES
        (decode(repeat('01', 16), 'hex'), $1, 'test-loosening', sha256('x'), now(), now() + interval '1 day')`,
      [id],
    );
    await server.stop();
    await service.database.copyData();
    server = await service.startServer(environment);
    await pool.query("UPDATE waits SET cancelled_at = now()");
    // The time that will be lost: one operation that executes, one that stays open, one request that is kept.
    const executed = await selfPaid(kept, 1n);
    await submit(await cosign(kept, executed), executed);
    const open = await selfPaid(kept, 2n);
    const openSigned = await cosign(kept, open);
    openSigned.finish();
    const { body } = await prepareSignature(kept, await freeOf(kept, 7n << 64n));
    const recorded = await kept.sign("POST", `/accounts/${kept.account.accountId}/signatures`, body);
    await wait(1200);
    const mark = readMark();

    // The database is replaced under the running service: nothing is signed on it for a moment.
    await service.database.restoreData();
    expect(refusal(await cosign(kept, open))).toBe("upstream_unavailable");
    expect((await fetch(`${url()}/readyz`)).status).toBe(503);
    expect(await (await fetch(`${url()}/metrics`)).text()).toContain("tandem_fenced 1");
    expect(readFileSync(server.logFile, "utf8")).toMatch(/replaced under the running service/);
    expect(readMark()).toEqual(mark);
    await server.stop();
    await expect(service.startServer(environment)).rejects.toThrow(
      /older than the one this server has served.*declare-restore/s,
    );

    expect(await declare()).toMatchObject({ epoch: mark.epoch + 1 });
    await expect(declare()).rejects.toThrow(/nothing to declare/);
    const { rows: waits } = await pool.query(
      "SELECT FROM waits WHERE cancelled_at IS NULL AND ready_at > now() + interval '24 hours' AND expires_at > ready_at",
    );
    const { rows: alarms } = await pool.query(
      "SELECT FROM alarms WHERE account_id = $1 AND kind = 'service-restored'",
      [id],
    );
    expect([waits.length, alarms.length]).toEqual([1, 1]);
    server = await service.startServer(environment);
    expect(readMark().epoch).toBe(mark.epoch + 1);

    // A request from before is refused with the signed time, whatever has become of its nonce.
    const replay = await fetch(recorded.url.replace(/:\d+/, `:${environment.PORT}`), {
      method: recorded.method,
      headers: recorded.headers,
      body: new Uint8Array(recorded.body!),
    });
    expect(replay.status).toBe(401);
    expect(((await replay.json()) as { code: string }).code).toBe("clock_skew");

    // Operations wait until all from before have run out on the chain.
    expect(refusal(await cosign(kept, await freeOf(kept, 2n)))).toBe("upstream_unavailable");
    await service.chain.client.increaseTime({ seconds: 700 });
    await service.chain.client.mine({ blocks: 4 });
    await wait(3000);
    // The chain has told of the executed one.
    const { rows } = await service.database.pool.query<{ slot: string }>(
      "SELECT encode(slot, 'hex') AS slot FROM used_entry_nonces",
    );
    expect(rows.map(({ slot }) => BigInt(`0x${slot}`))).toEqual([1n]);
    expect(refusal(await cosign(kept, await freeOf(kept, 1n)))).toBe("intent_conflict finished");
    // Nothing that costs is signed for a day.
    expect(refusal(await cosign(kept, await operation(kept, 3n)))).toBe("policy_refused daily-limit");
    const account = await kept.must<Account>("GET", `/accounts/${kept.account.accountId}`);
    expect(account.spent.length).toBeGreaterThan(0);
    for (const { spent, limit } of account.spent) expect(BigInt(spent)).toBeGreaterThanOrEqual(BigInt(limit));
    // Old and new accounts go on otherwise.
    expect(refusal(await cosign(kept, await freeOf(kept, 2n)))).toBe("signed");
    const fresh = await device();
    expect(refusal(await cosign(fresh, await operation(fresh, 0n)))).toBe("signed");
  });

  it("S67: a dump in another cluster is fenced, also for a server that has never served", async () => {
    const { pool } = service.database;
    await server.stop();
    await pool.query("UPDATE fence SET system_identifier = '1'");
    const mark = readFileSync(fenceFile());
    rmSync(fenceFile());
    await expect(service.startServer(environment)).rejects.toThrow(/another cluster or on another timeline/);
    writeFileSync(fenceFile(), mark);
    await declare();
    await pool.query("UPDATE fence SET timeline = timeline + 1");
    await expect(service.startServer(environment)).rejects.toThrow(/another cluster or on another timeline/);
    await declare();
    server = await service.startServer(environment);
    expect((await fetch(`${url()}/readyz`)).status).toBe(200);
  });

  it("S67: one from before a declared restore stays fenced, and a damaged fence file stops the start", async () => {
    await server.stop();
    const good = readMark();
    writeFileSync(fenceFile(), JSON.stringify({ format: 1, epoch: good.epoch + 1, tick: 0 }));
    await expect(service.startServer(environment)).rejects.toThrow(/before a restore that was declared/);
    writeFileSync(fenceFile(), '{"format":1,"epoch":');
    await expect(service.startServer(environment)).rejects.toThrow(/fence file .* is damaged/);
    writeFileSync(fenceFile(), JSON.stringify({ format: 1, ...good }));
    server = await service.startServer(environment);
    expect(existsSync(fenceFile())).toBe(true);
  });
});
