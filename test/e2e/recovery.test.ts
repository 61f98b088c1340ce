import { getOwner } from "@tandem/account";
import type { Page } from "playwright-core";
import { type Address, createPublicClient, createTestClient, type Hex, http, keccak256, stringToHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterEach, describe, expect, test } from "vitest";
import { assertAccessible, assertNoSidewaysScroll } from "./support/accessible.ts";
import { createWallet, readAddress } from "./support/actions.ts";
import { injectWallet } from "./support/injectWallet.ts";
import type { Wallet } from "./support/openWallet.ts";
import { createWorld } from "./support/world.ts";

// A stack of its own: its co-signer is stopped, and its chain travels in time.
const world = createWorld({ testHooks: true });
const longMs = 60_000;

let isStopped = false;
afterEach(async () => {
  if (isStopped) await world.stack.parts.cosigner.restart();
  isStopped = false;
});

const keyOf = (name: string): Hex => keccak256(stringToHex(`e2e guardian ${name}`));

/** A wallet with the network's coin, of a guardian who also pays. */
function fundedKey(): Hex {
  const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 7 });
  return `0x${Buffer.from(account.getHdKey().privateKey!).toString("hex")}`;
}

async function visitWithWallet(privateKey: Hex): Promise<Wallet> {
  const wallet = await world.visit();
  await injectWallet(wallet.context, { privateKey, rpcUrl: world.stack.urls.rpc });
  return wallet;
}

/** The owner makes an invite, the guardian answers it in its own browser, the owner compares the words and adds it. */
async function addByLink(owner: Page, name: string, guardian: Page, by: "wallet" | "passkey"): Promise<string> {
  await owner.getByTestId("guardians-add").click();
  await owner.getByTestId("guardian-name").fill(name);
  await owner.getByTestId("guardian-save").click();
  const row = owner.getByRole("listitem").filter({ hasText: name });
  await row.getByTestId("invite-link").click();
  const link = await owner.evaluate(() => navigator.clipboard.readText());
  await guardian.goto(link);
  await guardian.getByLabel("Your name").fill(name);
  if (name === "Bea") await inspect(guardian, "guardian-invite");
  await guardian.getByTestId(`guardian-${by}`).click();
  await guardian.getByRole("heading", { name: "You said yes" }).waitFor({ timeout: longMs });
  await row.getByTestId("invite-check").click({ timeout: longMs });
  const words = owner.getByTestId("six-words");
  await words.waitFor({ timeout: longMs });
  const guardianWords = guardian.getByTestId("six-words");
  await guardianWords.waitFor({ timeout: longMs });
  expect(await words.textContent()).toBe(await guardianWords.textContent());
  if (name === "Bea") await inspect(owner, "guardian-check");
  await owner.getByTestId("invite-same").click();
  await owner.getByRole("button", { name: `Remove ${name}` }).waitFor();
  return link;
}

/** The guardian's card as a link, from the invite's page. */
async function readCardLink(guardian: Page): Promise<string> {
  const copy = guardian.getByRole("button", { name: "Copy its link" });
  await copy.click({ timeout: longMs });
  return guardian.evaluate(() => navigator.clipboard.readText());
}

async function approve(guardian: Page, link: string, card: string, by: "wallet" | "passkey"): Promise<string> {
  await guardian.goto("about:blank");
  await guardian.goto(link);
  await guardian.getByTestId("approve-compared").check({ timeout: longMs });
  if (by === "wallet") await inspect(guardian, "guardian-request");
  const field = guardian.getByTestId("card-text");
  await field.fill(card);
  await guardian.getByRole("button", { name: "Read the card" }).click();
  await guardian.getByTestId(`guardian-${by}`).click({ timeout: longMs });
  const answer = guardian.getByTestId("approve-answer");
  await answer.waitFor({ timeout: longMs });
  return answer.inputValue();
}

/** axe finds nothing, and nothing hangs over the side of a phone; with TANDEM_SHOTS a picture for people to look at. */
async function inspect(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await assertNoSidewaysScroll(page, name);
  if (size) await page.setViewportSize(size);
  const folder = process.env.TANDEM_SHOTS;
  if (folder)
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
    }
  await page.emulateMedia({ colorScheme: null });
}

