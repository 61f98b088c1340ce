import { encodeRecoveryCall, getGuardianConfiguration, tandemAddresses } from "@tandem/account";
import type { GuardianKey } from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import pg from "pg";
import { createPublicClient, createWalletClient, type Hex, http, parseEther, zeroHash } from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";

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

/** A wallet as a page finds it by EIP-6963. */
function createWallet(index: number): Extract<GuardianKey, { kind: "wallet" }> {
  const account = privateKeyToAccount(`0x${(0x1234_5678 + index).toString(16).padStart(64, "0")}`);
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    if (method !== "eth_signTypedData_v4") throw new TypeError(method);
    const [, text] = params as [Hex, string];
    return account.signTypedData(JSON.parse(text));
  };
  return { kind: "wallet", address: account.address, provider: { request } as never };
}

async function createGuarded() {
  const device = createTestDevice({ baseUrl });
  const { accountId, address } = await device.client.createAccount({ name: "Ada" });
  return { ...device, accountId, address, guardians: device.client.guardians };
}

describe("guardians", () => {
  test("behavior: invited by link, accepted by wallet and passkey, signed, each gets its card", async () => {
    const { guardians, accountId, address, client } = await createGuarded();
    const keys: GuardianKey[] = [];
    for (const [index, name] of ["Bea", "Cy", "Dan"].entries()) {
      const { inviteId } = await guardians.invite({ accountId, name });
      // The guardian's own browser, which has no account.
      const portal = createTestDevice({ baseUrl }).client.guardians;
      const invite = await portal.readInvite({ inviteId });
      expect(invite).toMatchObject({ status: "open", accountName: "Ada", address: address.toLowerCase() });
      const key = index === 2 ? await portal.createPasskey({ accountName: "Ada" }) : createWallet(index);
      keys.push(key);
      await portal.accept({ inviteId, address, name, key });
      // Opened and answered twice: the same key changes nothing, another is refused.
      await portal.accept({ inviteId, address, name, key });
      await expect(portal.accept({ inviteId, address, name, key: createWallet(70 + index) })).rejects.toThrow(
        "answered",
      );
    }
    const invites = await guardians.listInvites({ accountId });
    expect(invites.map(({ acceptance }) => acceptance?.name)).toEqual(["Bea", "Cy", "Dan"]);
    for (const { inviteId, name, acceptance } of invites) {
      await guardians.add({ accountId, inviteId, ...acceptance!, name });
    }
    await expect(
      guardians.add({ accountId, name: "Bea again", signer: invites[0]!.acceptance!.signer }),
    ).rejects.toThrow("in the list already");
    await expect(guardians.add({ accountId, name: "Me", signer: address })).rejects.toThrow("guard itself");

    // Administration always asks to be confirmed by name.
    await expect(guardians.setFirst({ accountId, chainId, threshold: 2 })).rejects.toThrow();
    const signed = await guardians.setFirst({ accountId, chainId, threshold: 2, confirmed: ["administration"] });
    expect(signed).toMatchObject({ status: "signed", isDeployed: false });
    expect((await client.getDecisions({ accountId })).items.length).toBeGreaterThan(0);

    // Each finds its card behind its invite; the card opens, an altered one does not.
    for (const { inviteId } of invites) {
      const { card } = await guardians.readInvite({ inviteId });
      const { file, fragment } = await guardians.formatCard({ card: card! });
      expect(await guardians.parseCard({ text: file })).toEqual(card);
      expect(await guardians.parseCard({ text: `${baseUrl}/guardian/card#${fragment}` })).toEqual(card);
      const altered = JSON.stringify({ ...card, salt: `0x${"01".repeat(32)}` });
      await expect(guardians.parseCard({ text: altered })).rejects.toThrow("not a usable guardian card");
      await expect(guardians.parseCard({ text: file.slice(0, -9) })).rejects.toThrow("not a usable guardian card");
    }

    // Deployed by the first payment: the service's relay brings them to this chain, unasked. Anybody might.
    await deploy({ accountId, address, client });
    const chain = createChainClients();
    await chain.waitForGuardians(address);
    const database = new pg.Client({ connectionString: stack.urls.database });
    await database.connect();
    const { rows } = await database.query("SELECT kind, target, data FROM relay_jobs WHERE kind = 'first-guardians'");
    await database.end();
    expect(rows).toHaveLength(1);

    const { config, ownerSignature } = signed.book.current!;
    const data = encodeRecoveryCall({
      functionName: "setFirstGuardians",
      config,
      ownerSignature: ownerSignature!,
      factory: tandemAddresses.factory,
      salt: zeroHash,
    });
    expect(`0x${(rows[0].data as Buffer).toString("hex")}`).toBe(data);
    expect(await guardians.getState({ accountId, chainId })).toMatchObject({ status: "active" });
  });

  test("behavior: first guardians whose place others have taken do not come back on a network that is used later", async () => {
    const { guardians, accountId, address, client } = await createGuarded();
    await guardians.add({ accountId, name: "Bea", signer: createWallet(9).address });
    await guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    const database = new pg.Client({ connectionString: stack.urls.database });
    await database.connect();
    try {
      // On another network the owner has changed them since.
      await database.query(
        `WITH other AS (
          INSERT INTO chains (chain_id, genesis_hash, block_number) VALUES (2, sha256('other'), 0) RETURNING chain_key)
        INSERT INTO account_guardians (account_id, chain_key, config_epoch, config_hash, config)
          SELECT account_id, chain_key, 2, sha256('later'), jsonb_set(config, '{recoveryWindow}', '604801') FROM first_guardians, other WHERE account_id = $1`,
        [Buffer.from(accountId.slice(2), "hex")],
      );
      await deploy({ accountId, address, client });
      const used = await createChainClients().reader.getBlockNumber();
      const settled = async () => {
        const { rows } = await database.query("SELECT block_number FROM chains WHERE chain_id = $1", [chainId]);
        return BigInt(rows[0].block_number) >= used;
      };
      await expect.poll(settled, { timeout: 30_000, interval: 200 }).toBe(true);
      const { rows } = await database.query("SELECT kind FROM relay_jobs WHERE target = $1", [
        Buffer.from(address.slice(2), "hex"),
      ]);
      expect(rows).toEqual([]);
    } finally {
      await database.query("DELETE FROM account_guardians WHERE config_hash = sha256('later')");
      await database.query("DELETE FROM chains WHERE chain_id = 2");
      await database.end();
    }
  });

  test("behavior: a change is scheduled, waits, and is applied in its window; a guardian can be asked whether it is there", async () => {
    const { guardians, accountId, address, client } = await createGuarded();
    const wallet = createWallet(10);
    const { inviteId } = await guardians.invite({ accountId, name: "Bea" });
    await guardians.accept({ inviteId, address, name: "Bea", key: wallet });
    await guardians.add({ accountId, inviteId, name: "Bea", signer: wallet.address });
    const first = await guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    await deploy({ accountId, address, client });
    const { config } = first.book.current!;
    await createChainClients().waitForGuardians(address);

    const { card } = await guardians.readInvite({ inviteId });
    await guardians.confirmPresence({ card: card!, key: wallet });
    await expect(guardians.confirmPresence({ card: card!, key: createWallet(11) })).rejects.toThrow(
      "another wallet or passkey",
    );
    const forged = { ...createWallet(11), address: wallet.address };
    await expect(guardians.confirmPresence({ card: card!, key: forged })).rejects.toThrow("not of this wallet");
    const [seen] = await guardians.listInvites({ accountId });
    expect(seen?.seenAt).toBeGreaterThan(0);

    await guardians.add({ accountId, name: "Safe", signer: createWallet(12).address });
    const { calls, next } = await guardians.prepareChange({ accountId, chainId, threshold: 2 });
    expect(next.config.commitments).toContain(config.commitments[0]);
    const prepared = await client.prepareOperation({ accountId, chainId, calls });
    expect(prepared.preview.rules.map(({ name }) => name)).toContain("administration");

    // What is announced is found again for the same list, and for no other.
    const wait = await guardians.announceChange({ accountId, chainId, change: { calls, next } });
    const find = async () => guardians.findWait({ accountId, chainId, waits: await client.getWaits({ accountId }) });
    expect(await find()).toMatchObject({ threshold: 2, wait: { waitId: wait.waitId, kind: "guardians", isOwn: true } });
    await guardians.remove({ accountId, signer: createWallet(12).address });
    expect(await find()).toBeUndefined();
  });

  test("behavior: on an account that is older than a day the first guardians wait for 24 hours, and the owner is told", async () => {
    const { guardians, accountId, client } = await createGuarded();
    await guardians.add({ accountId, name: "Bea", signer: createWallet(20).address });
    const find = async () => guardians.findWait({ accountId, chainId, waits: await client.getWaits({ accountId }) });
    await elapse(accountId, 25 * 3600);
    const confirmed = ["administration"];
    await expect(guardians.setFirst({ accountId, chainId, threshold: 1, confirmed })).rejects.toThrow(/24 hours/);
    const wait = await guardians.requestFirst({ accountId, threshold: 1 });
    expect(wait).toMatchObject({ kind: "first-guardians", facts: { guardians: 1, threshold: 1 } });
    await expect(guardians.setFirst({ accountId, chainId, threshold: 1, confirmed })).rejects.toThrow(/24 hours/);
    expect(await find()).toMatchObject({ threshold: 1, wait: { waitId: wait.waitId } });
    await elapse(accountId, 25 * 3600);
    // The wait was for exactly these guardians: others wait again.
    await guardians.add({ accountId, name: "Cy", signer: createWallet(21).address });
    expect(await find()).toBeUndefined();
    await expect(guardians.setFirst({ accountId, chainId, threshold: 1, confirmed })).rejects.toThrow(/24 hours/);
    await guardians.remove({ accountId, signer: createWallet(21).address });
    expect(await guardians.setFirst({ accountId, chainId, threshold: 1, confirmed })).toMatchObject({
      status: "signed",
    });
  });

  test("error: a forged, withdrawn or unknown invite", async () => {
    const { guardians, accountId, address } = await createGuarded();
    const { inviteId } = await guardians.invite({ accountId, name: "Bea" });
    const forger = { ...createWallet(30), address: createWallet(31).address };
    await expect(guardians.accept({ inviteId, address, name: "Bea", key: forger })).rejects.toThrow(
      "not of this wallet",
    );
    await guardians.withdrawInvite({ accountId, inviteId });
    await expect(guardians.readInvite({ inviteId })).rejects.toThrow("no such invite");
    await expect(guardians.readInvite({ inviteId: "nothing" })).rejects.toThrow("no such invite");
    expect(await guardians.listInvites({ accountId })).toEqual([]);
  });

  test("error: a service that swaps the key of an acceptance is found out", async () => {
    const { guardians, accountId, address, ...device } = await createGuarded();
    const { inviteId } = await guardians.invite({ accountId, name: "Bea" });
    await guardians.accept({ inviteId, address, name: "Bea", key: createWallet(40) });
    const swapped = device.reload({
      onResponse: async ({ url }, response) => {
        if (!url.endsWith("/guardian-invites")) return response;
        const text = await response.text();
        const from = createWallet(40).address.slice(2).toLowerCase();
        return new Response(text.replaceAll(from, "ab".repeat(20)), response);
      },
    });
    const [invite] = await swapped.client.guardians.listInvites({ accountId });
    expect(invite?.acceptance).toBeUndefined();
  });
});

