import type { Page } from "playwright-core";
import { assertAccessible, assertNoSidewaysScroll, assertReadable } from "./accessible.ts";

const checks = { light: assertAccessible, dark: assertReadable } as const;

/**
 * axe finds nothing in either scheme, and nothing hangs over the side of a small phone; with TANDEM_SHOTS a picture for
 * people to look at.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  const folder = process.env.TANDEM_SHOTS;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await checks[colorScheme](page, `${name}, ${colorScheme}`);
    const fullPage = (await page.getByRole("dialog").count()) === 0;
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage });
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 320, height: 640 });
  await assertNoSidewaysScroll(page, name);
  if (size) await page.setViewportSize(size);
}
