import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseEther } from "viem";
import { expect } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { root } from "../../support/root.ts";
import { makeKit, mistype } from "../suites/kit.ts";
import { assertAccessible } from "./accessible.ts";
import { closeReceipt, confirmPayment, readAddress, reviewPayment, waitForHome, waitForReceipt } from "./actions.ts";
import { elapse } from "./elapse.ts";
import { guardianWallets, type Owner } from "./owner.ts";
import { travel } from "./travel.ts";
import { newRecipient } from "./world.ts";

/** One step of a way back, in the owner's browser. What it yields is in hand for the next one. */
export type Step = (owner: Owner) => Promise<Owner | undefined>;

const daySeconds = 86_400;
const longMs = 60_000;
const noKit = { name: "", file: "", code: "" };

/** Where the owner begins: at a browser without the account, or at one that has it and cannot open it. */
export type Beginning = "new device" | "locked device";

const open = ({ page, world }: Owner, path = "/") => page.goto(new URL(path, world.origin).href);

export const unlock: Step = async (owner) => {
  await open(owner);
  await owner.page.getByRole("button", { name: "Unlock" }).click();
  await waitForHome(owner.page);
};

export const signInWithPasskey: Step = async (owner) => {
  const { page, address } = owner;
  await open(owner);
  await page.getByRole("link", { name: "Sign in with a passkey" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await waitForHome(page);
  await page.getByRole("heading", { name: "Ada" }).waitFor();
  expect(await readAddress(page)).toBe(address);
};

/** For a day a new device pays only those whom the account has paid before. */
export const payOnNewDevice: Step = async (owner) => {
  const { page, world, friend } = owner;
  const before = await world.balanceOf(friend);
  await reviewPayment(page, { to: newRecipient(), amount: "0.1" });
  await page.getByText("Not allowed: this device is new").waitFor();
  // Paid before means settled, which takes a block or two.
  const confirm = page.getByRole("button", { name: "Confirm" });
  const reviewAgain = async () => {
    await open(owner);
    await waitForHome(page);
    await reviewPayment(page, { to: friend, amount: "0.4" });
    return confirm.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(reviewAgain, { timeout: longMs, interval: 1_000 }).toBe(true);
  await confirm.click();
  await waitForReceipt(page);
  expect((await world.balanceOf(friend)) - before).toBe(parseEther("0.4"));
  await closeReceipt(page);
  await page.getByRole("link", { name: "Security", exact: true }).first().click();
  // The other device, which is lost, is in the list.
  await page.getByText("last used").first().waitFor();
  expect(await page.getByText("last used").count()).toBe(1);
};

export const payAnybody =
  ({ password }: { readonly password?: string } = {}): Step =>
  async (owner) => {
    const { page, world } = owner;
    const stranger = newRecipient();
    await open(owner);
    await waitForHome(page);
    await reviewPayment(page, { to: stranger, amount: "0.2" });
    if (password) await page.getByLabel("Password of this device").fill(password);
    await confirmPayment(page);
    await waitForReceipt(page);
    expect(await world.balanceOf(stranger)).toBe(parseEther("0.2"));
  };

/** A kit in the place of the lost one, asked for a day ahead. */
export const makeAnotherKit: Step = async (owner) => {
  const { page, world, accountId } = owner;
  await elapse(world, accountId, daySeconds + 1);
  await open(owner, "/security");
  await page.getByRole("link", { name: "Make a new kit" }).click();
  await page.getByRole("button", { name: "Ask for a kit" }).click();
  await page.getByTestId("kit-waiting").waitFor();
  await elapse(world, accountId, daySeconds + 1);
  await page.reload();
  const { file, code } = await makeKit(page);
  return { ...owner, kit: { name: file.name, file: file.bytes.toString(), code } };
};

/** The kit opens the account's door; the way on is the passkey, or the one made here. */
async function openKit({ page, kit, world }: Owner, from: Beginning): Promise<void> {
  await page.goto(world.origin);
  await page
    .getByRole("link", { name: from === "new device" ? "Restore from a backup kit" : "Use your backup kit" })
    .click();
  const { name, file, code } = kit ?? noKit;
  await page.getByTestId("kit-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(file) });
  await page.getByTestId("kit-code-input").fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function bringBack({ page, address }: Owner, password?: string): Promise<void> {
  if (password) await page.getByLabel("New password of this device").fill(password);
  await page.getByRole("button", { name: "Bring my account back" }).click();
  await waitForHome(page);
  expect(await readAddress(page)).toBe(address);
  // The kit was used up by it.
  await page.getByRole("heading", { name: "Save your backup kit" }).waitFor();
}

export const restoreWithPasskey =
  ({ password }: { readonly password?: string } = {}): Step =>
  async (owner) => {
    await openKit(owner, "new device");
    await owner.page.getByRole("button", { name: "Use my passkey" }).click();
    await bringBack(owner, password);
  };

export const restoreWithNewPasskey =
  (from: Beginning): Step =>
  async (owner) => {
    const { page, world, accountId, kit } = owner;
    await openKit(owner, from);
    await page.getByRole("heading", { name: "Do you still have your passkey?" }).waitFor();
    await assertAccessible(page, "restore, passkey");
    await page.getByRole("button", { name: "Make a new passkey" }).click();
    const countdown = page.getByTestId("restore-countdown").filter({ hasText: /^4[78]:/ });
    await countdown.waitFor();
    await assertAccessible(page, "restore, waiting");
    await page.reload();
    await countdown.waitFor();
    // One press too many does not cost the two days.
    await page.getByRole("button", { name: "Give up on this device" }).click();
    await page.getByText("the 48 hours begin anew").waitFor();
    await assertAccessible(page, "restore, give up");
    await page.getByRole("button", { name: "Go on with it" }).click();
    await countdown.waitFor();
    await elapse(world, accountId, 2 * daySeconds + 1);
    await page.reload();
    await page.getByTestId("kit-code-input").fill(mistype(kit?.code ?? ""));
    await page.getByText("There is a typing mistake. Look at group 1.").waitFor();
    await page.getByTestId("kit-code-input").fill(kit?.code ?? "");
    await assertAccessible(page, "restore, ready");
    await bringBack(owner);
  };

/** What the lost device's kit says of itself, once the account has come back by it. */
export const testOldKit: Step = async (owner) => {
  const { page, kit } = owner;
  const { name, file, code } = kit ?? noKit;
  await open(owner, "/kit/test");
  await page.getByTestId("kit-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(file) });
  await page.getByTestId("kit-code-input").fill(code);
  await page.getByRole("button", { name: "Test it" }).click();
  await page.getByText("This backup kit is out of date").waitFor();
};

/** The other device reads the new one's code. */
export const addByCode =
  ({ password }: { readonly password: string }): Step =>
  async (owner) => {
    const { world, page } = owner;
    const wallet = await world.visit();
    const fresh = wallet.page;
    await open({ ...owner, page: fresh }, "/sign-in");
    await fresh.getByRole("link", { name: "Add this device to an account" }).click();
    const code = (await fresh.getByTestId("new-device-code").textContent()) ?? "";
    await open(owner);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByRole("link", { name: "Security", exact: true }).first().click();
    await page.getByRole("link", { name: "Add a device" }).click();
    await page.getByLabel("Code of the new device").fill(code);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("heading", { name: "Device added" }).waitFor();
    await fresh.getByRole("button", { name: "Make a passkey" }).click({ timeout: longMs });
    await waitForHome(fresh);
    expect(await readAddress(fresh)).toBe(owner.address);
    return { ...owner, wallet, page: fresh };
  };

/** Two of three guardians approve, each with its own wallet. @returns their answers, where no service took them. */
async function approve({ world, cards }: Owner, link: string): Promise<readonly string[]> {
  const { recovery } = createTestDevice({ baseUrl: world.origin }).client;
  const request = await recovery.parseRequest({ text: link });
  const answers: string[] = [];
  for (const index of [0, 2]) {
    const [card, key] = [cards[index], guardianWallets[index]];
    if (!card || !key) throw new RangeError("an account without guardians");
    const { text, isSent } = await recovery.approve({ request, card, key });
    if (!isSent) answers.push(text);
  }
  return answers;
}

async function begin(owner: Owner, from: Beginning): Promise<void> {
  const { page, cards } = owner;
  await open(owner);
  if (from === "new device") await page.getByRole("link", { name: "Sign in with a passkey" }).click();
  await page.getByRole("link", { name: "Ask your guardians" }).click();
  await page
    .getByLabel("Open the card’s file")
    .setInputFiles({ name: "card.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(cards[0])) });
  await page.getByLabel("Your name").fill("Ada, on a new phone");
  await page.getByRole("button", { name: "Make the key with a passkey" }).click();
}

async function readLink({ page }: Owner): Promise<string> {
  await page.getByTestId("recovery-link").click({ timeout: longMs });
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The service starts and finishes it; two days pass. */
export const askGuardians =
  (from: Beginning): Step =>
  async (owner) => {
    const { page } = owner;
    await begin(owner, from);
    expect(await approve(owner, await readLink(owner))).toEqual([]);
    await page.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
    await travel(owner.world, 2 * daySeconds + 10);
    await page.getByTestId("recovery-finish").click({ timeout: longMs });
    await waitForHome(page);
    expect(await readAddress(page)).toBe(owner.address);
  };

/** Without the service: a key of this device and a new kit, sent by any wallet. */
export const askGuardiansAlone =
  (from: Beginning): Step =>
  async (owner) => {
    const { page } = owner;
    await begin(owner, from);
    await page.getByTestId("recover-alone").click({ timeout: longMs });
    await page.getByRole("button", { name: "Make the key with a passkey" }).click();
    const shown = page.getByTestId("recovery-kit-code");
    await shown.waitFor({ timeout: longMs });
    const code = (await shown.textContent()) ?? "";
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the kit’s file" }).click();
    const file = await readFile(await (await downloading).path(), "utf8");
    await page.getByLabel("I have written the code down.").check();
    await page.getByRole("button", { name: "Continue" }).click();
    for (const answer of await approve(owner, await readLink(owner))) {
      await page.getByLabel("Paste a guardian’s answer").fill(answer);
      await page.getByRole("button", { name: "Add this approval" }).click();
      await expect.poll(() => page.getByLabel("Paste a guardian’s answer").inputValue()).toBe("");
    }
    await page.getByTestId("recovery-send").click({ timeout: longMs });
    await page.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
    await travel(owner.world, 2 * daySeconds + 10);
    await page.getByRole("heading", { name: "Ready to finish" }).waitFor({ timeout: longMs });
    await page.getByTestId("recovery-send").click();
    await page.getByTestId("recovery-finish").click({ timeout: longMs });
    await page
      .getByRole("button", { name: "Lock" })
      .or(page.getByRole("button", { name: "Unlock" }))
      .first()
      .waitFor();
    return { ...owner, kit: { name: "kit.json", file, code } };
  };

/** The wallet was used here: its browser keeps the page for the day without the server. */
export const useOnce: Step = async (owner) => {
  const { page } = owner;
  await unlock(owner);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(() => caches.has("tandem-exit-v1"))).toBe(true);
};

/** New parts of the same key; the kit on paper is from before. */
export const renewParts: Step = async (owner) => {
  const { page } = owner;
  await open(owner, "/security");
  await page.getByTestId("key-renew").click();
  await page.getByTestId("key-renewed").waitFor({ timeout: longMs });
};

/**
 * The page without the server: from its address, or whatever the browser answers with where the wallet was. The latter
 * says first that the wallet cannot be reached, and asks for nothing.
 */
export const openExitPage =
  (path: "/" | "/exit.html"): Step =>
  async (owner) => {
    const { page } = owner;
    await open(owner, path);
    if (path === "/exit.html") return;
    const heading = page.getByRole("heading", { name: "The wallet cannot be reached" });
    await heading.waitFor({ timeout: longMs });
    expect(await page.getByRole("textbox").count()).toBe(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, `unreachable, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: null });
    const reloaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Try again" }).click();
    await reloaded;
    await heading.waitFor({ timeout: longMs });
    expect(new URL(page.url()).pathname).toBe(path);
    await page.getByRole("button", { name: "Go on without the server" }).click();
  };

/** The same page out of a file, in a browser that knows nothing. */
export const openSavedExitPage: Step = async (owner) => {
  await owner.page.goto(pathToFileURL(join(root, "app/public/exit.html")).href);
};

/** How the device's part opens there. */
export type OpenDevice = (owner: Owner) => Promise<void>;

export const withPasskey: OpenDevice = async ({ page }) => {
  await page.getByRole("button", { name: "Open with your passkey" }).click();
};

export const withDeviceExport: OpenDevice = async ({ page, deviceExport }) => {
  const { file, code } = deviceExport ?? noKit;
  const given = { name: "tandem-device-export.json", mimeType: "application/json", buffer: Buffer.from(file) };
  await page.getByLabel("Device export file").setInputFiles(given);
  await page.getByLabel("Code of the device export").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Open the device export" }).click();
};

/** Kit and device open the account on the page without the server, and pay. */
export const payWithoutServer =
  (openDevice: OpenDevice): Step =>
  async (owner) => {
    const { page, kit, world } = owner;
    await page.getByRole("heading", { name: "Open your backup kit" }).waitFor({ timeout: longMs });
    const { name, file, code } = kit ?? noKit;
    const given = { name, mimeType: "application/json", buffer: Buffer.from(file) };
    await page.getByLabel("Backup kit file").setInputFiles(given);
    await page.getByLabel("Code of the kit").fill(code);
    await page.getByRole("button", { name: "Open the kit" }).click();
    await openDevice(owner);
    await page.getByLabel("RPC address").fill(world.stack.urls.rpc);
    await page.getByLabel("Bundler address").fill(owner.publicBundler);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const stranger = newRecipient();
    await page.getByLabel("Amount").fill("0.3");
    await page.getByLabel("To address").fill(stranger);
    await page.getByRole("button", { name: "Review" }).click();
    await page.getByRole("button", { name: "Sign and send" }).click();
    await page.getByText("Confirmed").waitFor({ timeout: longMs });
    expect(await world.balanceOf(stranger)).toBe(parseEther("0.3"));
  };
