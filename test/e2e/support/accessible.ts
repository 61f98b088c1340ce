import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type Axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** axe finds nothing on the screen that is shown. */
export async function assertAccessible(page: Page, screen: string): Promise<void> {
  await assertNothingFound(page, screen);
}

/** The rules about colours alone: the other scheme of a screen differs in nothing else. */
export async function assertReadable(page: Page, screen: string): Promise<void> {
  await assertNothingFound(page, screen, ["color-contrast", "link-in-text-block"]);
}

/** A document keeps axe once it has it: the wallet's pages change without being loaded again. */
async function assertNothingFound(page: Page, screen: string, rules?: string[]): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { readonly axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(runOnly && { runOnly }) });
    return violations.map(({ id, nodes }) => {
      const places = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`);
      return `${id}: ${places.join(" | ")}`;
    });
  }, rules);
  expect(found, screen).toEqual([]);
}

/** From the smallest phone in use to a wide desktop. */
const screenWidths = [320, 390, 768, 1280, 2560] as const;

/** Nothing hangs over the side at these widths; the page has its own width again afterwards. */
export async function assertFits(page: Page, screen: string, widths: readonly number[] = screenWidths): Promise<void> {
  const size = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 640 });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(excess, `${screen}, ${width} px`).toBeLessThanOrEqual(0);
  }
  if (size) await page.setViewportSize(size);
}

const mostTabs = 60;

/**
 * Presses Tab until the thing of this name has focus, and fails where it cannot be reached or its focus is invisible. A
 * field has its label's name.
 */
export async function focusByTab(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < mostTabs; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
      return {
        name: (isField ? element.labels?.[0] : element)?.textContent?.trim(),
        outline: getComputedStyle(element ?? document.body).outlineStyle,
      };
    });
    if (focused.name === name) {
      expect(focused.outline, `${name} shows its focus`).not.toBe("none");
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`"${name}" cannot be reached by Tab`);
}
