import type { Page } from "playwright-core";
import { assertAccessible, assertFits, assertReadable } from "./accessible.ts";

const checks = { light: assertAccessible, dark: assertReadable } as const;

/**
 * axe finds nothing in either scheme, and nothing hangs over the side of a small phone; with TANDEM_SHOTS a picture for
 * people to look at.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const folder = process.env.TANDEM_SHOTS;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await checks[colorScheme](page, `${name}, ${colorScheme}`);
    const fullPage = (await page.getByRole("dialog").count()) === 0;
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage });
  }
  await page.emulateMedia({ colorScheme: null });
  await assertFits(page, name, [320]);
}
