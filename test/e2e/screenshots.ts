// node test/e2e/screenshots.ts [folder] [everyday|safety] [phone|small|desktop]: a picture of every screen, light and dark,
// on a phone and on a desktop, from the real stack. For people to look at; nothing is compared.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { startTestStack } from "../support/startTestStack.ts";
import {
  closeReceipt,
  confirmPayment,
  createWallet,
  getTestMoney,
  pay,
  reviewPayment,
  waitForHome,
  waitForReceipt,
} from "./support/actions.ts";
import { holdRequest, onPath, onRpc } from "./support/holdRequest.ts";
import { openWallet } from "./support/openWallet.ts";
import { photographSafety } from "./support/photographSafety.ts";

const folder = process.argv[2] ?? "screenshots";
const [part, size] = process.argv.slice(3);
const friend = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const sizes = [
  { name: "phone", viewport: { width: 390, height: 844 } },
  { name: "small", viewport: { width: 320, height: 640 } },
  { name: "desktop", viewport: { width: 1280, height: 860 } },
];

await mkdir(folder, { recursive: true });
const stack = await startTestStack({ testHooks: true });
const browser = await launchBrowser();
const origin = stack.urls.front;
try {
  for (const colorScheme of ["light", "dark"] as const)
    for (const { name, viewport } of sizes.filter((each) => size === undefined || each.name === size)) {
      const suffix = `${name}-${colorScheme}`;
      if (part !== "safety") await visitEveryScreen(suffix, { colorScheme, viewport });
      if (part !== "everyday")
        await photographSafety({ browser, stack, folder, suffix, contextOptions: { colorScheme, viewport } });
    }
} finally {
  await browser.close();
  await stack.stop();
}

type Look = { readonly colorScheme: "light" | "dark"; readonly viewport: { width: number; height: number } };

async function visitEveryScreen(suffix: string, contextOptions: Look): Promise<void> {
  const wallet = await openWallet({ browser, origin, contextOptions });
  const { page } = wallet;
  const shot = async (screen: string) => {
    await page.mouse.move(0, 0);
    await page.waitForTimeout(350);
    await page.screenshot({ path: join(folder, `${screen}-${suffix}.png`), fullPage: true });
  };
  await visitEntry(page, shot);
  await createWallet(wallet, origin);
  await shot("home-empty");
  await getTestMoney(page);
  await getTestMoney(page);
  await page.waitForTimeout(3_000); // The toast goes.
  await shot("home-funded");
  await visitPayment(page, shot);
  await wallet.close();
}

type Shot = (screen: string) => Promise<void>;

async function visitEntry(page: Page, shot: Shot): Promise<void> {
  await page.goto(new URL("/create", origin).href);
  const held = await holdRequest(page, { when: "before", matches: onPath(/\/dkg$/) });
  await page.getByLabel("Wallet name").fill("Everyday");
  await page.getByRole("button", { name: "Create with a passkey" }).click();
  await held.reached;
  await shot("creating");
  await held.close();
  await page.getByRole("button", { name: "Continue" }).waitFor();
  await shot("create-unfinished");
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByLabel("Wallet name").waitFor();
}

async function visitPayment(page: Page, shot: Shot): Promise<void> {
  await page.getByRole("link", { name: "Send", exact: true }).click();
  await page.getByRole("textbox", { name: "Address" }).waitFor();
  await shot("send-to");
  await page.getByRole("textbox", { name: "Address" }).fill(friend.replace("C8", "c8"));
  await shot("send-to-wrong");
  await page.getByRole("textbox", { name: "Address" }).fill(friend);
  await page.getByTestId("full-address").waitFor();
  await shot("send-to-filled");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByTestId("send-amount").waitFor();
  await shot("amount");
  await page.getByTestId("send-asset").click();
  await shot("asset-picker");
  await page.keyboard.press("Escape");
  await page.getByTestId("send-amount").fill("25");
  await shot("amount-over");
  await page.getByTestId("send-amount").fill("1.5");
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByTestId("review-refused").waitFor();
  await shot("review-refused");
  await page.goto(origin);
  await waitForHome(page);
  await reviewPayment(page, { to: friend, amount: "0.25" });
  await shot("review");
  await page.getByText("Details", { exact: true }).click();
  await page.getByText("Raw view", { exact: true }).click();
  await shot("review-open");
  const held = await holdRequest(page, { when: "before", matches: onRpc("eth_sendUserOperation") });
  await confirmPayment(page);
  await held.reached;
  await shot("on-its-way");
  await held.close();
  await waitForReceipt(page);
  await shot("receipt");
  await closeReceipt(page);
  await pay(page, { to: friend, amount: "12.5", asset: "tUSDC" });
  await closeReceipt(page);
  await visitUnfinished(page, shot);
  await shot("home");
  await page.goto(new URL("/activity", origin).href);
  await page.getByTestId("activity-entry").first().waitFor();
  await shot("activity");
  await page.getByTestId("activity-entry").filter({ hasText: "Received" }).first().click();
  await page.getByTestId("receipt-transaction").waitFor();
  await shot("received");
}

async function visitUnfinished(page: Page, shot: Shot): Promise<void> {
  await reviewPayment(page, { to: friend, amount: "0.05" });
  const held = await holdRequest(page, { when: "before", matches: onPath(/\/signatures$/) });
  await confirmPayment(page);
  await held.reached;
  await page.getByRole("heading", { name: "On its way" }).waitFor();
  await held.close();
  await page.getByRole("button", { name: "Confirm again" }).waitFor({ timeout: 30_000 });
  await shot("not-confirmed");
  await page.goto(origin);
  await waitForHome(page);
}
