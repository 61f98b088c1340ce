import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** axe finds nothing on the screen that is shown. */
export async function assertAccessible(page: Page, screen: string): Promise<void> {
  await assertNothingFound(createAxe(page), screen);
}

/** The rules about colours alone: the other scheme of a screen differs in nothing else. */
export async function assertReadable(page: Page, screen: string): Promise<void> {
  await assertNothingFound(createAxe(page).withRules(["color-contrast", "link-in-text-block"]), screen);
}

/** The wallet has no frames, so axe need not open a page of its own to join what it finds in them. */
function createAxe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true);
}

async function assertNothingFound(axe: AxeBuilder, screen: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`,
  );
  expect(found, screen).toEqual([]);
}

export async function assertNoSidewaysScroll(page: Page, screen: string): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(excess, screen).toBeLessThanOrEqual(0);
}