type Deployable = {
  readonly accountId: Hex;
  readonly address: Hex;
  readonly client: ReturnType<typeof createTestDevice>["client"];
};

async function deploy({ accountId, address, client }: Deployable): Promise<void> {
  const chain = createChainClients();
  await chain.send(address, "0x", parseEther("1"));
  const calls = [{ to: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", value: 1n }] as const;
  const prepared = await client.prepareOperation({ accountId, chainId, calls });
  const receipt = await client.confirmOperation({
    prepared,
    confirmed: prepared.preview.rules.map(({ name }) => name),
  });
  expect(receipt.status).toBe("confirmed");
}

function createChainClients() {
  const transport = http(`${baseUrl}/rpc/31337`);
  const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 100 });
  const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 5 });
  const wallet = createWalletClient({ chain: foundry, transport, account });
  return {
    reader,
    async waitForGuardians(address: Hex): Promise<void> {
      const epoch = async () => (await getGuardianConfiguration(reader, { address })).configEpoch;
      await expect.poll(epoch, { timeout: 30_000, interval: 200 }).toBe(1n);
    },
    async send(to: Hex, data: Hex, value = 0n): Promise<void> {
      const hash = await wallet.sendTransaction({ to, data, value });
      const { status } = await reader.waitForTransactionReceipt({ hash });
      expect(status).toBe("success");
    },
  };
}

async function elapse(accountId: Hex, seconds: number): Promise<void> {
  const response = await fetch(`${baseUrl}/v1/test/elapse`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ accountId, seconds }),
  });
  expect(response.ok).toBe(true);
}
