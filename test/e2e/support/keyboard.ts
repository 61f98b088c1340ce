import type { Page } from "playwright-core";
import { expect } from "vitest";

const mostTabs = 60;

/** Presses Tab until the thing of this name has focus, and fails where it cannot be reached or its focus is invisible. */
export async function focusByTab(page: Page, name: string | RegExp): Promise<void> {
  const isThere = (focused: string) => (typeof name === "string" ? focused === name : name.test(focused));
  for (let presses = 0; presses < mostTabs; presses++) {
    const { text, isVisible } = await readFocus(page);
    if (isThere(text)) {
      expect(isVisible, `${name} shows its focus`).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`"${name}" cannot be reached by Tab`);
}

/** A button, once it may be pressed. */
export async function pressByKey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true, disabled: false }).waitFor();
  await focusByTab(page, name);
  await page.keyboard.press("Enter");
}

/** A field, by its label. A long text comes as one piece, as out of a password manager. */
export async function typeByKey(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).waitFor();
  await focusByTab(page, label);
  await page.keyboard.insertText(text);
}

/** What a screen reader calls the thing in focus: its own label, that of its field, or its text. */
export async function focusedName(page: Page): Promise<string> {
  return (await readFocus(page)).text;
}

/** The mark may be on the label around a hidden input. */
function readFocus(page: Page): Promise<{ readonly text: string; readonly isVisible: boolean }> {
  return page.evaluate(() => {
    const active = document.activeElement ?? document.body;
    const label = (active as HTMLInputElement).labels?.[0];
    const marked = [active, ...(label?.contains(active) ? [label] : [])];
    return {
      text: (active.getAttribute("aria-label") ?? label?.textContent ?? active.textContent ?? "").trim(),
      isVisible: marked.some((element) => getComputedStyle(element).outlineStyle !== "none"),
    };
  });
}
