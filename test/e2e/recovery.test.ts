import { readFile } from "node:fs/promises";
import { getOwner, getRecovery } from "@tandem/account";
import { TOTP } from "otpauth";
import pg from "pg";
import type { Locator, Page } from "playwright-core";
import {
  type Address,
  createPublicClient,
  createTestClient,
  type Hex,
  http,
  keccak256,
  parseEther,
  stringToHex,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterEach, describe, expect, test } from "vitest";
import { becomeFreshProfile } from "../support/becomeFreshProfile.ts";
import { closeReceipt, createWallet, getTestMoney, pay, readAddress, waitForHome } from "./support/actions.ts";
import { elapse } from "./support/elapse.ts";
import { injectWallet } from "./support/injectWallet.ts";
import { inspect as inspectScreen } from "./support/inspect.ts";
import type { Wallet } from "./support/openWallet.ts";
import { createWorld, newRecipient } from "./support/world.ts";

// A stack of its own: its co-signer is stopped, and its chain travels in time.
const world = createWorld({ testHooks: true });
const longMs = 60_000;

let isStopped = false;
afterEach(async () => {
  if (isStopped) await world.stack.parts.cosigner.restart();
  isStopped = false;
  await returnToPresent();
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

/** What a button puts on the clipboard, which all pages share: not what was there before. */
async function copyBy(page: Page, button: Locator): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await button.click({ timeout: longMs });
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read, { timeout: longMs }).not.toBe("");
  return read();
}

/** The owner makes an invite, the guardian answers it in its own browser, the owner compares the words and adds it. */
async function addByLink(owner: Page, name: string, guardian: Page, by: "wallet" | "passkey"): Promise<string> {
  await owner.getByTestId("guardians-add").click();
  await owner.getByTestId("guardian-name").fill(name);
  await owner.getByTestId("guardian-save").click();
  const row = owner.getByRole("listitem").filter({ hasText: name });
  const link = await copyBy(owner, row.getByTestId("invite-link"));
  await guardian.goto(link);
  const ownName = guardian.getByLabel("Your name");
  // On a machine with far more to do than it can, the page has been seen without its form for a minute.
  await ownName.waitFor({ timeout: 20_000 }).catch(() => guardian.reload());
  await ownName.fill(name, { timeout: longMs });
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
  return copyBy(guardian, guardian.getByRole("button", { name: "Copy its link" }));
}

type Approval = { readonly link: string; readonly card: string; readonly by: "wallet" | "passkey" };

async function approve(guardian: Page, { link, card, by }: Approval): Promise<void> {
  await guardian.goto("about:blank");
  await guardian.goto(link);
  await guardian.getByTestId("approve-compared").check({ timeout: longMs });
  if (by === "wallet") await inspect(guardian, "guardian-request");
  const field = guardian.getByTestId("card-text");
  await field.fill(card);
  await guardian.getByRole("button", { name: "Read the card" }).click();
  await guardian.getByTestId(`guardian-${by}`).click({ timeout: longMs });
  await guardian.getByRole("heading", { name: "You approved" }).waitFor({ timeout: longMs });
}

/** Where no service carries the approval, the guardian gets a text to send. */
async function approveByText(guardian: Page, approval: Approval): Promise<string> {
  await approve(guardian, approval);
  return guardian.getByTestId("approve-answer").inputValue();
}

const inspected = new Set<string>();

/** Once a screen. */
async function inspect(page: Page, name: string): Promise<void> {
  if (inspected.has(name)) return;
  inspected.add(name);
  await inspectScreen(page, name);
}

async function travel(seconds: number): Promise<void> {
  const chain = createTestClient({ mode: "anvil", chain: foundry, transport: http(world.stack.urls.rpc) });
  await chain.increaseTime({ seconds });
  await chain.mine({ blocks: 1 });
}

/** The bundler goes by its own clock, and takes no operation of a chain that is days ahead. Anvil can step back. */
async function returnToPresent(): Promise<void> {
  const params = [Math.floor(Date.now() / 1000)];
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "evm_setTime", params });
  await fetch(world.stack.urls.rpc, { method: "POST", headers: { "content-type": "application/json" }, body });
  await travel(0);
  // The service looks at the chain's head once a second.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
}

