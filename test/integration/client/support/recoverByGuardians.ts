import { getGuardianConfiguration } from "@tandem/account";
import type { GuardianKey, StoredAccount } from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import type { GuardianCard } from "@tandem/protocol";
import { createPublicClient, createTestClient, type Hex, http, keccak256, parseEther, stringToHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { createTestDevice, type TestDevice } from "../../../support/createTestDevice.ts";
import { createWalletKey } from "../../../support/walletKey.ts";

const chainId = 31337;
const mnemonic = "test test test test test test test test test test test junk";

/** The wallet that pays for transactions when no service does. */
export function createPayer(stack: Stack) {
  const secret = mnemonicToAccount(mnemonic, { addressIndex: 6 }).getHdKey().privateKey;
  if (!secret) throw new TypeError("no key");
  return createWalletKey(`0x${Buffer.from(secret).toString("hex")}`, stack.urls.rpc);
}

export type Guarded = {
  readonly owner: TestDevice;
  readonly account: StoredAccount;
  readonly portal: TestDevice;
  readonly keys: readonly GuardianKey[];
  readonly cards: readonly GuardianCard[];
};

/** An account with money, deployed by a payment, and three wallets as guardians, two of which are enough. */
export async function createGuarded(stack: Stack): Promise<Guarded> {
  const baseUrl = stack.urls.front;
  const [owner, portal] = [createTestDevice({ baseUrl }), createTestDevice({ baseUrl })];
  const account = await owner.client.createAccount({ name: "Ada" });
  const { accountId, address } = account;
  const { guardians } = owner.client;
  const keys = [1, 2, 3].map((index) => createWalletKey(keccak256(stringToHex(`guardian ${index} of ${address}`))));
  for (const [index, key] of keys.entries()) {
    const name = `Guardian ${index + 1}`;
    const { inviteId } = await guardians.invite({ accountId, name });
    await portal.client.guardians.accept({ inviteId, address, name, key });
  }
  for (const { inviteId, name, acceptance } of await guardians.listInvites({ accountId })) {
    if (acceptance) await guardians.add({ accountId, inviteId, ...acceptance, name });
  }
  await stack.faucet({ address });
  const calls = [{ to: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", value: parseEther("0.01") }] as const;
  const prepared = await owner.client.prepareOperation({ accountId, chainId, calls });
  await owner.client.confirmOperation({ prepared });
  await guardians.setFirst({ accountId, chainId, threshold: 2, confirmed: ["administration"] });
  // The relay brings them to the chain; a recovery that starts meanwhile would want to do the same.
  const reader = createPublicClient({ chain: foundry, transport: http(stack.urls.rpc) });
  await waitUntil(async () => (await getGuardianConfiguration(reader, { address })).configEpoch === 1n);
  return { owner, account, portal, keys, cards: await guardians.getCards({ accountId }) };
}

/** Two guardians bring the account to a device that knew nothing of it; the chain's clock is the world's again after. */
export async function recoverByGuardians(
  stack: Stack,
  { portal, keys, cards }: Pick<Guarded, "cards" | "keys" | "portal">,
  {
    device = createTestDevice({ baseUrl: stack.urls.front }),
    password,
  }: { readonly device?: TestDevice; readonly password?: string } = {},
): Promise<{ readonly device: TestDevice; readonly account: StoredAccount }> {
  const { recovery } = device.client;
  const card = cards[0];
  if (!card) throw new TypeError("no card");
  const { id, request } = await recovery.start({ card, requester: "Ada, on a new phone", password });
  for (const index of [0, 1]) {
    const [own, key] = [cards[index], keys[index]];
    if (own && key) await portal.client.recovery.approve({ request, card: own, key });
  }
  const isAt = async (status: string) => (await recovery.getProgress({ id })).chains[0]?.status === status;
  await waitUntil(() => isAt("pending"));
  await travel(stack, 48 * 3600 + 60);
  await waitUntil(async () => (await recovery.getProgress({ id })).isTakenOver);
  await returnToPresent(stack);
  await recovery.finish({ id });
  const [account] = await device.client.listAccounts();
  if (!account) throw new TypeError("no account");
  return { device, account };
}

export async function waitUntil(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await isDone()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("not reached in a minute");
}

const connect = (stack: Stack) => createTestClient({ mode: "anvil", chain: foundry, transport: http(stack.urls.rpc) });

export async function travel(stack: Stack, seconds: number): Promise<void> {
  const chain = connect(stack);
  await chain.increaseTime({ seconds });
  await chain.mine({ blocks: 1 });
}

/** The bundler goes by its own clock, and takes no operation of a chain that is days ahead. Anvil can step back. */
export async function returnToPresent(stack: Stack): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "evm_setTime",
    params: [Math.floor(Date.now() / 1000)],
  });
  await fetch(stack.urls.rpc, { method: "POST", headers: { "content-type": "application/json" }, body });
  await connect(stack).mine({ blocks: 1 });
  // The service looks at the chain's head once a second.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
}

/** Lets time pass for one account at the service. */
export async function elapse(stack: Stack, accountId: Hex, seconds: number): Promise<void> {
  const body = JSON.stringify({ accountId, seconds });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${stack.urls.front}/v1/test/elapse`, { method: "POST", headers, body });
  if (!response.ok) throw new Error(`elapse: ${response.status}`);
}
