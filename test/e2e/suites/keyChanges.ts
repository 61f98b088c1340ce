import { parseKitFile } from "@tandem/client";
import { parseDeviceExport } from "@tandem/client/offline";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { type ReplacedOffline, replaceOffline } from "../../support/replaceOffline.ts";
import { confirmPayment, createWallet, reviewPayment, waitForHome, waitForReceipt } from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { prepareInPage } from "../support/prepareInPage.ts";
import { newRecipient, type World } from "../support/world.ts";
import { addByAddress } from "./guardians.ts";

const longMs = 60_000;
const password = "seven grey herons";

/** What is left to do for the owner after the account's key has changed. */
export function describeKeyChanges(world: World): void {
  describe("after a change of the key", () => {
    test("behavior: guardians that an earlier key signed do not count, and count again by one press", async () => {
      const owner = await world.visit();
      const { page } = owner;
      await createWallet(owner, world.origin, "Ada");
      await page.goto(new URL("/guardians", world.origin).href);
      await addByAddress(page, "Dan", newRecipient());
      await page.getByTestId("guardians-tick").check();
      await page.getByTestId("guardians-sign").click();
      const status = page.getByTestId("guardians-status").filter({ hasText: "Your guardian can bring" });
      await status.waitFor({ timeout: longMs });

      await spoilSignature(page);
      await page.reload();
      await page.getByTestId("guardians-sign-again").waitFor({ timeout: longMs });
      expect(await page.getByTestId("guardians-status").count()).toBe(0);
      expect(await page.getByTestId("guardians-sign").count()).toBe(0);
      await inspect(page, "guardians-sign-again");
      await page.goto(new URL("/security", world.origin).href);
      await page.getByText("Your key has changed since you signed").waitFor({ timeout: longMs });
      await inspect(page, "security-sign-again");
      await page.goto(new URL("/guardians", world.origin).href);
      await page.getByTestId("guardians-sign-again-button").click({ timeout: longMs });
      await status.waitFor({ timeout: longMs });
      expect(await page.getByTestId("guardians-sign-again").count()).toBe(0);
    }, 180_000);

    test("behavior: where a password opens this device's part, they count again by it", async () => {
      const { page } = await world.visit({ hasPrf: false });
      const account = { name: "Ada", chainId: 31337, password, guardians: [newRecipient()] };
      await prepareInPage(page, world.origin, account);
      await spoilSignature(page);
      await page.goto(new URL("/guardians", world.origin).href);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByTestId("lock-unlock").click();
      const sign = page.getByTestId("guardians-sign-again-button");
      await sign.waitFor({ timeout: longMs });
      expect(await sign.isDisabled()).toBe(true);
      const field = page.getByLabel("Password of this device");
      await field.fill("seven grey herrings");
      await sign.click();
      await page.getByText("The password does not open this account").waitFor({ timeout: longMs });
      await inspect(page, "guardians-sign-again-password");
      await field.fill(password);
      await field.press("Enter");
      await page
        .getByTestId("guardians-status")
        .filter({ hasText: "Your guardian can bring" })
        .waitFor({ timeout: longMs });
      expect(await page.getByTestId("guardians-sign-again").count()).toBe(0);
    }, 120_000);

    test("behavior: the two files of a key that was made without the server bring the account back to one with it, under a password", async () => {
      const files = await makeOwnKey(world);
      const { page } = await world.visit({ hasPrf: false });
      await page.goto(new URL("/restore", world.origin).href);
      await page.getByRole("link", { name: "Use its two files" }).click();
      await page.getByRole("heading", { name: "My own key" }).waitFor();
      await inspect(page, "own-key");
      await chooseFile(page, "kit-file", files.kit.file);
      await page.getByRole("heading", { name: "The device export" }).waitFor({ timeout: longMs });
      await chooseFile(page, "export-file", files.kit.file);
      await page.getByTestId("error-notice").waitFor({ timeout: longMs });
      await inspect(page, "own-key-export");
      await chooseFile(page, "export-file", files.device.file);
      await page.getByTestId("kit-code-input").fill(files.kit.code);
      await page.getByTestId("export-code-input").fill(files.device.code);
      await inspect(page, "own-key-codes");
      await page.getByTestId("server-key-sign").click();
      const field = page.getByLabel("New password of this device");
      await field.waitFor({ timeout: longMs });
      await page.getByText("Your passkey is made").last().waitFor();
      await inspect(page, "own-key-password");
      await field.fill("password123");
      await page.getByTestId("server-key-sign").click();
      await page.getByText("one of the first passwords somebody would try").waitFor();
      await field.fill(password);
      await page.getByTestId("server-key-sign").click();
      await waitForHome(page);
      expect(await page.getByTestId("solo-notice").count()).toBe(0);
      await reviewPayment(page, { to: newRecipient(), amount: "0.01" });
      await page.getByLabel("Password of this device").fill(password);
      await confirmPayment(page);
      await waitForReceipt(page);
    }, 240_000);

    test("behavior: where another key was quicker, the hand-over says so and can be begun again", async () => {
      const files = await makeOwnKey(world);
      const { page } = await world.visit();
      await page.route("**/hand-over", (route) => route.abort());
      await page.goto(new URL("/own-key", world.origin).href);
      await chooseFile(page, "kit-file", files.kit.file);
      await chooseFile(page, "export-file", files.device.file);
      await page.getByTestId("kit-code-input").fill(files.kit.code);
      await page.getByTestId("export-code-input").fill(files.device.code);
      await page.getByTestId("server-key-sign").click();
      await page.getByTestId("error-notice").waitFor({ timeout: longMs });
      await page.reload();
      await page.getByRole("heading", { name: "Handing the account over" }).waitFor({ timeout: longMs });
      await page.getByTestId("error-notice").waitFor({ timeout: longMs });
      await inspect(page, "handing-over-cut");

      const elsewhere = createTestDevice({ baseUrl: world.origin });
      await elsewhere.client.recovery.handOverFiles({
        kit: parseKitFile(files.kit.file),
        code: files.kit.code,
        deviceExport: parseDeviceExport(files.device.file),
        deviceCode: files.device.code,
      });
      await page.getByRole("heading", { name: "This signature came too late" }).waitFor({ timeout: longMs });
      await inspect(page, "handing-over-late");
      await page.getByTestId("begin-again").click();
      await page.getByRole("heading", { name: "My own key" }).waitFor({ timeout: longMs });
    }, 240_000);
  });
}

