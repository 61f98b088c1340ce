import { accountAbi } from "@tandem/account";
import pg from "pg";
import type { Page } from "playwright-core";
import {
  type Address,
  BaseError,
  createPublicClient,
  decodeErrorResult,
  getAbiItem,
  http,
  isHex,
  keccak256,
  parseEther,
  stringToHex,
  toFunctionSelector,
} from "viem";
import { mnemonicToAccount, privateKeyToAddress } from "viem/accounts";
import { describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { createWalletKey } from "../../support/walletKey.ts";
import { closeReceipt, createWallet, getTestMoney, pay, readAddress, waitForHome } from "../support/actions.ts";
import { closeNextWalletPrompt, injectWallet } from "../support/injectWallet.ts";
import { inspect } from "../support/inspect.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;
const danKey = keccak256(stringToHex("e2e guardian side Dan"));

/** A wallet with the network's coin, of a guardian who also pays. */
function fundedKey(): `0x${string}` {
  const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 8 });
  return `0x${Buffer.from(account.getHdKey().privateKey!).toString("hex")}`;
}

/** A guardian's own pages: alarms, carrying a recovery on, stopping one, freezing; and the owner's side of cards. */
export function describeGuardians(world: World): void {
  describe("a guardian's pages", () => {
    test("S37: cards, presence, a recovery carried on, stopped by guardians and not to be started again, a freeze", async () => {
      const owner = await world.visit();
      const { page } = owner;
      await createWallet(owner, world.origin, "Ada");
      const address = await readAddress(page);
      await getTestMoney(page);
      await pay(page, { to: newRecipient(), amount: "0.01" });
      await closeReceipt(page);
      const guardiansUrl = new URL("/guardians", world.origin).href;
      await page.goto(guardiansUrl);

      const rpcUrl = world.stack.urls.rpc;
      const bea = await world.visit();
      await injectWallet(bea.context, { privateKey: fundedKey(), rpcUrl });
      const inviteId = await addByLink(page, "Bea", bea.page);
      await addByAddress(page, "Dan", privateKeyToAddress(danKey));
      await page.getByTestId("guardians-tick").check();
      await page.getByTestId("guardians-sign").click();
      const status = page.getByTestId("guardians-status").filter({ hasText: "2 of 2 guardians" });
      await status.waitFor({ timeout: longMs });

      // Bea's card went to her by her link; Dan's goes by hand.
      const cards = page.getByTestId("guardian-cards");
      await cards.waitFor();
      await inspect(page, "guardians-cards");
      await cards.getByRole("button", { name: "Copy the card’s link" }).click();
      const danLink = await page.evaluate(() => navigator.clipboard.readText());
      await page.getByRole("button", { name: "Dan has it" }).click();
      await cards.waitFor({ state: "detached" });

      // By the chain's word, once the relay has brought them there.
      await bea.page.getByRole("button", { name: "Copy its link" }).click({ timeout: longMs });
      const beaLink = await bea.page.evaluate(() => navigator.clipboard.readText());
      await open(bea.page, beaLink);
      await bea.page.getByText("you count as a guardian").waitFor({ timeout: longMs });
      await bea.page.getByText("The guardians were set or changed").waitFor();
      await inspect(bea.page, "guardian-card");

      // Half a year later nobody has heard of Bea: without her the guardians are no way back.
      await giveNoSignFor(world, inviteId, 200);
      const lockOuts = page.getByTestId("security-lock-outs");
      await page.goto(new URL("/security", world.origin).href);
      await lockOuts.filter({ hasText: "If our server is gone," }).waitFor({ timeout: longMs });
      await page.goto(guardiansUrl);
      await page.getByTestId("guardians-silent").filter({ hasText: "Bea" }).waitFor({ timeout: longMs });
      await page.getByTestId("guardian-flag").waitFor();
      await inspect(page, "guardians-silent");

      // The owner asks, Bea answers with one signature.
      await page.getByTestId("guardian-ask").click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`/guardian/here#${inviteId}`);
      await open(bea.page, new URL(`/guardian/here#${inviteId}`, world.origin).href);
      await bea.page.getByTestId("guardian-wallet").click();
      await bea.page.getByText("Your friend sees that you are still there").waitFor({ timeout: longMs });
      await inspect(bea.page, "guardian-here");
      await page.getByTestId("guardians-silent").waitFor({ state: "detached", timeout: longMs });
      await page.goto(new URL("/security", world.origin).href);
      await lockOuts.filter({ hasNotText: "If our server is gone," }).waitFor({ timeout: longMs });

      // Somebody asks for a recovery; no service takes part. Bea has Dan's answer and starts it with her wallet.
      const stranger = createTestDevice({ baseUrl: world.origin }).client;
      const card = await stranger.guardians.parseCard({ text: danLink });
      const { record } = await stranger.recovery.startSolo({ card, requester: "Ada, they say" });
      const { request } = record;
      const dan = createWalletKey(danKey);
      const { text: danAnswer } = await stranger.recovery.approve({ request, card, key: dan });
      const link = `${world.origin}/guardian/approve#${await stranger.recovery.formatRequest({ request })}`;
      await open(bea.page, link);
      await bea.page.getByTestId("approve-compared").check({ timeout: longMs });
      await bea.page.getByTestId("card-text").fill(beaLink);
      await bea.page.getByRole("button", { name: "Read the card" }).click();
      await bea.page.getByText("Your guardian is a Safe or another contract?").click({ timeout: longMs });
      await bea.page.getByText("The address on your card is an ordinary wallet").waitFor();
      await inspect(bea.page, "guardian-no-contract");
      await bea.page.getByTestId("guardian-wallet").click();
      await bea.page.getByTestId("approve-answer").waitFor({ timeout: longMs });
      await bea.page.getByText("Carry it on yourself").click();
      await bea.page.getByTestId("carry-standing").filter({ hasText: "1 of 2 answers" }).waitFor();
      await bea.page.getByTestId("carry-answer").fill(danAnswer);
      await bea.page.getByRole("button", { name: "Add this answer" }).click();
      await bea.page.getByTestId("recovery-send").click({ timeout: longMs });
      await bea.page.getByTestId("carry-standing").filter({ hasText: "It has started" }).waitFor({ timeout: longMs });
      await inspect(bea.page, "guardian-carry-on");

      // Her card's page raises the alarm, and she and Dan stop it.
      await open(bea.page, beaLink);
      await bea.page.getByTestId("guarded-recovery").waitFor({ timeout: longMs });
      await inspect(bea.page, "guardian-alarm");
      await bea.page.getByTestId("stop-begin").click();
      await bea.page.getByRole("heading", { name: "Stop a recovery" }).waitFor({ timeout: longMs });
      await bea.page.getByTestId("guardian-wallet").click({ timeout: longMs });
      await bea.page.getByTestId("stop-link").click({ timeout: longMs });
      const stopLink = await bea.page.evaluate(() => navigator.clipboard.readText());
      await inspect(bea.page, "guardian-stop");
      const danVisit = await world.visit();
      await injectWallet(danVisit.context, { privateKey: danKey, rpcUrl });
      await world.stack.faucet({ address: privateKeyToAddress(danKey) });
      expect(await world.balanceOf(privateKeyToAddress(danKey))).toBeGreaterThan(parseEther("0.1"));
      await danVisit.page.goto(stopLink);
      await danVisit.page.getByTestId("card-text").fill(danLink);
      await danVisit.page.getByRole("button", { name: "Read the card" }).click();
      await danVisit.page.getByTestId("guardian-wallet").click({ timeout: longMs });
      await danVisit.page.getByTestId("recovery-send").click({ timeout: longMs });
      await danVisit.page.getByTestId("stop-over").waitFor({ timeout: longMs });
      await open(bea.page, new URL("/guardian", world.origin).href);
      await bea.page.getByText("A recovery was stopped").waitFor({ timeout: longMs });
      await inspect(bea.page, "guardian-list");
      // The very transaction that started it is worth nothing any more, also once the next one could begin.
      expect(await replayStart(world, address)).toBe("NonceUsed");

      // A device was stolen: Bea freezes, the owner sees it.
      await open(bea.page, beaLink);
      await bea.page.getByText("A device of your friend was stolen").click();
      await bea.page.getByTestId("guarded-freeze").getByTestId("guardian-wallet").click({ timeout: longMs });
      await bea.page.getByTestId("guarded-frozen").waitFor({ timeout: longMs });
      await page.goto(world.origin);
      await waitForHome(page);
      await page.getByText("frozen").first().waitFor({ timeout: longMs });
      await page.goto(guardiansUrl);
      await page.getByText(/last seen/).waitFor({ timeout: longMs });
      await inspect(page, "guardians-seen");

      // Everything lost, and no card at hand: the address is enough to ask, the guardians' cards are still needed.
      const lost = await world.visit();
      await lost.page.goto(new URL("/recover", world.origin).href);
      await lost.page.getByText("I have no card, only my address").click();
      await lost.page.getByTestId("recover-address").fill(newRecipient());
      await lost.page.getByRole("button", { name: "Find the account" }).click();
      await lost.page.getByText("Neither our server nor the networks know this account").waitFor({ timeout: longMs });
      await inspect(lost.page, "recover-by-address");
      await lost.page.getByTestId("recover-address").fill(address);
      await lost.page.getByRole("button", { name: "Find the account" }).click();
      await lost.page.getByTestId("recover-found").waitFor({ timeout: longMs });
      await inspect(lost.page, "recover-found");
    }, 300_000);
  });
}

