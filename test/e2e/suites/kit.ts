import { readFile } from "node:fs/promises";
import { openKit, parseKitFile } from "@tandem/client";
import type { Page } from "playwright-core";
import { bytesToHex } from "viem";
import { describe, expect, test } from "vitest";
import { assertAccessible } from "../support/accessible.ts";
import { createWallet, waitForHome } from "../support/actions.ts";
import { holdBeforeCamera } from "../support/camera.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { dumpStorage, findSecrets } from "../support/secrets.ts";
import type { World } from "../support/world.ts";

/** What a person has in hand after making a kit. */
export type SavedKit = {
  readonly file: { readonly name: string; readonly bytes: Buffer };
  readonly code: string;
  /** A picture of the printed sheet. */
  readonly picture: Buffer;
  readonly lines: string;
};

type Look = (screen: string) => Promise<void>;

/** From home through every screen of the kit. `look` sees each of them. */
async function saveKit(page: Page, look?: Look): Promise<SavedKit> {
  await page.getByRole("link", { name: "Save it now" }).click();
  return makeKit(page, look);
}

/** From the kit's first screen to home. */
export async function makeKit(page: Page, look: Look = async () => {}): Promise<SavedKit> {
  await page.getByRole("button", { name: "Make my kit" }).waitFor();
  await look("kit-intro");
  await page.getByRole("button", { name: "Make my kit" }).click();
  await page.getByRole("heading", { name: "Save the kit" }).waitFor();
  // A print that was cancelled is no sheet.
  await page.getByRole("button", { name: "Print the sheet" }).click();
  await page.getByText("Is the sheet printed?").waitFor();
  await look("kit save, printing");
  expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Yes, I have it" }).click();
  expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(false);
  await page.getByRole("button", { name: "Print the sheet" }).click();
  await page.getByRole("button", { name: "Not yet" }).click();
  expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the file" }).click();
  const download = await downloading;
  const bytes = await readFile(await download.path());
  await look("kit-save");
  const { picture, lines } = await printSheet(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Write down the code" }).waitFor();
  const code = (await page.getByTestId("kit-code").locator(".font-mono").allTextContents()).join("-");
  await look("kit-code");
  await page.getByRole("button", { name: "I have written it down" }).click();
  await page.getByTestId("kit-code-input").fill(code.slice(0, 12));
  expect(await page.getByRole("button", { name: "Finish" }).isDisabled()).toBe(true);
  await page.getByTestId("kit-code-input").fill(mistype(code));
  await page.getByText("There is a typing mistake. Look at group 1.").waitFor();
  await look("kit-type-wrong");
  await page.getByTestId("kit-code-input").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Your kit is ready" }).waitFor();
  await look("kit-done");
  await page.getByRole("link", { name: "Done" }).click();
  await waitForHome(page);
  return { file: { name: download.suggestedFilename(), bytes }, code, picture, lines };
}

export const mistype = (code: string) => `${code[0] === "2" ? "3" : "2"}${code.slice(1)}`;

/** The sheet as a printer gets it: one page of A4 and of Letter. */
async function printSheet(page: Page): Promise<Pick<SavedKit, "picture" | "lines">> {
  const sheet = page.locator("[data-print-sheet]");
  await sheet.waitFor({ state: "attached" });
  for (const format of ["A4", "Letter"]) {
    const pdf = (await page.pdf({ format, preferCSSPageSize: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
  }
  await page.emulateMedia({ media: "print" });
  const picture = await sheet.screenshot();
  const lines = (await sheet.locator("li.contents span:last-child").allTextContents()).join("\n");
  await page.emulateMedia({ media: "screen" });
  return { picture, lines };
}

/** The backup kit: making it, keeping it, testing it. */
export function describeKit(world: World): void {
  describe("backup kit", () => {
    test("behavior: home asks for it; file, sheet and code; the code is typed back; then home asks no more", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin, "Savings");
      await page.getByRole("heading", { name: "Save your backup kit" }).waitFor();
      const kit = await saveKit(page, (screen) => inspect(page, screen));
      expect(kit.file.name).toMatch(/^tandem-kit-savings-\d{4}-\d{2}-\d{2}\.json$/);
      await expect.poll(() => page.getByTestId("home-kit").count()).toBe(0);

      // Nothing of it stays, and nothing of it left.
      const opened = await openKit({ kit: parseKitFile(kit.file.bytes), code: kit.code });
      const secrets = {
        share: bytesToHex(opened.keyPackage.signingShare).slice(2),
        update: bytesToHex(opened.hpke.privateKey).slice(2),
      };
      opened.close();
      const sent = Buffer.concat(
        wallet.requests.map(({ url, body }) => Buffer.concat([Buffer.from(url), body ?? Buffer.alloc(0)])),
      );
      const kept = await dumpStorage(page);
      const clipboard = Buffer.from(await page.evaluate(() => navigator.clipboard.readText()));
      for (const place of [sent, kept, clipboard]) {
        expect(findSecrets(place, secrets)).toEqual([]);
        expect(place.includes(kit.code) || place.includes(kit.code.replaceAll("-", ""))).toBe(false);
      }
    });

    test("behavior: test my backup by file, picture, camera and typed lines; wrong things say what to do", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const kit = await saveKit(page);
      const begin = async () => {
        await page.goto(new URL("/kit/test", world.origin).href);
        await page.getByRole("heading", { name: "Test my backup" }).waitFor();
      };
      const giveFile = (buffer: Buffer, mimeType = "application/json", name = "kit.json") =>
        page.getByTestId("kit-file").setInputFiles({ name, mimeType, buffer });
      const finish = async (code = kit.code) => {
        await page.getByTestId("kit-code-input").fill(code);
        await page.getByRole("button", { name: "Test it" }).click();
      };
      const works = () => page.getByRole("heading", { name: "Your backup works" }).waitFor();

      await begin();
      await assertAccessible(page, "kit test");
      await giveFile(kit.file.bytes.subarray(0, 700));
      await page.getByText("This backup kit is damaged").waitFor();
      await giveFile(Buffer.from("hello"));
      await page.getByText("This is not a Tandem backup kit").waitFor();
      await giveFile(kit.file.bytes);
      // A well-formed code of some other kit.
      await finish("ES11F-Y3SZ4-5K316-FS1MS-RTG8P-AD2MQ-KRRN3");
      await page.getByText("This code does not open this backup kit").waitFor();
      await assertAccessible(page, "kit test, wrong code");
      await finish();
      await works();
      await assertAccessible(page, "kit test, done");

      await begin();
      await giveFile(kit.picture, "image/png", "sheet.png");
      await finish();
      await works();

      await begin();
      await page.getByRole("button", { name: "Type the sheet" }).click();
      await page.getByTestId("kit-lines").fill(kit.lines.split("\n").slice(0, 5).join("\n"));
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("The text of the sheet is not complete yet").waitFor();
      await page.getByTestId("kit-lines").fill(kit.lines.toLowerCase());
      await page.getByRole("button", { name: "Continue" }).click();
      await finish();
      await works();

      await begin();
      await page.getByRole("button", { name: "Scan the sheet" }).click();
      await page.getByText("The camera cannot be used").waitFor();
      await page.getByRole("button", { name: "Choose another way" }).click();
      await holdBeforeCamera(page, kit.picture);
      await page.getByRole("button", { name: "Scan the sheet" }).click();
      await finish();
      await works();
    });

    test("behavior: an account that is older than a day waits for its kit", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const accountId = await readAccountId(page);
      await elapse(world, accountId, 86_400);
      await page.getByRole("link", { name: "Save it now" }).click();
      await page.getByRole("button", { name: "Ask for a kit" }).click();
      await page.getByTestId("kit-waiting").waitFor();
      await assertAccessible(page, "kit, waiting");
      await elapse(world, accountId, 86_401);
      await page.reload();
      await page.getByRole("button", { name: "Make my kit" }).waitFor();
    });
  });
}

export async function readAccountId(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open("tandem");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const request = opening.result.transaction("accounts").objectStore("accounts").getAllKeys();
          request.onsuccess = () => resolve(String(request.result[0]));
          request.onerror = () => reject(request.error);
        };
      }),
  );
}
