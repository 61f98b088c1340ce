import type { Page } from "playwright-core";
import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { assertAccessible, assertNoSidewaysScroll, focusByTab } from "../support/accessible.ts";
import {
  closeReceipt,
  createWallet,
  getTestMoney,
  readAddress,
  reviewPayment,
  waitForHome,
  waitForReceipt,
} from "../support/actions.ts";
import { newRecipient, type World } from "../support/world.ts";

/** Everybody can use every screen. */
export function describeAccessibility(world: World): void {
  describe("accessibility", () => {
    test.each(["light", "dark"] as const)("behavior: axe finds nothing on any screen, %s", async (colorScheme) => {
      const wallet = await world.visit({ contextOptions: { colorScheme } });
      const { page } = wallet;
      const goTo = (path: string) => page.goto(new URL(path, world.origin).href);
      const open = ["/", "/create", "/sign-in", "/operator", "/help", "/help/guardian", "/recover", "/nowhere"];
      const ofGuardians = ["/guardian", "/guardian/card", "/guardian/here", "/guardian/stop"];
      for (const path of [...open, ...ofGuardians]) {
        await goTo(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await assertAccessible(page, path);
      }
      await createWallet(wallet, world.origin);
      await assertAccessible(page, "home, empty");
      await getTestMoney(page);
      await assertAccessible(page, "home");
      for (const path of [
        "/receive",
        "/activity",
        "/security",
        "/security/log",
        "/alarms",
        "/guardians",
        "/contacts",
        "/settings",
        "/settings/limits",
      ]) {
        await goTo(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForTimeout(400);
        await assertAccessible(page, path);
      }
      await goTo("/settings");
      await page.getByRole("button", { name: "Sign out of this device" }).click();
      await assertAccessible(page, "sign out");
      await goTo("/");
      await waitForHome(page);
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill("0x1234zz");
      await page.getByText("characters that no address has").waitFor();
      await assertAccessible(page, "recipient, wrong");
      await page.getByRole("textbox", { name: "Address" }).fill(newRecipient());
      await page.getByTestId("full-address").waitFor();
      await assertAccessible(page, "recipient");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByTestId("send-asset").click();
      await assertAccessible(page, "asset picker");
      await page.keyboard.press("Escape");
      await page.getByTestId("send-amount").fill("9");
      await page.getByText("You do not have this much").waitFor();
      await assertAccessible(page, "amount, over the balance");
      await page.getByTestId("send-amount").fill("0.1");
      await page.getByRole("button", { name: "Review" }).click();
      await page.getByTestId("review-amount").waitFor();
      await page.getByText("Details", { exact: true }).click();
      await page.getByText("Raw view", { exact: true }).click();
      await assertAccessible(page, "review");
      await page.getByRole("button", { name: "Confirm" }).click();
      await waitForReceipt(page);
      await assertAccessible(page, "receipt");
      await closeReceipt(page);
      await page.getByRole("button", { name: "Lock" }).first().click();
      await page.getByRole("heading", { name: "is locked" }).waitFor();
      await assertAccessible(page, "lock screen");
    });

    test("behavior: a payment from the welcome screen to the receipt, by keyboard alone", async () => {
      const wallet = await world.visit({ contextOptions: { viewport: { width: 1280, height: 860 } } });
      const { page } = wallet;
      await page.goto(world.origin);
      await focusByTab(page, "Create a wallet");
      await page.keyboard.press("Enter");
      await page.getByLabel("Wallet name").waitFor();
      await page.keyboard.type("Keys only");
      await page.keyboard.press("Enter");
      await waitForHome(page);
      await focusByTab(page, "Get test money");
      await page.keyboard.press("Enter");
      await page.getByTestId("home-balance").filter({ hasText: "1" }).waitFor();
      const friend = newRecipient();
      await focusByTab(page, "Send");
      await page.keyboard.press("Enter");
      await page.getByRole("textbox", { name: "Address" }).waitFor();
      await page.keyboard.insertText(friend);
      await page.keyboard.press("Enter");
      await page.getByTestId("send-amount").waitFor();
      await page.keyboard.type("0.2");
      await page.keyboard.press("Enter");
      await page.getByTestId("review-confirm").waitFor();
      await focusByTab(page, "Confirm");
      await page.keyboard.press("Enter");
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("0.2"));
    });

    test("behavior: focus goes to the new screen's heading, and each screen has one", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
      expect(await focusedText(page)).toBe("Settings");
      await page.getByRole("link", { name: "Activity" }).first().click();
      await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
      expect(await focusedText(page)).toBe("Activity");
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      expect(await page.getByRole("main").count()).toBe(1);
    });

    test.each([320, 390, 768, 1280, 2560])("behavior: nothing is cut off at %i px", async (width) => {
      const wallet = await world.visit({ contextOptions: { viewport: { width, height: 800 } } });
      const { page } = wallet;
      for (const path of ["/", "/create", "/sign-in", "/operator", "/help", "/help/guardian"]) {
        await page.goto(new URL(path, world.origin).href);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await assertNoSidewaysScroll(page, path);
      }
      await createWallet(wallet, world.origin, "A rather long name for a small wallet");
      await getTestMoney(page);
      await assertNoSidewaysScroll(page, "home");
      await readAddress(page);
      await reviewPayment(page, { to: newRecipient(), amount: "0.123456789012345678" });
      await page.getByText("Details", { exact: true }).click();
      await page.getByText("Raw view", { exact: true }).click();
      await assertNoSidewaysScroll(page, "review");
      await page.getByRole("button", { name: "Confirm" }).click();
      await waitForReceipt(page);
      await assertNoSidewaysScroll(page, "receipt");
      await page.goto(new URL("/settings", world.origin).href);
      await page.getByTestId("limit-ETH").waitFor();
      await assertNoSidewaysScroll(page, "settings");
      await page.goto(new URL("/settings/limits", world.origin).href);
      await page.getByTestId("limits-ETH").waitFor();
      await assertNoSidewaysScroll(page, "limits");
    });
  });
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
}
