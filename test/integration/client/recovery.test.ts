// Recovery by guardians: with the service, and with the co-signer stopped, from cards, links and the chain alone.
import { encodeRecoveryCall, getOwner, getRecovery } from "@tandem/account";
import type { GuardianKey, RecoveryChainProgress, RecoveryRecord } from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import type { GuardianCard } from "@tandem/protocol";
import pg from "pg";
import { createPublicClient, type Hex, http, keccak256, parseEther, stringToHex } from "viem";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDevice, type TestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { createWalletKey } from "../../support/walletKey.ts";
import { createPayer, travel, waitUntil } from "./support/recoverByGuardians.ts";

let stack: Stack;
let baseUrl: string;
const chainId = 31337;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true });
  baseUrl = stack.urls.front;
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const keyOf = (index: number) => createWalletKey(keccak256(stringToHex(`guardian ${index}`)));

type Guarded = {
  readonly owner: TestDevice;
  readonly accountId: Hex;
  readonly address: Hex;
  readonly portal: TestDevice;
  readonly keys: readonly GuardianKey[];
  readonly cards: readonly GuardianCard[];
};

/** An account with two wallets and a passkey as guardians, 2 of 3, set by signature. */
async function createGuarded({ isDeployed }: { readonly isDeployed: boolean }): Promise<Guarded> {
  const owner = createTestDevice({ baseUrl });
  const portal = createTestDevice({ baseUrl });
  const { accountId, address } = await owner.client.createAccount({ name: "Ada" });
  const { guardians } = owner.client;
  const keys: GuardianKey[] = [keyOf(1), keyOf(2), await portal.client.guardians.createPasskey({ accountName: "Ada" })];
  for (const [index, key] of keys.entries()) {
    const name = `Guardian ${index + 1}`;
    const { inviteId } = await guardians.invite({ accountId, name });
    await portal.client.guardians.accept({ inviteId, address, name, key });
  }
  for (const { inviteId, name, acceptance } of await guardians.listInvites({ accountId })) {
    await guardians.add({ accountId, inviteId, ...acceptance!, name });
  }
  if (isDeployed) await pay(owner, accountId, address);
  await guardians.setFirst({ accountId, chainId, threshold: 2, confirmed: ["administration"] });
  return { owner, accountId, address, portal, keys, cards: await guardians.getCards({ accountId }) };
}

async function pay({ client }: TestDevice, accountId: Hex, address: Hex): Promise<void> {
  await stack.faucet({ address });
  const calls = [{ to: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", value: parseEther("0.01") }] as const;
  const prepared = await client.prepareOperation({ accountId, chainId, calls });
  const receipt = await client.confirmOperation({
    prepared,
    confirmed: prepared.preview.rules.map(({ name }) => name),
  });
  expect(receipt.status).toBe("confirmed");
}

/** Starts on a device that knows nothing, with the approvals of these guardians. */
async function ask({ portal, keys, cards }: Guarded, by: readonly number[]) {
  const device = createTestDevice({ baseUrl });
  const { recovery } = device.client;
  const { record, kit } = await recovery.startSolo({ card: cards[0]!, requester: "Ada, on a new phone" });
  // Under the account's own id the new passkey would take the place of the present one.
  expect(device.authenticator.userHandles).not.toContain(cards[0]!.accountId.slice(2));
  expect(kit.code).toMatch(/^(?:[0-9A-Z]{5}-){6}[0-9A-Z]{5}$/);
  const link = `${baseUrl}/guardian/approve#${await recovery.formatRequest({ request: record.request })}`;
  for (const index of by) {
    const guardian = portal.client.recovery;
    const request = await guardian.parseRequest({ text: link });
    expect(await guardian.getWords({ request })).toEqual(await recovery.getWords({ request: record.request }));
    const { text } = await guardian.approve({ request, card: cards[index]!, key: keys[index]! });
    await recovery.addApproval({ id: record.id, text });
  }
  return { device, recovery, record };
}

async function readOne(
  { client }: TestDevice,
  id: Hex,
): Promise<RecoveryChainProgress & { readonly record: RecoveryRecord }> {
  const { chains, record } = await client.recovery.getProgress({ id });
  return { ...chains[0]!, record };
}

async function sendAll(device: TestDevice, id: Hex): Promise<string[]> {
  const { transactions, record } = await readOne(device, id);
  const wallet = createPayer(stack);
  for (const transaction of transactions) {
    await device.client.recovery.sendByWallet({ request: record.request, transaction, wallet });
  }
  return transactions.map(({ kind }) => kind);
}

/** For the service, not for the chain. */
async function elapse(accountId: Hex, seconds: number): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ accountId, seconds });
  expect((await fetch(`${baseUrl}/v1/test/elapse`, { method: "POST", headers, body })).ok).toBe(true);
}

