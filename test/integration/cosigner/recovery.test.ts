import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type Guardian, getRecovery, hashGuardian, hashRecoveryMessage, toGuardianConfig } from "@tandem/account";
import { type ChainClient, createChainClient, getRole, type Stack } from "@tandem/devnet";
import { commit, toPublicKeyX } from "@tandem/frost";
import type { Account, Alarms, ChainConfig, Config, HalfSignature, Recovery, RecoveryLookup } from "@tandem/protocol";
import pg from "pg";
import { type Abi, type Address, bytesToHex, type Hex, hexToBytes } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestStack } from "../../support/startTestStack.ts";
import {
  type Candidate,
  cosign,
  createCandidate,
  createDevice,
  type Device,
  finish,
  toWire,
} from "./support/createDevice.ts";

let stack: Stack;
let chain: ChainClient;
let pool: pg.Pool;
let config: Config;
let chainConfig: ChainConfig;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"] });
  chain = createChainClient(stack.urls.rpc);
  pool = new pg.Pool({ connectionString: stack.urls.database, max: 2 });
  config = (await (await fetch(`${stack.urls.cosigner}/v1/config`)).json()) as Config;
  chainConfig = config.chains[0]!;
}, 180_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

const url = () => stack.urls.cosigner;
const day = 24 * 3600;

type TestGuardian = Guardian & { readonly account: PrivateKeyAccount };

function createGuardian(): TestGuardian {
  const account = privateKeyToAccount(generatePrivateKey());
  return { account, signer: account.address.toLowerCase() as Hex, salt: bytesToHex(randomBytes(32)) };
}

/** An account with first guardians, 2 of 3, that no chain knows of yet. */
async function createGuarded(
  third: TestGuardian = createGuardian(),
): Promise<{ device: Device; guardians: readonly TestGuardian[] }> {
  const device = await createDevice(url, config);
  const guardians = [createGuardian(), createGuardian(), third];
  const guardianConfig = toGuardianConfig({ guardians, threshold: 2 });
  const request = { kind: "firstGuardians", chainId: chainConfig.chainId, config: guardianConfig } as const;
  let signed = await cosign(device, request as never);
  if (!signed.answer.ok) {
    const confirmed = [signed.answer.problem.rule ?? "first-guardians"];
    signed = await cosign(device, request as never, { confirmed });
  }
  const path = `/accounts/${device.account.accountId}/guardians`;
  await device.must("PUT", path, { config: guardianConfig, ownerSignature: signed.finish() });
  return { device, guardians };
}

/** "I lost everything": a new key asks the guardians of the address. */
async function askGuardians(
  address: Address,
  deadlineSeconds = day,
): Promise<{ candidate: Candidate; recovery: Recovery }> {
  const { candidate, body } = await prepareRequest(address, deadlineSeconds);
  return { candidate, recovery: await candidate.must<Recovery>("POST", "/recoveries", body) };
}

async function prepareRequest(address: Address, deadlineSeconds = day) {
  const candidate = await createCandidate(url, config);
  const lookup = await candidate.must<RecoveryLookup>("POST", "/recoveries/lookup", { address });
  const newOwner = bytesToHex(toPublicKeyX(candidate.publicKeyPackage));
  const digest = hexToBytes(hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } }));
  const own = commit({ keyPackage: candidate.keyPackage, digest, signers: [1, 3], keyEpoch: 1 });
  const path = `/accounts/${candidate.accountId}/recovery-proof`;
  const half = await candidate.must<HalfSignature>("POST", path, { address, commitments: toWire(own.commitments) });
  const proof = finish(candidate, digest, own, half);
  const { timestamp } = await chain.getBlock();
  const body = {
    accountId: candidate.accountId,
    address,
    requester: "Ada",
    origin: lookup.origin,
    guardians: lookup.guardians,
    proof,
    ownerEpoch: lookup.chains[0]!.ownerEpoch,
    nonce: bytesToHex(randomBytes(32)),
    deadline: Number(timestamp) + deadlineSeconds,
    chainIds: [chainConfig.chainId],
  };
  return { candidate, body };
}

/** A contract that signs by its owner's key, and can turn hostile. */
async function createContractGuardian() {
  const path = new URL("../../../artifacts/contracts/mocks/GuardianWallet.sol/GuardianWallet.json", import.meta.url);
  const { abi, bytecode } = JSON.parse(readFileSync(path, "utf8")) as { readonly abi: Abi; readonly bytecode: Hex };
  const { account, salt } = createGuardian();
  const payer = getRole("faucet").account;
  const hash = await chain.deployContract({ abi, bytecode, args: [account.address], account: payer });
  const { contractAddress: address } = await chain.waitForTransactionReceipt({ hash });
  const turn = async () => {
    const call = { address: address!, abi, functionName: "setMode", args: [1], account: payer } as const;
    await chain.waitForTransactionReceipt({ hash: await chain.writeContract(call) });
  };
  return { guardian: { account, salt, signer: address!.toLowerCase() as Hex }, turn };
}

