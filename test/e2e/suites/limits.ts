import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { assertAccessible } from "../support/accessible.ts";
import { closeReceipt, createWallet, getTestMoney, pay, reviewPayment, waitForHome } from "../support/actions.ts";
import { newRecipient, type World } from "../support/world.ts";

/** Rules of the account, changed in Settings and met at the review. */
export function describeLimits(world: World): void {
  describe("limits and recipients", () => {
    test("behavior: what tightens counts at once, what loosens waits a day and can be stopped", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const [friend, stranger] = [newRecipient(), newRecipient()];
      await pay(page, { to: friend, amount: "0.1" });
      await closeReceipt(page);

      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByTestId("settings-limits").click();
      await page.getByRole("heading", { name: "Limits and recipients", level: 1 }).waitFor();
      await page.getByTestId("limits-ETH").fill("0.3");
      await page.getByTestId("limits-new").check();
      await page.getByTestId("limits-blocked-address").fill(`${stranger}0`);
      await page.getByTestId("limits-blocked-add").click();
      await page.getByText("This has 43").waitFor();
      await page.getByTestId("limits-blocked-address").fill(stranger);
      // Typed and not added with the button: it counts all the same.
      await page
        .getByTestId("limits-rules")
        .filter({ hasText: `never paid: ${stranger.toLowerCase()}` })
        .waitFor();
      await page.getByText("Takes effect at once").waitFor();
      await assertAccessible(page, "limits, changed");
      await page.getByTestId("limits-save").click();
      await page.getByText("Your rules have changed").waitFor();

      await page.getByTestId("limits-ETH").fill("5");
      await page.getByTestId("limits-effect").filter({ hasText: "Takes effect in 24 hours" }).waitFor();
      await page.getByTestId("limits-save").click();
      const waiting = page.getByTestId("change-loosening");
      await waiting.filter({ hasText: "At most 5 ETH may leave in any 24 hours." }).waitFor();
      await waiting.filter({ hasText: /In 2[34] h/ }).waitFor();
      await assertAccessible(page, "limits, with a change that waits");
      await waiting.getByTestId("change-stop").click();
      await waiting.waitFor({ state: "detached" });

      const home = async () => {
        await page.goto(world.origin);
        await waitForHome(page);
      };
      await home();
      await reviewPayment(page, { to: stranger, amount: "0.01" });
      await page.getByText("Not allowed: you have blocked this address").waitFor();
      await home();
      await reviewPayment(page, { to: friend, amount: "0.25" });
      await page.getByText("Not allowed: over your daily limit").waitFor();
      await home();
      // Paid before and confirmed by the chain: not new.
      await pay(page, { to: friend, amount: "0.05" });
      await closeReceipt(page);
      const other = newRecipient();
      await reviewPayment(page, { to: other, amount: "0.01" });
      await page.getByText("You have not paid this address before").waitFor();
      await page.getByTestId("review-rule-new-recipient").check();
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByRole("heading", { name: "Sent" }).waitFor();
      expect(await world.balanceOf(other)).toBe(parseEther("0.01"));
    });
  });
}