/** Sends what has started a recovery once more, three days on. @returns what the account answers. */
async function replayStart({ stack }: World, account: Address): Promise<string> {
  const client = createPublicClient({ transport: http(stack.urls.rpc) });
  const selector = toFunctionSelector(getAbiItem({ abi: accountAbi, name: "startRecovery" }));
  const { number, timestamp } = await client.getBlock();
  for (let blockNumber = number; blockNumber > 0n; blockNumber--) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    const started = transactions.find(({ to, input }) => to === account.toLowerCase() && input.startsWith(selector));
    if (!started) continue;
    const blockOverrides = { time: timestamp + 3n * 86_400n };
    return client.call({ to: account, data: started.input, blockOverrides }).then(() => "nothing refused", nameRefusal);
  }
  throw new RangeError("no transaction has started a recovery");
}

/** The error of the account that a call has failed with, else what the node says. */
function nameRefusal(error: unknown): string {
  const cause = error instanceof BaseError ? error.walk((one) => one instanceof Object && "data" in one) : null;
  const data = cause && "data" in cause ? cause.data : undefined;
  return isHex(data) ? decodeErrorResult({ abi: accountAbi, data }).errorName : String(error);
}

/** Another fragment of the same path is no new page for a browser. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
}

/** As if the guardian's yes had been so many days ago. */
async function giveNoSignFor({ stack }: World, inviteId: string, days: number): Promise<void> {
  const database = new pg.Client(stack.urls.database);
  await database.connect();
  const text = `UPDATE guardian_invites SET accepted_at = accepted_at - $2 * interval '1 day', seen_at = seen_at - $2 * interval '1 day'
      WHERE invite_id = $1`;
  const { rowCount } = await database.query(text, [Buffer.from(inviteId, "base64url"), days]);
  await database.end();
  expect(rowCount).toBe(1);
}

