import { parseEther, parseUnits } from "viem";
import { describe, expect, test } from "vitest";
import {
  closeNextPrompt,
  closeReceipt,
  confirmPayment,
  createWallet,
  getTestMoney,
  pay,
  readAddress,
  reviewPayment,
  waitForReceipt,
} from "../support/actions.ts";
import { weighPage } from "../support/weighPage.ts";
import { newRecipient, type World } from "../support/world.ts";

/** What a person does every day. */
export function describePayments(world: World): void {
  describe("paying", () => {
    test("behavior: create, get test money, pay ETH and a token without gas, and the chain agrees", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const account = await readAddress(page);
      expect(await world.balanceOf(account)).toBe(0n);
      await getTestMoney(page);
      expect(await world.balanceOf(account)).toBe(parseEther("1"));

      const friend = newRecipient();
      await pay(page, { to: friend, amount: "0.25" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.25"));
      // Nothing but the payment left: the network fee is sponsored, for the deployment too.
      expect(await world.balanceOf(account)).toBe(parseEther("0.75"));

      const token = world.stack.chains[0]!.tokens[0]!;
      await closeReceipt(page);
      await pay(page, { to: friend, amount: "12.5", asset: token.symbol });
      expect(await world.balanceOf(friend, token.symbol)).toBe(parseUnits("12.5", token.decimals));
      expect(await world.balanceOf(account, token.symbol)).toBe(parseUnits("987.5", token.decimals));
      expect(await world.balanceOf(account)).toBe(parseEther("0.75"));

      await closeReceipt(page);
      await page.getByTestId("home-balance").filter({ hasText: "0.75" }).waitFor();
      const activity = page.getByTestId("activity-entry");
      await activity.filter({ hasText: `−12.5 ${token.symbol}` }).waitFor();
      await activity.filter({ hasText: "−0.25 ETH" }).waitFor();
      // A size, so the same on every machine.
      expect((await weighPage(page, "home-balance")).firstLoad).toBeLessThanOrEqual(200);
    });

    test("behavior: what arrives from others appears in balance and activity", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = await world.visit();
      await createWallet(friend, world.origin, "Friend");
      await pay(page, { to: await readAddress(friend.page), amount: "0.125" });
      await friend.page.getByTestId("home-balance").filter({ hasText: "0.125" }).waitFor({ timeout: 20_000 });
      await friend.page.getByTestId("activity-entry").filter({ hasText: "+0.125 ETH" }).waitFor({ timeout: 20_000 });
    });

    test("behavior: max sends everything, because the fee is sponsored", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(friend);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "Max" }).click();
      await page.getByRole("button", { name: "Review" }).click();
      await confirmPayment(page);
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("1"));
    });

    test("behavior: over the daily limit the review names the rule and does not ask for a signature", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      await getTestMoney(page);
      await page.getByTestId("home-balance").filter({ hasText: "2" }).waitFor({ timeout: 20_000 });
      await reviewPayment(page, { to: newRecipient(), amount: "1.5" });
      const refusal = page.getByTestId("review-refused");
      await refusal.filter({ hasText: "daily-limit" }).waitFor();
      await refusal.filter({ hasText: "1 ETH" }).waitFor();
      expect(await page.getByRole("button", { name: "Confirm" }).count()).toBe(0);
      // The way out leads back to the amount, and less is possible.
      await page.getByRole("button", { name: "Change this payment" }).click();
      await page.getByTestId("send-amount").fill("0.5");
      await page.getByRole("button", { name: "Review" }).click();
      await confirmPayment(page);
      await waitForReceipt(page);
    });

    test("behavior: a closed passkey prompt changes nothing and can be tried again", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await reviewPayment(page, { to: friend, amount: "0.1" });
      await closeNextPrompt(page);
      await confirmPayment(page);
      await page.getByText("You closed the passkey prompt").waitFor();
      expect(await world.balanceOf(friend)).toBe(0n);
      await confirmPayment(page);
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
    });
  });
}
