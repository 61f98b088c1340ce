import type { Page } from "playwright-core";
import { assertAccessible, assertNoSidewaysScroll } from "./accessible.ts";

/** In dark or light, as asked: axe finds nothing, and nothing hangs over the side of a phone; with TANDEM_SHOTS a picture for people to look at. */
export async function inspect(page: Page, name: string, look: "dark" | "light" = "light"): Promise<void> {
  await page.emulateMedia({ colorScheme: look });
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