export async function addByAddress(owner: Page, name: string, address: Address): Promise<void> {
  await owner.getByTestId("guardians-add").click();
  await owner.getByText("By address", { exact: true }).click();
  await owner.getByTestId("guardian-name").fill(name);
  await owner.getByTestId("guardian-address").fill(address);
  await owner.getByTestId("guardian-save").click();
  await owner.getByRole("button", { name: `Remove ${name}` }).waitFor();
}

/** @returns the invite's id. */
async function addByLink(owner: Page, name: string, guardian: Page): Promise<string> {
  await owner.getByTestId("guardians-add").click();
  await owner.getByTestId("guardian-name").fill(name);
  await owner.getByTestId("guardian-save").click();
  await owner.getByTestId("invite-link").click();
  const link = await owner.evaluate(() => navigator.clipboard.readText());
  await guardian.goto(link);
  await guardian.getByTestId("guardian-wallet").click();
  // The name first: no wallet is asked for anything before.
  await guardian.getByText("Write your name first.").waitFor();
  await guardian.getByLabel("Your name").fill(name);
  await closeNextWalletPrompt(guardian);
  await guardian.getByTestId("guardian-wallet").click();
  await guardian.getByTestId("error-notice").filter({ hasText: "You closed the wallet’s prompt" }).waitFor();
  expect(await guardian.getByRole("link", { name: "How to be a guardian" }).getAttribute("href")).toBe(
    "/help/guardian",
  );
  await guardian.getByTestId("guardian-wallet").click();
  await guardian.getByRole("heading", { name: "You said yes" }).waitFor({ timeout: longMs });
  await owner.getByTestId("invite-check").click({ timeout: longMs });
  await owner.getByTestId("invite-same").click({ timeout: longMs });
  await owner.getByRole("button", { name: `Remove ${name}` }).waitFor();
  return link.slice(link.indexOf("#") + 1);
}
