import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Stack } from "../../../packages/devnet/src/index.ts";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { beginWallet, createWallet, getTestMoney, waitForHome } from "./actions.ts";
import { openWallet } from "./openWallet.ts";

export type PhotographParameters = {
  readonly browser: Browser;
  readonly stack: Stack;
  readonly folder: string;
  /** At the end of each file's name. */
  readonly suffix: string;
  readonly contextOptions: BrowserContextOptions;
};

/** Pictures of the screens that guard an account: making ready for a loss, and coming back from one. */
export async function photographSafety(parameters: PhotographParameters): Promise<void> {
  const { browser, stack, folder, suffix, contextOptions } = parameters;
  const origin = stack.urls.front;
  const goTo = (page: Page, path: string) => page.goto(new URL(path, origin).href);
  const toShot = (page: Page) => async (screen: string) => {
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    const path = join(folder, `${screen}-${suffix}.png`);
    const before = page.viewportSize() ?? { width: 390, height: 844 };
    const isDialog = (await page.getByRole("dialog").count()) > 0;
    // As high as the page, so that the bar below it stays below it.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    if (!isDialog) await page.setViewportSize({ ...before, height: Math.max(height, before.height) });
    await page.screenshot({ path });
    await page.setViewportSize(before);
  };

  const plain = await openWallet({ browser, origin, contextOptions, isSynced: false });
  await beginWallet(plain.page, origin);
  await plain.page.getByTestId("create-unsynced").waitFor();
  await toShot(plain.page)("create-unsynced");
  await plain.page.getByRole("link", { name: "Later" }).click();
  await waitForHome(plain.page);
  await plain.page.waitForTimeout(3_000); // The toast goes.
  await toShot(plain.page)("home-unsynced");
  await plain.close();

  const old = await openWallet({ browser, origin, contextOptions, hasPrf: false });
  await beginWallet(old.page, origin);
  await old.page.getByLabel("Password", { exact: true }).waitFor();
  await toShot(old.page)("create-password");
  for (const path of ["help", "help/guardian", "restore", "add-device", "recover"]) {
    await goTo(old.page, `/${path}`);
    await old.page.getByRole("heading", { level: 1 }).waitFor();
    await old.page.waitForTimeout(800);
    await toShot(old.page)(path.replace("/", "-"));
  }
  await old.close();

  const wallet = await openWallet({ browser, origin, contextOptions });
  const { page } = wallet;
  const shot = toShot(page);
  await createWallet(wallet, origin);
  await getTestMoney(page);
  await photographKit(page, shot);
  await goTo(page, "/security");
  await page.getByTestId("security-lock-outs").waitFor();
  await shot("security");
  await page.getByTestId("second-factor").click();
  await page.getByLabel("Code from the app").waitFor();
  await shot("second-factor");
  await page.keyboard.press("Escape");
  await page.getByTestId("delete-data").click();
  await shot("delete-data");
  await page.keyboard.press("Escape");
  await page.getByTestId("key-renew").click();
  await page.getByTestId("key-renewed").waitFor();
  await page.getByTestId("key-renewed").scrollIntoViewIfNeeded();
  await shot("key-renewed");
  for (const path of ["add-device", "new-key", "export", "kit", "kit/test", "settings/limits", "security/log"]) {
    await goTo(page, `/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(800);
    await shot(`own-${path.replace("/", "-")}`);
  }
  await goTo(page, "/new-key");
  await page.getByRole("button", { name: "Ask for a new key" }).click();
  await page.getByRole("heading", { name: "A day to say no" }).waitFor();
  await shot("new-key-waiting");
  await goTo(page, "/alarms");
  await page.getByTestId("alarms-item").first().waitFor();
  await shot("alarms-some");
  await becomeFreshProfile(page);
  await goTo(page, "/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await waitForHome(page);
  await goTo(page, "/security");
  await page
    .getByRole("button", { name: /^Manage / })
    .first()
    .click();
  await shot("device");
  await page.keyboard.press("Escape");
  await page.getByTestId("freeze-open").click();
  await shot("freeze");
  await page.getByTestId("freeze-confirm").click();
  await page.getByTestId("freeze-state").waitFor();
  await shot("security-frozen");
  await goTo(page, "/");
  await page.getByTestId("frozen-banner").waitFor();
  await shot("home-frozen");
  await page.getByRole("button", { name: "Lock" }).first().click();
  await page.getByRole("button", { name: "Unlock" }).waitFor();
  await shot("lock");
  await wallet.close();
}

async function photographKit(page: Page, shot: (screen: string) => Promise<void>): Promise<void> {
  await page.getByRole("link", { name: "Save it now" }).click();
  await page.getByRole("button", { name: "Make my kit" }).waitFor();
  await shot("kit-intro");
  await page.getByRole("button", { name: "Make my kit" }).click();
  await page.getByRole("button", { name: "Download the file" }).click({ timeout: 30_000 });
  await shot("kit-save");
  await page.getByRole("button", { name: "Continue" }).click();
  const code = (await page.getByTestId("kit-code").locator(".font-mono").allTextContents()).join("-");
  await shot("kit-code");
  await page.getByRole("button", { name: "I have written it down" }).click();
  await page.getByTestId("kit-code-input").fill(code);
  await shot("kit-type");
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Your kit is ready" }).waitFor();
  await shot("kit-done");
  await page.getByRole("link", { name: "Done" }).click();
  await waitForHome(page);
}
