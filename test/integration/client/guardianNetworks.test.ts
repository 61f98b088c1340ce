// One account on two networks, whose owner changes its guardians on one of them.
import { getGuardianConfiguration, getOwner } from "@tandem/account";
import type { GuardianNetwork } from "@tandem/client";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import { type Address, getAddress, parseEther, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ripen } from "../../support/ripen.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import {
  createGuarded,
  createPayer,
  elapse,
  type Guarded,
  recoverByGuardians,
  travel,
  waitUntil,
} from "./support/recoverByGuardians.ts";

const [mainId, otherId] = [31337, 31338];
const daySeconds = 24 * 3600 + 10;
let stack: Stack;
/** The same parts, of the other network. */
let otherStack: Stack;
let main: ChainClient;
let other: ChainClient;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true, otherChains: [otherId] });
  const [, { rpc }] = stack.chains as [unknown, { rpc: string }];
  otherStack = { ...stack, urls: { ...stack.urls, rpc } };
  main = createChainClient(stack.urls.rpc, mainId);
  other = createChainClient(rpc, otherId);
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const epochOn = async (chain: ChainClient, address: Address) =>
  (await getGuardianConfiguration(chain, { address })).configEpoch;

/** The account is used on the other network for the first time. */
async function useOnOther({ owner, account: { accountId, address } }: Guarded): Promise<void> {
  await other.setBalance({ address, value: parseEther("1") });
  const to = getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
  const prepared = await owner.client.prepareOperation({ accountId, chainId: otherId, calls: [{ to, value: 1n }] });
  const confirmed = prepared.preview.rules.map(({ name }) => name);
  expect(await owner.client.confirmOperation({ prepared, confirmed })).toMatchObject({ status: "confirmed" });
}

/** The third guardian is taken out on the main network. */
async function takeOutThird({ owner: { client }, account, keys, cards }: Guarded): Promise<void> {
  const { accountId, address } = account;
  const { guardians } = client;
  const place = { accountId, chainId: mainId };
  await guardians.remove({ accountId, signer: cards[2]!.guardian.signer });
  const change = await guardians.prepareChange({ ...place, threshold: 2 });
  await guardians.announceChange({ ...place, change });
  await elapse(stack, accountId, daySeconds);
  await guardians.keepNext({ accountId, next: change.next });
  await confirm(change.calls);
  await ripen(stack.urls.rpc, address, 36 * 3600);
  await confirm(await guardians.prepareApply(place));
  expect((await guardians.getState(place)).inForce?.configEpoch).toBe(2);
  expect(keys).toHaveLength(3);

  async function confirm(calls: Parameters<typeof client.prepareOperation>[0]["calls"]) {
    const prepared = await client.prepareOperation({ ...place, calls });
    const confirmed = prepared.preview.rules.map(({ name }) => name);
    expect(await client.confirmOperation({ prepared, confirmed })).toMatchObject({ status: "confirmed" });
  }
}

const statusesOf = (networks: readonly GuardianNetwork[]) => networks.map(({ status }) => status);

describe("guardians on two networks", () => {
  test("behavior: a recovery reaches the network with the present list; the guardians of the other one bring the same key there", async () => {
    const guarded = await createGuarded(stack);
    const { accountId, address } = guarded.account;
    const { guardians } = guarded.owner.client;
    await useOnOther(guarded);
    await waitUntil(async () => (await epochOn(other, address)) === 1n);
    expect(statusesOf(await guardians.listNetworks({ accountId }))).toEqual(["same", "same"]);

    await takeOutThird(guarded);
    const [here, there] = await guardians.listNetworks({ accountId });
    expect(here).toMatchObject({ status: "same", removed: [] });
    expect(there).toMatchObject({ status: "earlier", unnamed: 0, inForce: { configEpoch: 1 } });
    expect(there?.removed.map(({ name }) => name)).toEqual(["Guardian 3"]);
    // Looked at from the other network, the same list is meant.
    const state = await guardians.getState({ accountId, chainId: otherId });
    expect(state).toMatchObject({ status: "earlier", book: { current: { configEpoch: 2 } } });

    // The owner loses everything; the two who are left help.
    const cards = await guardians.getCards({ accountId });
    const { device, account } = await recoverByGuardians(stack, { ...guarded, cards });
    expect((await getOwner(main, { address }))?.owner).toBe(account.publicKey);
    const recovered = device.client;
    expect(statusesOf(await recovered.guardians.listNetworks({ accountId: account.accountId }))).toEqual([
      "same",
      "foreign",
    ]);
    const further = { accountId: account.accountId, chainId: otherId };
    const { id, request } = await recovered.recovery.askFurther(further);
    expect(request).toMatchObject({ chainIds: [otherId], guardians: { configEpoch: 1 } });
    for (const index of [0, 1]) {
      const portal = guarded.portal.client.recovery;
      const { text, isSent } = await portal.approve({ request, card: cards[index]!, key: guarded.keys[index]! });
      expect(isSent).toBe(false);
      await recovered.recovery.addApproval({ id, text });
    }
    const progress = async () => (await recovered.recovery.getProgress({ id })).chains[0]!;
    const send = async () => {
      for (const transaction of (await progress()).transactions)
        await recovered.recovery.sendByWallet({ request, transaction, wallet: createPayer(otherStack) });
    };
    await send();
    expect((await progress()).status).toBe("pending");
    await travel(otherStack, 48 * 3600 + 60);
    await send();
    expect((await progress()).status).toBe("done");
    expect((await getOwner(other, { address }))?.owner).toBe(account.publicKey);
    await expect(recovered.recovery.finish({ id })).rejects.toThrow("on this device already");
    await recovered.recovery.discard({ id });
    // Who they are the networks do not say; that they are not the ones who are meant they do.
    const [, after] = await recovered.guardians.listNetworks({ accountId: account.accountId });
    expect(after).toMatchObject({ status: "earlier", inForce: { configEpoch: 1 }, unnamed: 3 });
  }, 120_000);

  test("behavior: a list whose place others have taken follows to no further network, whoever hands it in; the present one does", async () => {
    const [guarded, unchanged] = [await createGuarded(stack), await createGuarded(stack)];
    const { accountId, address } = guarded.account;
    const { guardians } = guarded.owner.client;
    const old = (await guardians.getState({ accountId, chainId: mainId })).book.current!;
    await takeOutThird(guarded);
    await useOnOther(guarded);
    await useOnOther(unchanged);
    await waitUntil(async () => (await epochOn(other, unchanged.account.address)) === 1n);
    expect(await epochOn(other, address)).toBe(0n);
    const [, there] = await guardians.listNetworks({ accountId });
    expect(there).toMatchObject({
      status: "none",
      canSignFirst: true,
      replaced: { ownerSignature: old.ownerSignature },
    });

    // Without a wait: they guard already, once that has settled.
    await waitUntil(() =>
      guardians.signAgain({ accountId, chainId: otherId }).then(
        () => true,
        () => false,
      ),
    );
    await waitUntil(async () => (await epochOn(other, address)) === 1n);
    expect(statusesOf(await guardians.listNetworks({ accountId }))).toEqual(["same", "same"]);
    const [card] = await guardians.getCards({ accountId });
    const guarding = await guardians.readGuarded({ card: card! });
    expect(guarding.map((chain) => chain.card)).toEqual(["current", "current"]);
  }, 120_000);
});
