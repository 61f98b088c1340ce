import { getOwner } from "@tandem/account";
import { type ChainClient, createChainClient } from "@tandem/devnet";
import type { Page } from "playwright-core";
import { type Address, parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { createStackSafe } from "../../support/createStackSafe.ts";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { openAt, pay, waitForHome } from "../support/actions.ts";
import { copyByButton, copyTransaction } from "../support/copyTransaction.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
import { travel } from "../support/travel.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;
const [mainId, otherId] = [31337, 31338];
const daySeconds = 86_401;

/** One account on two networks, of which one is behind. */
export function describeNetworks(world: World): void {
  const at = (path: string) => new URL(path, world.origin).href;
  const clients = () => world.stack.chains.map(({ rpc, chainId }) => createChainClient(rpc, chainId));
  const ownerOn = async (client: ChainClient | undefined, address: Address) =>
    client && (await getOwner(client, { address }))?.owner;

  describe("two networks", () => {
    test("behavior: a new key that a network does not have yet is named there, and comes by itself once it answers", async () => {
      const { page } = await world.visit();
      const { accountId, address } = await prepareInPage(page, world.origin, {
        name: "Ada",
        chainId: mainId,
        faucetUrl: at("/faucet"),
        payment: { to: newRecipient(), value: parseEther("0.01") },
      });
      const [main, other] = clients();
      await other?.setBalance({ address, value: parseEther("1") });
      await callInPage(page, "payOn", { accountId, chainId: otherId, to: newRecipient(), value: 1n });
      const first = await ownerOn(main, address);
      expect(first).toBeDefined();
      expect(await ownerOn(other, address)).toBe(first);

      // A stolen device, and the second network does not answer while the key is replaced.
      await callInPage(page, "askForRotation", { accountId });
      await elapse(world, accountId, daySeconds);
      const wake = await silence(world);
      await openAt(page, at("/new-key"));
      await page.getByTestId("new-key-make").click({ timeout: longMs });
      await page.getByRole("heading", { name: "You have a new key" }).waitFor({ timeout: longMs });
      const places = page.getByRole("list", { name: "Networks" }).getByRole("listitem");
      const [here, there] = world.stack.chains.map(({ name }) => places.filter({ hasText: `${name},` }));
      await here!.getByText("The new key owns the account here.").waitFor({ timeout: longMs });
      await there!.getByText("Being written, paid by the wallet.").waitFor();
      await page.getByText("There is nothing for you to do").waitFor();
      await inspect(page, "new-key-behind");
      const second = await ownerOn(main, address);
      expect(second).not.toBe(first);

      // Somebody else's key goes on meanwhile, and so do payments on the network that has it.
      const stateOf = await rotateElsewhere(world);
      const [done, pending] = [
        { chainId: mainId, state: "done" },
        { chainId: otherId, state: "pending" },
      ];
      await expect.poll(stateOf, { timeout: longMs, interval: 500 }).toEqual([done, pending]);
      await page.getByRole("link", { name: "Done" }).click();
      await page.getByText("The new key is being written on the networks").waitFor({ timeout: longMs });
      await inspect(page, "security-behind");
      await page.goto(world.origin);
      await waitForHome(page);
      const friend = newRecipient();
      await pay(page, { to: friend, amount: "0.02" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.02"));
      await page.goto(at("/new-key"));
      await there!.getByText("Being written, paid by the wallet.").waitFor({ timeout: longMs });

      await wake();
      await page.getByText("It is in place on every network where your account is").waitFor({ timeout: longMs });
      expect(await places.count()).toBe(0);
      expect(await ownerOn(other, address)).toBe(second);
      await page.goto(at("/security"));
      await page.getByTestId("security-device").first().waitFor({ timeout: longMs });
      expect(await page.getByText("The new key is being written on the networks").count()).toBe(0);
      await callInPage(page, "payOn", { accountId, chainId: otherId, to: friend, value: 1n });
      expect(await other?.getBalance({ address: friend })).toBe(1n);
    }, 300_000);

    test("behavior: a Safe approves on one network, goes on with it, and with the other later; both get the new key", async () => {
      const [safe, same] = [await createStackSafe(world.stack), await createStackSafe(world.stack, otherId)];
      expect(same.address).toBe(safe.address);
      const { page: owner } = await world.visit();
      const { cards, address } = await prepareInPage(owner, world.origin, {
        name: "Ada",
        chainId: mainId,
        guardians: [safe.address],
      });
      const { guardians } = createTestDevice({ baseUrl: world.origin }).client;
      const cardLink = at(`/guardian/card#${(await guardians.formatCard({ card: cards[0]! })).fragment}`);
      const readCard = async (page: Page) => {
        await page.getByTestId("card-text").fill(cardLink, { timeout: longMs });
        await page.getByRole("button", { name: "Read the card" }).click();
      };
      const regionsOf = (page: Page) =>
        world.stack.chains.map(({ name }) => page.getByRole("region", { name, exact: true }));

      const { page: asker } = await world.visit();
      await asker.goto(at("/recover"));
      await readCard(asker);
      await asker.getByLabel("Your name").fill("Ada, on a new phone");
      await asker.getByRole("button", { name: "Make the key with a passkey" }).click();
      const link = await copyByButton(asker, "Copy the link");
      await asker.getByText("0 of 1 approvals so far").waitFor({ timeout: longMs });
      await asker.getByText("Give up this request").waitFor();

      const { page: guardian } = await world.visit();
      const openLink = async () => {
        await guardian.goto("about:blank");
        await guardian.goto(link);
        await guardian.getByTestId("approve-compared").check({ timeout: longMs });
        await readCard(guardian);
      };
      await openLink();
      const [here, there] = regionsOf(guardian);
      await here!.getByTestId("contract-deploy").waitFor({ timeout: longMs });
      await there!.getByTestId("contract-deploy").waitFor({ timeout: longMs });
      await inspect(guardian, "guardian-safe-networks");
      const transactionsOf = async (part = here!) => [
        await copyTransaction(guardian, part.getByTestId("contract-deploy")),
        await copyTransaction(guardian, part.getByTestId("contract-approve")),
      ];
      const goOn = guardian.getByRole("button", { name: "Go on with Tandem local only" });
      expect(await goOn.count()).toBe(0);
      await safe.execute(...(await transactionsOf()));
      await guardian.getByText("Tandem local has your approval").waitFor({ timeout: longMs });
      await inspect(guardian, "guardian-safe-one-network");
      await goOn.click();
      await guardian.getByRole("heading", { name: "You approved" }).waitFor({ timeout: longMs });

      // Each network for itself; what one has taken up cannot be given up on this device any more.
      const countdown = asker.getByTestId("recovery-countdown");
      const [main, other] = regionsOf(asker);
      await main!.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
      await other!.getByText("Not enough approvals here yet.").waitFor();
      expect(await asker.getByText("Give up this request").count()).toBe(0);
      await inspect(asker, "recover-two-networks");
      const wake = await silence(world);
      await asker.reload();
      await asker.getByText("Tandem local 31338 does not answer").waitFor({ timeout: longMs });
      await countdown.waitFor();
      expect(await asker.getByText("Give up this request").count()).toBe(0);
      await inspect(asker, "recover-silent-network");
      await wake();

      // The Safe's owners send the other one too: the same link takes it.
      await openLink();
      await goOn.waitFor({ timeout: longMs });
      await same.execute(...(await transactionsOf(there!)));
      await guardian.getByRole("heading", { name: "You approved" }).waitFor({ timeout: longMs });
      await other!.waitFor({ state: "detached", timeout: longMs });
      await countdown.waitFor({ timeout: longMs });

      await travel(world, 2 * daySeconds);
      await asker.getByTestId("recovery-finish").click({ timeout: longMs });
      await waitForHome(asker);
      const owners = () => Promise.all(clients().map((client) => ownerOn(client, address)));
      await expect.poll(async () => new Set(await owners()).size, { timeout: longMs }).toBe(1);
      expect(await owners()).not.toContain(undefined);
      const epochs = await Promise.all(clients().map((client) => getOwner(client, { address })));
      expect(epochs.map((owned) => owned?.ownerEpoch)).toEqual([1n, 1n]);
    }, 300_000);
  });
}

/** The second network answers nobody. Its bundler rests too: it may end when it loses its chain. @returns what ends that */
async function silence({ stack }: World): Promise<() => Promise<void>> {
  const { chain, bundler } = stack.networks[1]!;
  await bundler.stop();
  await chain.stop();
  return async () => {
    await chain.restart();
    await bundler.restart();
  };
}

/** Another account on the main network gets a new key. @returns what tells where that stands */
async function rotateElsewhere(world: World) {
  const { client } = createTestDevice({ baseUrl: world.origin });
  const { accountId, address } = await client.createAccount({ name: "Bob" });
  await world.stack.faucet({ address });
  const calls = [{ to: newRecipient(), value: 1n }];
  const prepared = await client.prepareOperation({ accountId, chainId: mainId, calls });
  await client.confirmOperation({ prepared });
  await client.requestRotation({ accountId });
  await elapse(world, accountId, daySeconds);
  await client.rotateKey({ accountId });
  return async () => (await client.getAccount({ accountId })).rotation?.chains;
}
