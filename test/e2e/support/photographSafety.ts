import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Stack } from "../../../packages/devnet/src/index.ts";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { beginWallet, createWallet, getTestMoney, waitForHome } from "./actions.ts";
import { walkGuardian } from "./guardianWalk.ts";
import { openWallet, type Wallet } from "./openWallet.ts";
import { ownerScreens, visitorScreens, visitScreens } from "./screens.ts";
import { visitOwner } from "./visitOwner.ts";

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
  await old.close();

  const visits: Wallet[] = [];
  const visit = async () => {
    const visitor = await openWallet({ browser, origin, contextOptions });
    visits.push(visitor);
    return visitor;
  };
  const look = (page: Page, screen: string) => toShot(page)(screen);
  await visitScreens({ page: (await visit()).page, origin, screens: visitorScreens, look });
  const owner = await visitOwner({ origin, visit }, { hasKit: true });
  await visitScreens({ page: owner.page, origin, screens: ownerScreens, look });
  await walkGuardian({ place: { origin, visit }, look });
  for (const visitor of visits) await visitor.close();

  const wallet = await openWallet({ browser, origin, contextOptions });
  const { page } = wallet;
  const shot = toShot(page);
  await createWallet(wallet, origin);
  await getTestMoney(page);
  await photographKit(page, shot);
  await goTo(page, "/export");
  await page.getByRole("button", { name: "Make it with your passkey" }).waitFor();
  await shot("export");
  await page.getByRole("button", { name: "Make it with your passkey" }).click();
  await page.getByTestId("export-code").waitFor();
  await shot("export-save");
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
  await page.getByTestId("freeze-confirm").click();
  await page.getByTestId("freeze-state").waitFor();
  await shot("security-frozen");
  await goTo(page, "/");
  await page.getByTestId("frozen-banner").waitFor();
  await shot("home-frozen");
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
