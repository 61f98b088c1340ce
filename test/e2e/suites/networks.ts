import { getOwner } from "@tandem/account";
import { type ChainClient, createChainClient } from "@tandem/devnet";
import { type Address, parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { createStackSafe } from "../../support/createStackSafe.ts";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { openAt, pay, waitForHome } from "../support/actions.ts";
import { copyTransaction } from "../support/copyTransaction.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
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
      const network = world.stack.networks[1]!.chain;
      await network.stop();
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

      await network.restart();
      await page.getByText("It is in place on every network where your account is").waitFor({ timeout: longMs });
      expect(await places.count()).toBe(0);
      expect(await ownerOn(other, address)).toBe(second);
      await page.goto(at("/security"));
      await page.getByTestId("security-device").first().waitFor({ timeout: longMs });
      expect(await page.getByText("The new key is being written on the networks").count()).toBe(0);
      await callInPage(page, "payOn", { accountId, chainId: otherId, to: friend, value: 1n });
      expect(await other?.getBalance({ address: friend })).toBe(1n);
    }, 300_000);

    test("behavior: a Safe that has approved on one network goes on with that one, and with the other later", async () => {
      const [safe, same] = [await createStackSafe(world.stack), await createStackSafe(world.stack, otherId)];
      expect(same.address).toBe(safe.address);
      const { page: owner } = await world.visit();
      const { cards, address } = await prepareInPage(owner, world.origin, {
        name: "Ada",
        chainId: mainId,
        guardians: [safe.address],
      });
      const { recovery, guardians } = createTestDevice({ baseUrl: world.origin }).client;
      const [card] = cards;
      const { fragment } = await guardians.formatCard({ card: card! });
      const { id, request } = await recovery.start({ card: card!, requester: "Ada, on a new phone" });
      expect(request.chainIds).toEqual([mainId, otherId]);

      const { page: guardian } = await world.visit();
      const openLink = async () => {
        await guardian.goto("about:blank");
        await guardian.goto(`${world.origin}/guardian/approve#${await recovery.formatRequest({ request })}`);
        await guardian.getByTestId("approve-compared").check({ timeout: longMs });
        await guardian.getByTestId("card-text").fill(`${world.origin}/guardian/card#${fragment}`);
        await guardian.getByRole("button", { name: "Read the card" }).click();
      };
      await openLink();
      const [here, there] = world.stack.chains.map(({ name }) => guardian.getByRole("region", { name, exact: true }));
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
      const statuses = async () => (await recovery.getProgress({ id })).chains.map(({ status }) => status);
      await expect.poll(statuses, { timeout: longMs, interval: 500 }).toEqual(["pending", "collecting"]);

      // The Safe's owners send the other one too: the same link takes it.
      await openLink();
      await goOn.waitFor({ timeout: longMs });
      await same.execute(...(await transactionsOf(there!)));
      await guardian.getByRole("heading", { name: "You approved" }).waitFor({ timeout: longMs });
      await expect.poll(statuses, { timeout: longMs, interval: 500 }).toEqual(["pending", "pending"]);
      for (const client of clients()) expect(await ownerOn(client, address)).toBeDefined();
    }, 300_000);
  });
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
