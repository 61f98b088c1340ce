import type { Locator, Page } from "playwright-core";
import type { Hex } from "viem";

const longMs = 60_000;

/** What a button puts on the clipboard: not what was there before. */
export async function copyByButton(page: Page, name: string, part: Locator = page.locator("body")): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await part.getByRole("button", { name }).click({ timeout: longMs });
  const copied = await page.waitForFunction(() => navigator.clipboard.readText(), undefined, { polling: 200 });
  return copied.jsonValue();
}

/** A transaction that a page shows for a Safe to send. */
export async function copyTransaction(page: Page, part: Locator): Promise<{ readonly to: Hex; readonly data: Hex }> {
  const to = await copyByButton(page, "Copy the address", part);
  const data = await copyByButton(page, "Copy the data", part);
  return { to: to as Hex, data: data as Hex }; // what the page shows is what the Safe is given
}