const reader = () => createPublicClient({ chain: foundry, transport: http(world.stack.urls.rpc) });

type Guarded = {
  readonly bea: Wallet;
  readonly cy: Wallet;
  readonly beaCard: string;
  readonly cyCard: string;
};

/** Bea and Dan with wallets, Cy with a passkey; two of them are enough. */
async function setGuardians(owner: Wallet): Promise<Guarded> {
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
  await owner.page.getByTestId("guardians-status").filter({ hasText: "2 of 3 guardians" }).waitFor({ timeout: longMs });
  await inspect(owner.page, "guardians-set");
  const [beaCard, cyCard] = [await readCardLink(bea.page), await readCardLink(cy.page)];
  await inspect(bea.page, "guardian-accepted");
  return { bea, cy, beaCard, cyCard };
}

/** A new device asks with a key made with the service, and two guardians say yes; then the time runs. */
async function startRecovery({ bea, cy, beaCard, cyCard }: Guarded, requester: string): Promise<Wallet> {
  const fresh = await world.visit();
  const { page } = fresh;
  await page.goto(new URL("/recover", world.origin).href);
  await page.getByTestId("card-text").fill(beaCard);
  await page.getByRole("button", { name: "Read the card" }).click();
  await page.getByLabel("Your name").fill(requester);
  await page.getByRole("button", { name: "Make the key with a passkey" }).click();
  const link = await copyBy(page, page.getByTestId("recovery-link"));
  await approve(bea.page, { link, card: beaCard, by: "wallet" });
  await approve(cy.page, { link, card: cyCard, by: "passkey" });
  await page.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
  return fresh;
}

/** A wrong card, then the right one, with a passkey that cannot seal: a password does. The request is then given up. */
async function askWithoutPrf(card: string): Promise<void> {
  const { page } = await world.visit({ hasPrf: false });
  await page.goto(new URL("/recover", world.origin).href);
  const readCard = async () => {
    await page.getByTestId("card-text").fill(card);
    await page.getByRole("button", { name: "Read the card" }).click();
  };
  await readCard();
  await page.getByRole("button", { name: "Back" }).click();
  await readCard();
  await page.getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: "Make the key with a passkey" }).click();
  const password = page.getByLabel("New password of this device");
  await password.fill("password123", { timeout: longMs });
  await page.getByRole("button", { name: "Continue with this password" }).click();
  await page.getByText("one of the first passwords somebody would try").waitFor();
  await inspect(page, "recover-password");
  await password.fill("seven grey herons");
  await page.getByRole("button", { name: "Continue with this password" }).click();
  await page.getByTestId("recovery-link").waitFor({ timeout: longMs });
  await page.getByText("Give up this request").click();
  await page.getByRole("button", { name: "Give it up" }).click();
  await page.getByRole("heading", { name: "Get your account back" }).waitFor({ timeout: longMs });
}

/** An authenticator app on the security page, as if that had been three days ago. @returns its next code: each counts once */
async function addAuthenticator({ page }: Wallet, address: Address): Promise<() => Promise<string>> {
  await page.goto(new URL("/security", world.origin).href);
  await page.getByTestId("second-factor").click();
  const dialog = page.getByRole("dialog", { name: "Scan this with your app" });
  const secret = await dialog.locator("p.font-mono").textContent({ timeout: longMs });
  const totp = new TOTP({ secret: secret?.trim() ?? "" });
  const used = totp.generate();
  await dialog.getByLabel("Code from the app").fill(used);
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await dialog.waitFor({ state: "hidden", timeout: longMs });
  await elapse(world, await findAccountId(address), 3 * 86_400);
  return async () => {
    await expect.poll(() => totp.generate(), { timeout: longMs, interval: 500 }).not.toBe(used);
    return totp.generate();
  };
}

async function inDatabase<row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<readonly row[]> {
  const database = new pg.Client(world.stack.urls.database);
  await database.connect();
  try {
    return (await database.query<row>(text, values)).rows;
  } finally {
    await database.end();
  }
}

