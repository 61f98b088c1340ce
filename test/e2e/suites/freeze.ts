import { describe, test } from "vitest";
import { assertAccessible } from "../support/accessible.ts";
import { createWallet, getTestMoney, reviewPayment, waitForHome } from "../support/actions.ts";
import { newRecipient, type World } from "../support/world.ts";

/** Freezing and what it says. */
export function describeFreeze(world: World): void {
  describe("freeze", () => {
    test("behavior: one tap and the passkey stop co-signing; unfreezing waits a day and can be stopped", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      await page.goto(new URL("/security", world.origin).href);
      await page.getByTestId("freeze-open").click();
      await page.getByText("This stops our service, not the network").waitFor();
      await assertAccessible(page, "freeze, asked");
      await page.getByTestId("freeze-confirm").click();
      await page.getByTestId("freeze-state").filter({ hasText: "still signs" }).waitFor();
      await assertAccessible(page, "security, frozen");

      await page.goto(world.origin);
      await waitForHome(page);
      await page.getByTestId("frozen-banner").filter({ hasText: "You can still receive" }).waitFor();
      await assertAccessible(page, "home, frozen");
      await reviewPayment(page, { to: newRecipient(), amount: "0.1" });
      await page.getByText("Not allowed: this account is frozen").waitFor();

      await page.goto(new URL("/security", world.origin).href);
      await page.getByTestId("freeze-end").click();
      const waiting = page.getByTestId("change-unfreeze");
      await waiting.waitFor();
      await waiting.getByTestId("change-stop").click();
      await page.getByTestId("freeze-end").waitFor();
    });
  });
}