/** An account whose key was made on the page without the server: the two files of that key. */
async function makeOwnKey({ origin, stack }: World): Promise<ReplacedOffline["files"]> {
  const device = createTestDevice({ baseUrl: origin });
  const { accountId, address } = await device.client.createAccount({ name: "Ada" });
  await stack.faucet({ address });
  const calls = [{ to: newRecipient(), value: 1n }];
  const prepared = await device.client.prepareOperation({ accountId, chainId: 31337, calls });
  await device.client.confirmOperation({ prepared });
  return (await replaceOffline(stack, device, accountId)).files;
}

async function chooseFile(page: Page, testId: string, file: Uint8Array): Promise<void> {
  const field = page.getByTestId(testId);
  await field.waitFor({ state: "attached", timeout: longMs });
  await field.setInputFiles({ name: `${testId}.json`, mimeType: "application/json", buffer: Buffer.from(file) });
}

/** As if an earlier key had signed: another signature of the same length stands in the account's book. */
async function spoilSignature(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("tandem");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("guardians", "readwrite");
          const store = transaction.objectStore("guardians");
          const cursor = store.openCursor();
          cursor.onsuccess = () => {
            const book = cursor.result?.value;
            const { ownerSignature } = book.current;
            book.current.ownerSignature = `${ownerSignature.slice(0, -1)}${ownerSignature.endsWith("0") ? "1" : "0"}`;
            cursor.result?.update(book);
          };
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
}
