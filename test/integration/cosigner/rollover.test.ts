import { generateKeyPairSync } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { getRole } from "@tandem/devnet";
import {
  bytesToBase64url,
  type Config,
  followsIdentity,
  type Problem,
  verifyKeyDocument,
  verifyServerTime,
} from "@tandem/protocol";
import { type Address, type Hex, recoverTypedDataAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosign, createDevice, createOperation, type Device } from "./support/createDevice.ts";
import { createWallet, type Wallet } from "./support/createWallet.ts";
import { runCommand } from "./support/runCommand.ts";
import type { CosignerProcess } from "./support/startCosigner.ts";
import { type Load, startLoad } from "./support/startLoad.ts";
import { startService, type TestService } from "./support/startService.ts";

const environment = { TANDEM_SPONSOR_ACCOUNT_DAILY: "1000000", TANDEM_SPONSOR_DAILY: "1000000" };
const purposes = ["kek", "identity", "time", "hpke", "log", "paymaster", "relay", "webpush"];

let service: TestService;
let second: CosignerProcess;
let load: Load;
let wallet: Wallet;
let account: { readonly accountId: Hex };
let turn = 0;

const keys = (...args: string[]) => runCommand(service, ["keys", ...args]);
const anyUrl = () => (turn++ % 2 === 0 ? service.cosigner.url : second.url);
const readConfig = async (url = service.cosigner.url) => (await (await fetch(`${url}/v1/config`)).json()) as Config;

beforeAll(async () => {
  service = await startService({ environment, fsync: false });
  second = await service.startServer();
  const devices = await Promise.all([1, 2].map(() => createDevice(anyUrl, service.config)));
  wallet = createWallet({ getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl });
  account = await wallet.client.createAccount({ name: "Long open page" });
  load = startLoad({
    signFirst: (round) => sign(devices[0]!, round),
    signSecond: (round) => sign(devices[1]!, round),
    create: async () => {
      await createDevice(anyUrl, service.config);
      await wait(300);
    },
    sponsor: async () => {
      await sponsor(devices[0]!);
      await wait(50);
    },
    // One page that stays open through everything: it verifies promises, checkpoints and proofs.
    wallet: async (round) => {
      await wallet.client.signMessage({ ...account, chainId: 31337, message: `round ${round}` });
      await wallet.client.checkLog();
      await wait(100);
    },
    clock: async () => {
      await healClock(devices[1]!);
      await wait(100);
    },
  });
  await load.advance(1);
});
afterAll(async () => {
  await load?.stop();
  await service?.stop();
});

const nonceOf = (round: number) => BigInt(round) << 64n;

async function sign(device: Device, round: number): Promise<void> {
  const calls = [{ to: "0x00000000000000000000000000000000000000aa" as Address, value: 1n }];
  const signed = await cosign(device, createOperation(device, service.chainConfig, { calls, nonce: nonceOf(round) }));
  signed.finish();
  await wait(100);
}

type Sponsored = { readonly paymasterData: Hex; readonly userOperation: ReturnType<typeof draft> };
// Always the same nonce: one sponsored operation of an account is on its way at a time.
const draft = (device: Device) => {
  const { userOperation } = createOperation(device, service.chainConfig);
  const { paymaster: _, paymasterData: __, ...operation } = userOperation;
  return operation;
};

async function askSponsor(device: Device) {
  const userOperation = draft(device);
  const params = [userOperation, service.chainConfig.entryPoint, "0x7a69", {}];
  const body = { jsonrpc: "2.0", id: 1, method: "pm_getPaymasterData", params };
  const answer = await device.must<{ result?: { paymasterData: Hex }; error?: { data: Problem } }>(
    "POST",
    "/paymaster/31337",
    body,
  );
  return { ...answer, userOperation };
}

/** Asks for a sponsorship and checks that the contract would take it. */
async function sponsor(device: Device): Promise<Address> {
  const { result, error, userOperation } = await askSponsor(device);
  if (!result) throw new Error(JSON.stringify(error));
  const signer = await recoverSponsor({ ...result, userOperation });
  const accepted = await readSigners();
  if (!accepted.includes(signer)) throw new Error(`signed by ${signer}, accepted are ${accepted.join()}`);
  return signer;
}