const toBytes = (hex: Hex) => Buffer.from(hex.slice(2), "hex");

async function findAccountId(address: Address): Promise<Hex> {
  const text = "SELECT encode(account_id, 'hex') AS id FROM accounts WHERE address = $1";
  const [row] = await inDatabase<{ id: string }>(text, [toBytes(address)]);
  return `0x${row!.id}`;
}

/** As if the account's first two operations had cancelled recoveries, which takes the chain four days. */
async function rememberTwoCancels(address: Address): Promise<void> {
  const text = `INSERT INTO account_acts (account_id, intent_id, kind)
    SELECT account_id, intent_id, 'cancel-recovery' FROM intents WHERE account_id = $1 LIMIT 2 RETURNING kind`;
  expect(await inDatabase(text, [toBytes(await findAccountId(address))])).toHaveLength(2);
}

describe("guardians and recovery", () => {
  test("S46, S47: guardians by link, then everything is lost and the server is gone: the account comes back, held by this device alone, and gets a key with the server when that is back", async () => {
    const owner = await world.visit();
    await createWallet(owner, world.origin, "Ada");
    const address: Address = await readAddress(owner.page);
    const { bea, cy, beaCard, cyCard } = await setGuardians(owner);

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
    const kit = { buffer: await readFile(await (await saved).path()), name: "kit.json", mimeType: "application/json" };
    const code = (await page.getByTestId("recovery-kit-code").textContent()) ?? "";
    await page.getByLabel("I have written the code down.").check();
    await page.getByRole("button", { name: "Continue" }).click();
    const link = await copyBy(page, page.getByTestId("recovery-link"));
    await inspect(page, "recover-ask");
    const ownWords = await page.getByTestId("six-words").textContent();

    await bea.page.goto("about:blank");
    await bea.page.goto(link);
    await bea.page.getByTestId("six-words").waitFor({ timeout: longMs });
    expect(await bea.page.getByTestId("six-words").textContent()).toBe(ownWords);
    const answers = [
      await approveByText(bea.page, { link, card: beaCard, by: "wallet" }),
      await approveByText(cy.page, { link, card: cyCard, by: "passkey" }),
    ];
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
    expect((await getOwner(reader(), { address }))?.ownerEpoch).toBe(1n);

    await page.getByTestId("recovery-finish").click();
    await page.getByTestId("solo-notice").waitFor({ timeout: longMs });
    await inspect(page, "home-solo");
    expect(await page.getByRole("link", { name: "Send", exact: true }).count()).toBe(0);
    await page.getByTestId("home-lock").click();
    await page.getByTestId("lock-unlock").click();
    await page.getByTestId("solo-notice").waitFor({ timeout: longMs });
    await page.getByRole("link", { name: "Security", exact: true }).first().click();
    await page.getByRole("heading", { name: "This page needs our server" }).waitFor({ timeout: longMs });
    await inspect(page, "solo-page");

    // Its kit and this browser's part open on the page without the server.
    await page.getByRole("link", { name: "Open the page that sends" }).click();
    await page.getByLabel("Backup kit file").setInputFiles(kit);
    await page.getByLabel("Code of the kit").fill(code);
    await page.getByRole("button", { name: "Open the kit" }).click();
    await page.getByRole("button", { name: "Open with your passkey" }).click({ timeout: longMs });
    await page.getByRole("heading", { name: "Reach the network" }).waitFor({ timeout: longMs });

    await world.stack.parts.cosigner.restart();
    isStopped = false;
    await returnToPresent();
    await page.goto(world.origin);
    await page.getByTestId("solo-server-key").click({ timeout: longMs });
    await page.getByTestId("kit-file").waitFor({ state: "attached", timeout: longMs });
    await inspect(page, "server-key");
    await page.getByTestId("kit-file").setInputFiles(kit);
    await page.getByTestId("kit-code-input").fill(code);
    await inspect(page, "server-key-code");
    await page.getByTestId("server-key-sign").click();
    await page.getByRole("link", { name: "Send", exact: true }).waitFor({ timeout: 2 * longMs });
    expect(await readAddress(page)).toBe(address);
    expect((await getOwner(reader(), { address }))?.ownerEpoch).toBe(2n);
    await getTestMoney(page);
    const friend = newRecipient();
    await pay(page, { to: friend, amount: "0.1" });
    await closeReceipt(page);
    expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
  }, 300_000);

  test("S47: recovered with the service, the account pays, and signs in on another device with its new passkey", async () => {
    const owner = await world.visit();
    await createWallet(owner, world.origin, "Ada");
    const address = await readAddress(owner.page);
    await getTestMoney(owner.page);
    const guarded = await setGuardians(owner);
    await askWithoutPrf(guarded.beaCard);
    const fresh = await startRecovery(guarded, "Ada, on a new phone");
    const { page } = fresh;
    await travel(48 * 3600 + 10);
    await page.getByTestId("recovery-finish").waitFor({ timeout: longMs });
    await inspect(page, "recover-done");
    await returnToPresent();
    await page.getByTestId("recovery-finish").click();
    await waitForHome(page);
    expect(await readAddress(page)).toBe(address);
    const friend = newRecipient();
    await pay(page, { to: friend, amount: "0.1" });
    await closeReceipt(page);
    expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));

    await becomeFreshProfile(page);
    await page.goto(world.origin);
    await page.getByRole("link", { name: "Sign in with a passkey" }).click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await waitForHome(page);
    expect(await readAddress(page)).toBe(address);
    expect((await getOwner(reader(), { address }))?.ownerEpoch).toBe(1n);
  }, 300_000);

  test("S43: guardians recover for a stranger: the owner sees it at the top, cancels with a second factor, and the stranger is told", async () => {
    const owner = await world.visit();
    await createWallet(owner, world.origin, "Ada");
    const address = await readAddress(owner.page);
    await getTestMoney(owner.page);
    for (const amount of ["0.01", "0.02"]) {
      await pay(owner.page, { to: newRecipient(), amount });
      await closeReceipt(owner.page);
    }
    await rememberTwoCancels(address);
    // Guardians before the days pass: an account that is older than one announces them.
    const guarded = await setGuardians(owner);
    const nextCode = await addAuthenticator(owner, address);
    const stranger = await startRecovery(guarded, "Ada, says a stranger");
    expect((await getRecovery(reader(), { address }))?.status).toBe("pending");

    const { page } = owner;
    await page.goto(world.origin);
    await waitForHome(page);
    const banner = page.getByTestId("home-alarm-banner").first();
    await banner.waitFor({ timeout: longMs });
    await inspect(page, "home-recovery-alarm");
    await banner.getByRole("link", { name: "Look and cancel" }).click();
    await page.getByTestId("alarms-cancel").click({ timeout: longMs });
    const dialog = page.getByRole("dialog", { name: "Cancel the recovery" });
    const confirm = dialog.getByTestId("review-confirm");
    await confirm.waitFor({ timeout: longMs });
    const code = dialog.getByTestId("review-second-factor-code");
    await code.waitFor({ timeout: longMs });
    await inspect(page, "alarms-cancel-recovery");
    await dialog.getByRole("button", { name: "Use the backup kit" }).click();
    await dialog.getByRole("button", { name: "Choose the file" }).waitFor();
    await dialog.getByRole("button", { name: "Use a code of the app" }).click();
    await code.fill(await nextCode());
    for (const box of await dialog.getByRole("checkbox").all()) await box.check();
    await confirm.click();
    await dialog.waitFor({ state: "hidden", timeout: longMs });
    expect(await getRecovery(reader(), { address })).toBeUndefined();
    expect((await getOwner(reader(), { address }))?.ownerEpoch).toBe(0n);

    await page.getByTestId("alarms-cancel").waitFor({ state: "detached", timeout: longMs });
    await page.getByRole("link", { name: "Back" }).click();
    await waitForHome(page);
    await page.getByTestId("home-alarm-banner").waitFor({ state: "detached", timeout: longMs });
    await stranger.page.getByRole("heading", { name: "Stopped by the owner" }).waitFor({ timeout: longMs });
    await stranger.page.getByText("Nothing can start for 2 days").waitFor();
    await inspect(stranger.page, "recover-stopped");
  }, 300_000);
});