async function travel(seconds: number): Promise<void> {
  const chain = createTestClient({ mode: "anvil", chain: foundry, transport: http(world.stack.urls.rpc) });
  await chain.increaseTime({ seconds });
  await chain.mine({ blocks: 1 });
}

describe("guardians and recovery", () => {
  test("S46, S47: guardians by link, then everything is lost and the server is gone: the account comes back", async () => {
    const owner = await world.visit();
    await createWallet(owner, world.origin, "Ada");
    const address: Address = await readAddress(owner.page);
    await owner.page.goto(new URL("/guardians", world.origin).href);
    const bea = await visitWithWallet(fundedKey());
    const cy = await world.visit();
    await addByLink(owner.page, "Bea", bea.page, "wallet");
    await addByLink(owner.page, "Cy", cy.page, "passkey");
    const dan = await visitWithWallet(keyOf("Dan"));
    await addByLink(owner.page, "Dan", dan.page, "wallet");
    await owner.page.getByText("2 of 3", { exact: true }).waitFor();
    await owner.page.getByTestId("guardians-tick").check();
    await inspect(owner.page, "guardians-first");
    await owner.page.getByTestId("guardians-sign").click();
    await owner.page
      .getByTestId("guardians-status")
      .filter({ hasText: "2 of 3 guardians" })
      .waitFor({ timeout: longMs });
    await inspect(owner.page, "guardians-set");
    const [beaCard, cyCard] = [await readCardLink(bea.page), await readCardLink(cy.page)];

    await inspect(bea.page, "guardian-accepted");

    isStopped = true;
    await world.stack.parts.cosigner.stop();
    const fresh = await visitWithWallet(fundedKey());
    const { page } = fresh;
    await page.goto(new URL("/recover", world.origin).href);
    await page.getByTestId("card-text").fill(beaCard);
    await page.getByRole("button", { name: "Read the card" }).click();
    await page.getByLabel("Your name").fill("Ada, on a new phone");
    await page.getByRole("button", { name: "Make the key with a passkey" }).click();
    await page.getByTestId("recover-alone").click({ timeout: longMs });
    await page.getByRole("button", { name: "Make the key with a passkey" }).click();
    await page.getByTestId("recovery-kit-code").waitFor({ timeout: longMs });
    await inspect(page, "recover-kit");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the kit’s file" }).click();
    await saved;
    await page.getByLabel("I have written the code down.").check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByTestId("recovery-link").click({ timeout: longMs });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await inspect(page, "recover-ask");
    const ownWords = await page.getByTestId("six-words").textContent();

    await bea.page.goto("about:blank");
    await bea.page.goto(link);
    await bea.page.getByTestId("six-words").waitFor({ timeout: longMs });
    expect(await bea.page.getByTestId("six-words").textContent()).toBe(ownWords);
    const answers = [await approve(bea.page, link, beaCard, "wallet"), await approve(cy.page, link, cyCard, "passkey")];
    // A reload in between loses nothing; the same answer twice counts once.
    await page.reload();
    for (const answer of [answers[0]!, answers[0]!, answers[1]!]) {
      await page.getByLabel("Paste a guardian’s answer").fill(answer, { timeout: longMs });
      await page.getByRole("button", { name: "Add this approval" }).click();
      await page.getByText("has approved already").or(page.getByTestId("recovery-approvals")).first().waitFor();
      await page.waitForTimeout(500);
    }
    await page.getByTestId("recovery-send").click({ timeout: longMs });
    await page.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
    await inspect(page, "recover-waiting");
    await travel(48 * 3600 + 10);
    await page.getByRole("heading", { name: "Ready to finish" }).waitFor({ timeout: longMs });
    await page.getByTestId("recovery-send").click();
    await page.getByRole("heading", { name: "The account is yours again" }).waitFor({ timeout: longMs });
    const client = createPublicClient({ chain: foundry, transport: http(world.stack.urls.rpc) });
    expect((await getOwner(client, { address }))?.ownerEpoch).toBe(1n);
  });
});