const signersAbi = [
  {
    type: "function",
    name: "signers",
    stateMutability: "view",
    inputs: [],
    outputs: [{ type: "address" }, { type: "address" }],
  },
] as const;
const readSigners = async () =>
  (await service.chain.client.readContract({
    address: service.chainConfig.sponsorPaymaster,
    abi: signersAbi,
    functionName: "signers",
  })) as readonly Address[];

function recoverSponsor({ paymasterData, userOperation: op }: Sponsored): Promise<Address> {
  const field = (name: string, type: string) => ({ name, type });
  const two = (high: Hex, low: Hex): Hex => `0x${high.slice(2).padStart(32, "0")}${low.slice(2).padStart(32, "0")}`;
  const [validUntil, validAfter] = [paymasterData.slice(2, 14), paymasterData.slice(14, 26)];
  const [r, vs] = [paymasterData.slice(26, 90), BigInt(`0x${paymasterData.slice(90)}`)];
  const s = (vs & ((1n << 255n) - 1n)).toString(16).padStart(64, "0");
  return recoverTypedDataAddress({
    domain: {
      name: "Tandem Sponsor Paymaster",
      version: "1",
      chainId: 31337,
      verifyingContract: service.chainConfig.sponsorPaymaster,
    },
    types: {
      UserOperationRequest: [
        ...[
          field("sender", "address"),
          field("nonce", "uint256"),
          field("initCode", "bytes"),
          field("callData", "bytes"),
        ],
        ...[field("accountGasLimits", "bytes32"), field("preVerificationGas", "uint256"), field("gasFees", "bytes32")],
        ...[field("paymasterVerificationGasLimit", "uint256"), field("paymasterPostOpGasLimit", "uint256")],
        ...[field("validAfter", "uint48"), field("validUntil", "uint48")],
      ],
    },
    primaryType: "UserOperationRequest",
    message: {
      ...{ sender: op.sender, nonce: BigInt(op.nonce), initCode: `${op.factory}${op.factoryData?.slice(2)}` },
      ...{ callData: op.callData, accountGasLimits: two(op.verificationGasLimit, op.callGasLimit) },
      preVerificationGas: BigInt(op.preVerificationGas),
      gasFees: two(op.maxPriorityFeePerGas, op.maxFeePerGas),
      paymasterVerificationGasLimit: BigInt(op.paymasterVerificationGasLimit ?? 0),
      paymasterPostOpGasLimit: BigInt(op.paymasterPostOpGasLimit ?? 0),
      validAfter: Number(`0x${validAfter}`),
      validUntil: Number(`0x${validUntil}`),
    },
    signature: `0x${r}${s}${vs >> 255n === 1n ? "1c" : "1b"}`,
  } as Parameters<typeof recoverTypedDataAddress>[0]);
}

/** A clock that is wrong is healed by a time whose key the identity has signed. */
async function healClock(device: Device): Promise<void> {
  const nonce = new Uint8Array(16).map(() => Math.floor(Math.random() * 256));
  const nowSeconds = Math.floor(Date.now() / 1000) - 3600;
  const answer = await device.call("GET", `/accounts/${device.account.accountId}`, undefined, { nonce, nowSeconds });
  if (answer.ok || answer.problem.code !== "clock_skew") throw new Error(`no clock_skew: ${answer.status}`);
  const { time } = answer.problem;
  const { identity, keys } = await readConfig(anyUrl());
  const isSigned = keys
    .filter(({ purpose }) => purpose === "time")
    .some((document) => {
      try {
        const timeKey = verifyKeyDocument({ document, identity, purpose: "time", nowMs: Date.now() });
        verifyServerTime({ time: time!, requestNonce: bytesToBase64url(nonce), timeKey });
        return true;
      } catch {
        return false;
      }
    });
  if (!isSigned) throw new Error("a time that no published key has signed");
}

