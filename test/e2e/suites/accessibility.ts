import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { assertFits } from "../support/accessible.ts";
import {
  createWallet,
  getTestMoney,
  readAddress,
  reviewPayment,
  waitForHome,
  waitForReceipt,
} from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { focusByTab, focusedName } from "../support/keyboard.ts";
import { newRecipient, type World } from "../support/world.ts";

/** Everybody can pay, on every screen of it. The other screens: screens.ts. */
export function describeAccessibility(world: World): void {
  describe("accessibility", () => {
    test("behavior: axe finds nothing on any screen of a payment", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await inspect(page, "home-empty");
      await getTestMoney(page);
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill("0x1234zz");
      await page.getByText("characters that no address has").waitFor();
      await inspect(page, "send-to-wrong");
      await page.getByRole("textbox", { name: "Address" }).fill(newRecipient());
      await page.getByTestId("full-address").waitFor();
      await inspect(page, "send-to");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByTestId("send-asset").click();
      await inspect(page, "send-asset-picker");
      await page.keyboard.press("Escape");
      await page.getByTestId("send-amount").fill("9");
      await page.getByText("You do not have this much").waitFor();
      await inspect(page, "send-amount-over");
      await page.getByTestId("send-amount").fill("0.1");
      await page.getByRole("button", { name: "Review" }).click();
      await page.getByTestId("review-amount").waitFor();
      await page.getByText("Details", { exact: true }).click();
      await page.getByText("Raw view", { exact: true }).click();
      await inspect(page, "send-review");
      await page.getByRole("button", { name: "Confirm" }).click();
      await waitForReceipt(page);
      await inspect(page, "send-receipt");
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
      expect(await focusedName(page)).toBe("Settings");
      await page.getByRole("link", { name: "Activity" }).first().click();
      await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
      expect(await focusedName(page)).toBe("Activity");
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      expect(await page.getByRole("main").count()).toBe(1);
    });

    test("behavior: nothing is cut off, from a small phone to a wide desktop", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      for (const path of ["/", "/create", "/sign-in", "/operator", "/help", "/help/guardian"]) {
        await page.goto(new URL(path, world.origin).href);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await assertFits(page, path);
      }
      await createWallet(wallet, world.origin, "A rather long name for a small wallet");
      await getTestMoney(page);
      await assertFits(page, "home");
      await readAddress(page);
      await reviewPayment(page, { to: newRecipient(), amount: "0.123456789012345678" });
      await page.getByText("Details", { exact: true }).click();
      await page.getByText("Raw view", { exact: true }).click();
      await assertFits(page, "review");
      await page.getByRole("button", { name: "Confirm" }).click();
      await waitForReceipt(page);
      await assertFits(page, "receipt");
      await page.goto(new URL("/settings", world.origin).href);
      await page.getByTestId("limit-ETH").waitFor();
      await assertFits(page, "settings");
      await page.goto(new URL("/settings/limits", world.origin).href);
      await page.getByTestId("limits-ETH").waitFor();
      await assertFits(page, "limits");
    });
  });
}