async function approve({ recoveryId, digest }: Recovery, { account, signer, salt }: TestGuardian) {
  const signature = await account.sign({ hash: digest });
  const response = await fetch(`${url()}/v1/recoveries/${recoveryId}/approvals`, {
    method: "POST",
    body: JSON.stringify({ signer, salt, signature }),
  });
  return { status: response.status, body: (await response.json()) as Recovery & { code: string } };
}

const read = async ({ recoveryId }: Recovery): Promise<Recovery> =>
  (await (await fetch(`${url()}/v1/recoveries/${recoveryId}`)).json()) as Recovery;

async function waitFor(recovery: Recovery, isDone: (recovery: Recovery) => boolean): Promise<Recovery> {
  for (let tries = 0; tries < 150; tries++) {
    const current = await read(recovery);
    if (isDone(current)) return current;
    await wait(200);
  }
  const { rows } = await pool.query("SELECT kind, status, reason, attempts FROM relay_jobs");
  throw new Error(`not reached: ${JSON.stringify([(await read(recovery)).chains, rows])}`);
}

async function passTime(seconds: number): Promise<void> {
  await chain.increaseTime({ seconds });
  await chain.mine({ blocks: 2 });
}

async function kindsOf(accountId: Hex): Promise<string[]> {
  const { rows } = await pool.query("SELECT kind FROM alarms WHERE account_id = $1 ORDER BY alarm_id", [
    hexToBytes(accountId),
  ]);
  return rows.map(({ kind }) => kind as string);
}