type Status = { readonly key: string; readonly state: string; readonly isInUse: boolean; readonly rows?: number };
const readStatus = async () => JSON.parse(await keys("status", "--json")) as readonly Status[];
const inUse = async () => (await readStatus()).filter(({ isInUse }) => isInUse).map(({ key }) => key);

/** What the owner of the paymaster does with the line that the command prints. */
async function callAsOwner(output: string): Promise<void> {
  const [, json = ""] = /^The paymaster's owner must call: (.*)$/m.exec(output) ?? [];
  const { to, data } = JSON.parse(json) as { to: Address; data: Hex };
  const hash = await service.chain.client.sendTransaction({ account: getRole("deployer").account, to, data });
  await service.chain.client.waitForTransactionReceipt({ hash });
}

/** A server takes over what changes in its key directory once a second. */
const settle = () => wait(2000);

describe("S68: roll-over of the service's keys", () => {
  it("S68: every key, planned, under load on two servers: not one request fails", async () => {
    const before = await readConfig();
    const rotated = await keys("rotate", ...purposes, "--after", "15");
    expect(await inUse()).toContain("kek.v1");
    // Both servers show the next version before anybody uses it.
    await settle();
    const published = (await readConfig(second.url)).keys.map(({ purpose, version }) => `${purpose}.v${version}`);
    expect(published).toEqual(expect.arrayContaining(["hpke.v2", "time.v2", "log.v2"]));
    const [oldSigner] = await readSigners();
    const next = purposes.map((purpose) => `${purpose}.v2`);
    await expect.poll(inUse, { timeout: 60_000, interval: 500 }).toEqual(next);
    await load.advance(1);

    // The service waits for the chain; then it goes over, and not back.
    const device = await createDevice(anyUrl, service.config);
    expect(await sponsor(device)).toBe(oldSigner);
    await callAsOwner(rotated);
    const newSigner = (await readSigners()).find((signer) => signer !== oldSigner);
    await expect.poll(() => sponsor(device), { timeout: 20_000, interval: 300 }).toBe(newSigner);
    await wait(1500);
    for (let round = 2; round < 8; round++) expect(await sponsor(device)).toBe(newSigner);

    await callAsOwner(await keys("retire", ...purposes.map((purpose) => `${purpose}.v1`)));
    expect((await readSigners()).map((signer) => signer !== oldSigner)).toEqual([true, true]);
    await settle();
    await load.advance(1);

    // Two jobs at once, while shares are used.
    await expect(keys("revoke", "kek.v1")).rejects.toThrow(/rows are still wrapped by kek\.v1/);
    await Promise.all([keys("rewrap"), keys("rewrap")]);
    await expect.poll(() => keys("rewrap"), { timeout: 20_000 }).not.toMatch(/still wrapped/);
    const counts = (await readStatus()).filter(({ key }) => key.startsWith("kek"));
    expect(counts).toEqual([
      expect.objectContaining({ key: "kek.v2", isInUse: true }),
      expect.objectContaining({ key: "kek.v1", rows: 0 }),
    ]);
    await load.advance(1);
    // Nothing under way is cut off: the command waits for what still needs the key.
    await expect.poll(() => keys("revoke", "hpke.v1"), { timeout: 30_000, interval: 500 }).toMatch(/revoked/);
    const others = purposes.filter((purpose) => purpose !== "hpke").map((purpose) => `${purpose}.v1`);
    await keys("revoke", ...others, "--reason", "rehearsal");
    await wait(6000);
    await load.advance(3);
    const states = (await readStatus()).filter(({ key }) => key.endsWith(".v1")).map(({ state }) => state);
    // Servers may keep sealed shares for a minute: the old KEK goes when none can.
    expect(states).toEqual(["retired", ...Array.from({ length: 7 }, () => "revoked")]);

    const after = await readConfig();
    expect(after.keys.map(({ purpose, version }) => `${purpose}.v${version}`)).toEqual([
      "hpke.v2",
      "time.v2",
      "log.v2",
    ]);
    const { identity: to, successions = [] } = after;
    expect(followsIdentity({ from: before.identity, to, successions })).toBe(true);
    expect(load.failures).toEqual([]);
    for (const [name, rounds] of load.rounds) expect(rounds, name).toBeGreaterThan(8);
  }, 300_000);

  it("S68: what was done to keys stands in the audit log, and each leaf is its salted hash", async () => {
    await expect.poll(() => keys("history"), { timeout: 20_000 }).not.toContain("(waits)");
    const acts = (await keys("history")).trim().split("\n").reverse();
    const entries = acts.map((line) => JSON.parse(line.slice(line.indexOf("{"))) as Record<string, unknown>);
    for (const purpose of purposes) {
      expect(entries).toContainEqual(expect.objectContaining({ kind: "key-rotated", key: `${purpose}.v2` }));
      expect(entries).toContainEqual(expect.objectContaining({ kind: "key-retired", key: `${purpose}.v1` }));
      expect(entries).toContainEqual(expect.objectContaining({ kind: "key-revoked", key: `${purpose}.v1` }));
    }
    expect(entries).toContainEqual(expect.objectContaining({ kind: "rows-wrapped", key: "kek.v2" }));
    const { rows } = await service.database.pool.query(
      `SELECT count(*)::int AS acts, count(*) FILTER (WHERE l.entry = sha256(
          convert_to('tandem/decision/v1', 'UTF8') || salt || convert_to(d.entry, 'UTF8')))::int AS leaves
        FROM decisions d LEFT JOIN log_entries l USING (decision_id) WHERE account_id IS NULL`,
    );
    expect(rows).toEqual([{ acts: acts.length, leaves: acts.length }]);
  });

  it("S68: a page that was opened before follows the identity, and alarms at one that does not follow", async () => {
    const { identity } = await readConfig();
    const page = wallet.reload();
    await page.client.signMessage({ ...account, chainId: 31337, message: "after the roll-over" });
    expect(await wallet.storage.get("settings", "device")).toMatchObject({ serverIdentity: identity });
    const { publicKey } = generateKeyPairSync("ed25519");
    const stranger: Hex = `0x${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex")}`;
    const onResponse = async (path: string, response: Response) =>
      path.endsWith("/config")
        ? Response.json({ ...((await response.json()) as object), identity: stranger })
        : response;
    const forged = wallet.reload({ onResponse });
    await expect(forged.client.signMessage({ ...account, chainId: 31337, message: "x" })).rejects.toThrow(
      /not the one this account was created with/,
    );
  });

  it("S68: emergency: revoked keys are replaced at once, and signing goes on", async () => {
    await load.advance(1);
    const failures = load.failures.length;
    const stolen = ["log", "time", "identity", "relay", "webpush"];
    const output = await keys("revoke", ...stolen.map((purpose) => `${purpose}.v2`), "--reason", "stolen");
    for (const purpose of stolen) expect(output).toContain(`${purpose}.v3 made`);
    await keys("rotate", "kek", "--after", "0");
    await wait(6500);
    await keys("rewrap");
    await load.advance(3);
    expect(load.failures.slice(failures)).toEqual([]);
    const { keys: documents } = await readConfig();
    expect(documents.filter(({ purpose }) => purpose === "log").map(({ version }) => version)).toEqual([3]);
    await load.stop();
  });

  it("S68: emergency: a stolen sponsor key signs nothing more, and the next one not before its owner's call", async () => {
    // One server: each looks at the chain in its own time.
    const device = await service.createDevice();
    const [stolen] = (await readSigners()).filter((signer) => BigInt(signer) !== 0n);
    const output = await keys("revoke", "paymaster.v2", "--reason", "stolen", "--after", "0");
    expect(output).toMatch(/stays valid on chain until the owner removes it/);
    await settle();
    const refused = await askSponsor(device);
    expect(refused.error?.data).toMatchObject({ code: "upstream_unavailable" });
    // The account can still pay for itself.
    await sign(device, 1);
    await callAsOwner(output);
    await expect.poll(async () => (await askSponsor(device)).error, { timeout: 20_000 }).toBeUndefined();
    expect(await sponsor(device)).not.toBe(stolen);
    expect(await readSigners()).not.toContain(stolen);
  });
});