/** As if two of the account's operations had cancelled recoveries, which takes the chain four days. */
async function rememberTwoCancels(accountId: Hex): Promise<void> {
  const database = new pg.Client(stack.urls.database);
  await database.connect();
  const { rowCount } = await database.query(
    `INSERT INTO account_acts (account_id, intent_id, kind)
      SELECT account_id, intent_id, 'cancel-recovery' FROM intents WHERE account_id = $1 LIMIT 2`,
    [Buffer.from(accountId.slice(2), "hex")],
  );
  await database.end();
  expect(rowCount).toBe(2);
}

const reader = () => createPublicClient({ chain: foundry, transport: http(stack.urls.rpc) });

// In this order: once the chain has travelled in time, the bundler, which goes by its own clock, takes no operation.
describe("recovery", () => {
  test("S37: an approval of another request, of another account, twice, or altered counts for nothing", async () => {
    const guarded = await createGuarded({ isDeployed: true });
    const { portal, cards, keys } = guarded;
    const first = await ask(guarded, [0]);
    const second = await ask(guarded, []);
    const guardian = portal.client.recovery;
    const approve = (request: RecoveryRecord["request"], index: number) =>
      guardian.approve({ request, card: cards[index]!, key: keys[index]! });
    const add = (text: string) => first.recovery.addApproval({ id: first.record.id, text });

    const foreign = await approve(second.record.request, 1);
    await expect(add(foreign.text)).rejects.toMatchObject({ reason: "other-request" });
    // Its hash rewritten, its signature is still the other request's.
    const rewritten = { ...foreign.approval, recoveryHash: first.record.id };
    await expect(add(JSON.stringify(rewritten))).rejects.toMatchObject({ reason: "signature" });
    const again = await approve(first.record.request, 0);
    await expect(add(again.text)).rejects.toMatchObject({ reason: "twice" });
    const stranger = { ...again.approval, salt: `0x${"07".repeat(32)}` };
    await expect(add(JSON.stringify(stranger))).rejects.toMatchObject({ reason: "not-a-guardian" });
    await expect(add("hello")).rejects.toMatchObject({ reason: "format" });

    // The guardian's own page refuses too: another account's card, another key than the card's.
    const other = await createGuarded({ isDeployed: false });
    const { request } = first.record;
    const wrongCard = guardian.approve({ request, card: other.cards[0]!, key: keys[0]! });
    await expect(wrongCard).rejects.toThrow("another account");
    await expect(guardian.approve({ request, card: cards[1]!, key: keys[0]! })).rejects.toThrow("another wallet");
    // A request that was changed on its way is none.
    const changed = JSON.stringify({ ...request, newOwner: second.record.request.newOwner });
    await expect(guardian.parseRequest({ text: changed })).rejects.toThrow("nobody has shown");
    const cut = (await guardian.formatRequest({ request })).slice(0, -20);
    await expect(guardian.parseRequest({ text: cut })).rejects.toThrow("cut short");
  });

  test("S43, S37: the owner cancels: nothing starts for two days, and the old approvals are dead", async () => {
    const guarded = await createGuarded({ isDeployed: true });
    const { owner, accountId, address } = guarded;
    const { device, record } = await ask(guarded, [0, 1]);
    await sendAll(device, record.id);
    expect((await readOne(device, record.id)).status).toBe("pending");
    // A second request with as many approvals does not push it aside.
    const rival = await ask(guarded, [1, 2]);
    expect((await readOne(rival.device, rival.record.id)).status).toBe("replaced");

    // It is the third one in 30 days: the kit has to say yes too, one that is two days old.
    const { kit, code } = await owner.client.makeKit({ accountId });
    await owner.client.testKit({ accountId, kit, code });
    await rememberTwoCancels(accountId);
    const calls = [{ to: address, data: encodeRecoveryCall({ functionName: "cancelRecovery" }) }];
    const prepared = await owner.client.prepareOperation({ accountId, chainId, calls });
    expect(prepared.preview.decision).toBe("refuse");
    expect(prepared.preview.rules.map(({ name }) => name)).toContain("second-factor");
    const confirmed = ["administration"];
    await expect(owner.client.confirmOperation({ prepared, confirmed })).rejects.toMatchObject({
      name: "PolicyRefusedError",
    });
    const secondFactor = { kind: "kit", kit, code } as const;
    await expect(owner.client.confirmOperation({ prepared, confirmed: [], secondFactor })).rejects.toMatchObject({
      name: "PolicyRefusedError",
    });
    await elapse(accountId, 2 * 86_400 + 1);
    const receipt = await owner.client.confirmOperation({ prepared, confirmed, secondFactor });
    expect(receipt.status).toBe("confirmed");
    expect(await getRecovery(reader(), { address })).toBeUndefined();
    const cooling = await readOne(rival.device, rival.record.id);
    expect(cooling.status).toBe("cooling-down");
    expect(cooling.cooldownUntil! - cooling.chainTime).toBeGreaterThan(47 * 3600);
    expect(cooling.transactions).toEqual([]);
    await travel(stack, 48 * 3600 + 5);
    // The first one's number is used up: its approvals start nothing, whoever sends them.
    const start = (await readOne(device, record.id)).transactions.find(({ kind }) => kind === "start");
    const wallet = createPayer(stack);
    await expect(
      device.client.recovery.sendByWallet({ request: record.request, transaction: start!, wallet }),
    ).rejects.toThrow();
    expect(await getRecovery(reader(), { address })).toBeUndefined();
    expect((await readOne(rival.device, rival.record.id)).status).toBe("ready-to-start");
  });

  test("S47: with the service: a key made with it, approvals by the guardians' pages, the service does the rest", async () => {
    const { owner, accountId, address, cards, keys, portal } = await createGuarded({ isDeployed: false });
    const device = createTestDevice({ baseUrl });
    const { recovery } = device.client;
    const record = await recovery.start({ card: cards[0]!, requester: "Ada, on a new phone" });
    expect(record.key?.kind).toBe("service");
    expect(await device.client.getPendingCreation()).toBeUndefined();
    const fragment = await recovery.formatRequest({ request: record.request });
    for (const index of [0, 2]) {
      const guardian = portal.client.recovery;
      const request = await guardian.parseRequest({ text: `${baseUrl}/guardian/approve#${fragment}` });
      expect(await guardian.approve({ request, card: cards[index]!, key: keys[index]! })).toMatchObject({
        isSent: true,
      });
    }
    await waitUntil(async () => (await readOne(device, record.id)).status === "pending");
    expect((await recovery.getProgress({ id: record.id })).approvals).toBe(2);
    await expect(recovery.finish({ id: record.id })).rejects.toThrow("does not own the account yet");
    await travel(stack, 48 * 3600 + 60);
    await waitUntil(async () => (await recovery.getProgress({ id: record.id })).isTakenOver);
    await recovery.finish({ id: record.id });
    const [account] = await device.client.listAccounts();
    expect(account).toMatchObject({ address, publicKey: record.request.newOwner });
    expect((await device.client.getAccount({ accountId: account!.accountId })).devices).toHaveLength(1);
    await expect(owner.client.getAccount({ accountId })).rejects.toThrow();
  });

  test("S46, S47: an account that is not deployed, the co-signer gone: two of three bring it back by links alone", async () => {
    const guarded = await createGuarded({ isDeployed: false });
    await stack.parts.cosigner.stop();
    try {
      const { device, record } = await ask(guarded, [0]);
      expect((await readOne(device, record.id)).status).toBe("collecting");
      const { portal, cards, keys } = guarded;
      const { text } = await portal.client.recovery.approve({
        request: record.request,
        card: cards[2]!,
        key: keys[2]!,
      });
      await device.client.recovery.addApproval({ id: record.id, text });
      expect((await readOne(device, record.id)).status).toBe("ready-to-start");
      expect(await sendAll(device, record.id)).toEqual(["deploy", "set-guardians", "start"]);

      const pending = await readOne(device, record.id);
      expect(pending.status).toBe("pending");
      expect(pending.readyAt! - pending.chainTime).toBeGreaterThan(47 * 3600);
      expect(pending.transactions).toEqual([]);
      await expect(device.client.recovery.finish({ id: record.id })).rejects.toThrow("does not own the account yet");
      await travel(stack, 48 * 3600 + 5);
      expect(await sendAll(device, record.id)).toEqual(["finalize"]);
      expect((await readOne(device, record.id)).status).toBe("done");
      const { address } = guarded;
      expect(await getOwner(reader(), { address })).toEqual({ owner: record.request.newOwner, ownerEpoch: 1n });

      await device.client.recovery.finish({ id: record.id });
      const [account] = await device.client.listAccounts();
      expect(account).toMatchObject({ address, publicKey: record.request.newOwner, name: "Ada" });
    } finally {
      await stack.parts.cosigner.restart();
    }
  });

  test("S46: guardians set under a key that was replaced since are signed by its successor, and come with it to a new chain", async () => {
    const guarded = await createGuarded({ isDeployed: false });
    const { owner, accountId, address } = guarded;
    await owner.client.requestRotation({ accountId });
    await elapse(accountId, 24 * 3600 + 1);
    const { publicKey, rotations } = await owner.client.rotateKey({ accountId });
    expect(rotations).toHaveLength(1);
    const cards = await owner.client.guardians.getCards({ accountId });
    await stack.parts.cosigner.stop();
    try {
      const { device, record } = await ask({ ...guarded, cards }, [0, 1]);
      expect(await sendAll(device, record.id)).toEqual(["deploy", "set-guardians", "start"]);
      expect((await readOne(device, record.id)).status).toBe("pending");
      expect(await getOwner(reader(), { address })).toEqual({ owner: publicKey, ownerEpoch: 1n });
    } finally {
      await stack.parts.cosigner.restart();
    }
  });
});