describe("the recovery door", () => {
  test("behavior: S47: guardians give an undeployed account to a new key; who held it before is out", async () => {
    const { device, guardians } = await createGuarded();
    const { address, accountId } = device.account;
    const { candidate, recovery } = await askGuardians(address);
    const { recovery: other } = await askGuardians(address, 3 * day);
    expect(recovery.chains).toMatchObject([{ status: "collecting", approvals: 0 }]);
    expect(await kindsOf(accountId)).not.toContain("recovery-requested");

    expect((await approve(recovery, createGuardian())).status).toBe(401);
    const [first, second] = guardians;
    expect((await approve(recovery, { ...first!, account: second!.account })).status).toBe(401);
    expect((await approve(recovery, first!)).body.chains[0]).toMatchObject({ approvals: 1, status: "collecting" });
    // The same guardian counts once.
    expect((await approve(recovery, first!)).body.chains[0]).toMatchObject({ approvals: 1, status: "collecting" });
    expect(await kindsOf(accountId)).toContain("recovery-requested");
    expect((await approve(recovery, second!)).body.chains[0]).toMatchObject({ approvals: 2, status: "submitting" });

    const pending = await waitFor(recovery, ({ chains }) => chains[0]!.status === "pending");
    expect(await getRecovery(chain, { address })).toMatchObject({ recoveryHash: recovery.recoveryHash });
    expect(pending.chains[0]!.readyAt).toBeGreaterThan(0);
    expect(pending.isTakenOver).toBe(false);
    const alarms = await device.must<Alarms>("GET", `/accounts/${accountId}/alarms`);
    expect(alarms.alarms.filter(({ kind }) => kind === "recovery-started")).toHaveLength(1);
    expect((await candidate.call("GET", `/accounts/${candidate.accountId}`)).status).toBe(404);

    await passTime(2 * day + 60);
    await waitFor(recovery, ({ isTakenOver, chains }) => isTakenOver && chains[0]!.status === "done");
    // Of the key that is gone.
    await waitFor(other, ({ chains }) => chains[0]!.status === "cancelled");
    const account = await candidate.must<Account>("GET", `/accounts/${candidate.accountId}`);
    expect(account).toMatchObject({ address, publicKey: recovery.newOwner, birthKey: device.account.birthKey });
    expect((await device.call("GET", `/accounts/${accountId}`)).status).toBe(404);
    expect(await kindsOf(candidate.accountId)).toContain("account-recovered");
    const { rows } = await pool.query("SELECT 1 FROM server_shares WHERE account_id = $1", [hexToBytes(accountId)]);
    expect(rows).toHaveLength(0);
    const leaf = async (id: Hex) =>
      (
        await pool.query<{ entry: string }>(
          "SELECT entry FROM decisions WHERE account_id = $1 ORDER BY decision_id DESC LIMIT 1",
          [hexToBytes(id)],
        )
      ).rows.map(({ entry }) => JSON.parse(entry) as unknown)[0];
    expect(await leaf(accountId)).toMatchObject({ kind: "ended", address: address.toLowerCase() });
    expect(await leaf(candidate.accountId)).toMatchObject({ kind: "taken-over", newOwner: recovery.newOwner });
    const { rows: kinds } = await pool.query(
      "SELECT kind, count(*)::int AS count FROM account_events WHERE account_id = $1 GROUP BY kind",
      [hexToBytes(candidate.accountId)],
    );
    expect(kinds.every(({ count }) => count === 1)).toBe(true);
  });

  test("behavior: a guardian that is a contract and refuses on chain what it confirmed is left out; the others do it", async () => {
    const { guardian, turn } = await createContractGuardian();
    const { device, guardians } = await createGuarded(guardian);
    const { recovery } = await askGuardians(device.account.address);
    expect((await approve(recovery, guardian)).body.chains[0]).toMatchObject({ approvals: 1 });
    await turn();
    expect((await approve(recovery, guardians[0]!)).body.chains[0]).toMatchObject({ approvals: 2 });
    await waitFor(recovery, ({ chains }) => chains[0]!.status === "collecting" && chains[0]!.approvals === 1);
    await approve(recovery, guardians[1]!);
    await waitFor(recovery, ({ chains }) => chains[0]!.status === "pending");
    expect(await getRecovery(chain, { address: device.account.address })).toMatchObject({ approvals: 2 });
  }, 60_000);

  test("behavior: one with more approvals takes the place of the one that has started", async () => {
    const { device, guardians } = await createGuarded();
    const { recovery: first } = await askGuardians(device.account.address);
    for (const guardian of guardians.slice(0, 2)) await approve(first, guardian);
    await waitFor(first, ({ chains }) => chains[0]!.status === "pending");
    const { recovery: second } = await askGuardians(device.account.address);
    for (const guardian of guardians) await approve(second, guardian);
    await waitFor(second, ({ chains }) => chains[0]!.status === "pending");
    await waitFor(first, ({ chains }) => chains[0]!.status === "replaced");
  }, 60_000);

  test("behavior: a stranger's request with a list of his own alarms nobody, and stands in nobody's way", async () => {
    const { device, guardians } = await createGuarded();
    const { address, accountId } = device.account;
    // The same wallet twice, behind two salts.
    const own = createGuardian();
    const twice = [own, { ...own, salt: bytesToHex(randomBytes(32)) }];
    const { candidate, body } = await prepareRequest(address);
    const usual = toGuardianConfig({ guardians: [own, createGuardian()], threshold: 2 });
    const made = { configEpoch: 1, config: { ...usual, commitments: twice.map(hashGuardian) } };

    // Keys that nobody signed would take the place of the owner's in the relay's queue.
    const bytes = (length: number) => bytesToHex(randomBytes(length));
    const rotations = [{ newOwner: bytes(32), proof: bytes(52), ownerSignature: bytes(52) }];
    const origin = { ...body.origin, rotations };
    const refused = await candidate.call("POST", "/recoveries", { ...body, guardians: made, origin });
    expect(refused.status).toBe(400);

    const recovery = await candidate.must<Recovery>("POST", "/recoveries", { ...body, guardians: made });
    for (const guardian of twice) expect((await approve(recovery, guardian)).status).toBe(200);
    expect((await read(recovery)).chains).toMatchObject([{ status: "collecting" }]);
    expect((await fetch(`${url()}/v1/recoveries/${recovery.recoveryId}/transactions`)).status).toBe(200);
    expect(await kindsOf(accountId)).not.toContain("recovery-requested");

    const { recovery: honest } = await askGuardians(address);
    await approve(honest, guardians[0]!);
    expect(await kindsOf(accountId)).toContain("recovery-requested");
  });

  test("behavior: S37: a withdrawn request takes no approval, one key asks once, another address is refused", async () => {
    const { device, guardians } = await createGuarded();
    const { candidate, recovery } = await askGuardians(device.account.address);
    const body = { ...recovery, accountId: candidate.accountId, requester: "Ada" };
    const { guardians: set, origin, proof, ownerEpoch, nonce, deadline, chainIds } = body;
    const request = { accountId: candidate.accountId, requester: "Ada", guardians: set, origin, proof };
    const rest = { ownerEpoch, nonce, deadline, chainIds };
    const again = await candidate.must<Recovery>("POST", "/recoveries", {
      ...request,
      ...rest,
      address: recovery.address,
    });
    expect(again.recoveryId).toBe(recovery.recoveryId);
    const other = await candidate.call("POST", "/recoveries", {
      ...{ ...request, ...rest, address: recovery.address },
      nonce: bytesToHex(randomBytes(32)),
    });
    expect(other.status).toBe(409);
    const foreign = await candidate.call("POST", "/recoveries", {
      ...{ ...request, ...rest },
      address: "0x00000000000000000000000000000000000000aa",
    });
    expect(foreign.status).toBe(400);
    // A key that waits for guardians makes no account of its own, and is not made again.
    const selfTest = { signature52: `0x${"11".repeat(52)}` };
    expect((await candidate.call("POST", `/accounts/${candidate.accountId}/activate`, selfTest)).ok).toBe(false);
    await expect(
      pool.query("UPDATE accounts SET public_key = sha256('x') WHERE account_id = $1", [
        hexToBytes(candidate.accountId),
      ]),
    ).rejects.toThrow("guardians are asked");

    const stranger = await createCandidate(url, config);
    expect((await stranger.call("POST", `/recoveries/${recovery.recoveryId}/withdraw`)).status).toBe(404);
    await candidate.must("POST", `/recoveries/${recovery.recoveryId}/withdraw`);
    expect((await approve(recovery, guardians[0]!)).status).toBe(409);
  });
});
