import { getGuardianConfiguration, getOwner } from "@tandem/account";
import { createChainClient, getRole } from "@tandem/devnet";
import type { Page } from "playwright-core";
import { type Address, keccak256, parseEther, stringToHex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { ripen } from "../../support/ripen.ts";
import { createWalletKey } from "../../support/walletKey.ts";
import { confirmReview, openAt, waitForHome } from "../support/actions.ts";
import { copyByButton } from "../support/copyTransaction.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import type { Prepared } from "../support/pageClient.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
import { travel } from "../support/travel.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;
const [mainId, otherId] = [31337, 31338];
const dayAndMore = 86_410;
const halfWait = 36 * 3600;
const twoDays = 48 * 3600 + 60;
const secretOf = (name: string) => keccak256(stringToHex(`e2e networks ${name}`));
const signerOf = (name: string): Address => privateKeyToAddress(secretOf(name));

/** The owner's guardians on two networks, of which only one has the owner's change. */
export function describeGuardianNetworks(world: World): void {
  const at = (path: string) => new URL(path, world.origin).href;
  const onChain = async (index: number, address: Address) => {
    const { rpc, chainId } = world.stack.chains[index]!;
    return getGuardianConfiguration(createChainClient(rpc, chainId), { address });
  };
  const waitForEpoch = (index: number, address: Address, epoch: bigint) =>
    expect
      .poll(async () => (await onChain(index, address)).configEpoch, { timeout: longMs, interval: 500 })
      .toBe(epoch);
  const payOnOther = async (page: Page, { accountId, address }: Prepared) => {
    const { rpc, chainId } = world.stack.chains[1]!;
    await createChainClient(rpc, chainId).setBalance({ address, value: parseEther("1") });
    await callInPage(page, "payOn", { accountId, chainId: otherId, to: newRecipient(), value: 1n });
  };

  /** Three guardians on the main network, two of whom are needed. */
  async function visitGuarded(): Promise<{ readonly page: Page; readonly prepared: Prepared }> {
    const { page } = await world.visit();
    const prepared = await prepareInPage(page, world.origin, {
      name: "Ada",
      chainId: mainId,
      guardians: ["Bea", "Cy", "Dan"].map(signerOf),
      faucetUrl: at("/faucet"),
      payment: { to: newRecipient(), value: parseEther("0.01") },
    });
    await waitForEpoch(0, prepared.address, 1n);
    return { page, prepared };
  }

  /** The third is taken out, on the main network. */
  async function takeOutThird(page: Page, { accountId, address }: Prepared) {
    const change = { accountId, chainId: mainId, threshold: 2 };
    await callInPage(page, "takeOut", { accountId, signer: signerOf("Dan") });
    await callInPage(page, "announceThreshold", change);
    await elapse(world, accountId, dayAndMore);
    await callInPage(page, "scheduleChange", change);
    await ripen(world.stack.urls.rpc, address, halfWait);
    const cards = await callInPage(page, "applyChange", change);
    await waitForEpoch(0, address, 2n);
    return cards;
  }

  async function openGuardians(page: Page) {
    await openAt(page, at("/"));
    await waitForHome(page);
    await page.goto(at("/guardians"));
    const section = page.getByTestId("guardian-networks");
    return { section, row: section.getByTestId(`guardian-network-${otherId}`) };
  }

  describe("guardians on two networks", () => {
    test("behavior: one taken out on one network still counts on the other, which the owner is told, until it is changed there too", async () => {
      const { page, prepared } = await visitGuarded();
      const { accountId, address } = prepared;
      await payOnOther(page, prepared);
      await waitForEpoch(1, address, 1n);
      await takeOutThird(page, prepared);

      const { section, row } = await openGuardians(page);
      await row
        .getByText(/an earlier list still counts: Guardian 1, Guardian 2, Guardian 3/)
        .waitFor({ timeout: longMs });
      await row.getByText("You took out Guardian 3, who can still act there.").waitFor();
      await page.getByTestId("guardians-status").filter({ hasText: "2 of 2 guardians" }).waitFor();
      await inspect(page, "guardian-networks");

      const { name } = world.stack.chains[1]!;
      await row.getByRole("button", { name: `Change it on ${name} too` }).click();
      const dialog = page.getByRole("dialog", { name: `Change your guardians on ${name}` });
      await dialog.getByTestId("guardians-announce").click({ timeout: longMs });
      await dialog.getByText(/^Announced. Possible from/).waitFor({ timeout: longMs });
      await page.keyboard.press("Escape");
      await page.getByTestId("change-guardians").getByText("For another network: 2 guardians").waitFor();
      await inspect(page, "guardian-networks-announced");
      await elapse(world, accountId, dayAndMore);
      await page.reload();
      await page.getByTestId("guardian-network-update").click({ timeout: longMs });
      await confirmReview(page);
      const scheduled = page.getByTestId("guardians-scheduled");
      await scheduled.filter({ hasText: `On ${name}, a change of guardians waits` }).waitFor({ timeout: longMs });
      await scheduled.filter({ hasText: "You made it" }).waitFor();
      expect(await page.getByTestId("guardian-network-update").count()).toBe(0);
      await inspect(page, "guardian-networks-scheduled");

      await ripen(world.stack.chains[1]!.rpc, address, halfWait);
      await scheduled.getByTestId("guardians-apply").click({ timeout: longMs });
      await confirmReview(page);
      await section.waitFor({ state: "detached", timeout: longMs });
      const [here, there] = [await onChain(0, address), await onChain(1, address)];
      expect(there).toMatchObject({ configEpoch: 2n, configHash: here.configHash });
      await page.getByTestId("guardians-status").filter({ hasText: "2 of 2 guardians" }).waitFor();
    }, 300_000);

    test("behavior: where the account was never used, the earlier list could come back; the present one, signed for it, comes first", async () => {
      const { page, prepared } = await visitGuarded();
      const { address } = prepared;
      await takeOutThird(page, prepared);
      const { section, row } = await openGuardians(page);
      await row
        .getByText(/an earlier list could still come back: Guardian 1, Guardian 2, Guardian 3/)
        .waitFor({ timeout: longMs });
      await row.getByText("nobody can take it back").waitFor();
      await inspect(page, "guardian-networks-unused");
      // The service goes by what is on the chain for good.
      const button = row.getByTestId("guardian-network-sign");
      const sign = async () => {
        if (await button.isVisible()) await button.click({ timeout: 5_000 }).catch(() => undefined);
        return row.getByText("as soon as you use the account there").count();
      };
      await expect.poll(sign, { timeout: longMs, interval: 2_000 }).toBe(1);
      expect(await row.getByRole("button").count()).toBe(0);
      await inspect(page, "guardian-networks-signed");

      const cards = await callInPage(page, "readCards", prepared);
      await payOnOther(page, prepared);
      await waitForEpoch(1, address, 1n);
      await section.waitFor({ state: "detached", timeout: longMs });
      // The same list, under another number there: for its guardians it is the present one on both.
      const { guardians, recovery } = createTestDevice({ baseUrl: world.origin }).client;
      const [card] = cards;
      const guarded = await guardians.readGuarded({ card: card! });
      expect(guarded.map((chain) => chain.card)).toEqual(["current", "current"]);

      // One signature is for one number: a recovery says which network it reaches, to the guardians too.
      const { request } = await recovery.start({ card: card!, requester: "Ada, on a new phone" });
      expect(request.chainIds).toEqual([mainId]);
      const { page: guardian } = await world.visit();
      await guardian.goto(`${world.origin}/guardian/approve#${await recovery.formatRequest({ request })}`);
      const [here, there] = world.stack.chains.map(({ name }) => name);
      const uncovered = guardian.getByTestId("recovery-uncovered");
      await uncovered.getByText(`This is for ${here} only`).waitFor({ timeout: longMs });
      await uncovered.getByText(`On ${there} other guardians count`, { exact: false }).waitFor();
      await inspect(guardian, "guardian-approve-uncovered");
    }, 300_000);

    test("behavior: after a recovery on one network, the guardians of the other are asked for the same key, and any wallet sends it", async () => {
      const { page: owner, prepared } = await visitGuarded();
      const { address } = prepared;
      await payOnOther(owner, prepared);
      await waitForEpoch(1, address, 1n);
      const cards = await takeOutThird(owner, prepared);
      const clients = world.stack.chains.map(({ rpc, chainId }) => createChainClient(rpc, chainId));
      const ownersOf = () => Promise.all(clients.map(async (client) => (await getOwner(client, { address }))?.owner));
      const portal = createTestDevice({ baseUrl: world.origin }).client;
      /** Bea and Cy sign what a link asks for. @returns what they give back where no service takes it */
      const approve = async (link: string) => {
        const request = await portal.recovery.parseRequest({ text: link });
        const texts: string[] = [];
        for (const [index, name] of ["Bea", "Cy"].entries()) {
          const key = createWalletKey(secretOf(name));
          texts.push((await portal.recovery.approve({ request, card: cards[index]!, key })).text);
        }
        return { request, texts };
      };

      const { page } = await world.visit();
      await page.goto(at("/recover"));
      await page.getByTestId("card-text").fill((await portal.guardians.formatCard({ card: cards[0]! })).file);
      await page.getByRole("button", { name: "Read the card" }).click();
      await page.getByLabel("Your name").fill("Ada, on a new phone");
      await page.getByRole("button", { name: "Make the key with a passkey" }).click();
      const first = await approve(await copyByButton(page, "Copy the link"));
      expect(first.request.chainIds).toEqual([mainId]);
      await page.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
      await travel(world, twoDays);
      await page.getByTestId("recovery-finish").click({ timeout: longMs });
      await waitForHome(page);

      const there = world.stack.chains[1]!.name;
      await page.goto(at("/guardians"));
      const row = page.getByTestId(`guardian-network-${otherId}`);
      await row.getByText(`On ${there}, your key of before still owns the account`).waitFor({ timeout: longMs });
      await inspect(page, "guardian-networks-foreign");
      await row.getByRole("button", { name: `Ask for ${there} too` }).click();
      await page.getByText(`For the key that you have already, on ${there}.`).waitFor({ timeout: longMs });
      await inspect(page, "recover-further");
      const { request, texts } = await approve(await copyByButton(page, "Copy the link"));
      expect(request).toMatchObject({ chainIds: [otherId], newOwner: first.request.newOwner });
      const answer = page.getByLabel("Paste a guardian’s answer");
      for (const text of texts) {
        await answer.fill(text);
        await page.getByRole("button", { name: "Add this approval" }).click();
        await expect.poll(() => answer.inputValue(), { timeout: longMs }).toBe("");
      }
      const send = async (what: string) => {
        const next = page.getByRole("region", { name: `Next on ${there}` });
        await next.getByText("Send it from somewhere else").click({ timeout: longMs });
        const data = await next.getByLabel(`Data: ${what}`).inputValue();
        const [, other] = clients;
        const { account } = getRole("deployer");
        await other!.waitForTransactionReceipt({
          hash: await other!.sendTransaction({ account, to: address, data: data as `0x${string}` }),
        });
      };
      await send("Start the recovery");
      await page.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
      await travel(world, twoDays);
      await send("Finish the recovery");
      await page.getByTestId("recovery-close").click({ timeout: longMs });
      await page.getByRole("heading", { name: "Guardians", level: 1 }).waitFor();
      expect(new Set(await ownersOf())).toEqual(new Set([request.newOwner]));
      // Who counts there is another list still.
      await row.getByText(`On ${there}, an earlier list still counts`).waitFor({ timeout: longMs });
    }, 300_000);
  });
}
