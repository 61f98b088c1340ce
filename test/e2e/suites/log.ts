import type { Route } from "playwright-core";
import { describe, expect, test } from "vitest";
import { closeReceipt, createWallet, getTestMoney, pay, waitForHome } from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { newRecipient, type World } from "../support/world.ts";

/** What the server has written down, and what the wallet does when that does not fit any more. */
export function describeLog(world: World): void {
  describe("the server's record", () => {
    test("S73: in order with every entry proven; an older record shown again is an alarm that stays", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      const goTo = (path: string) => page.goto(new URL(path, world.origin).href);
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      await goTo("/security/log");
      await page.getByTestId("log-state").filter({ hasText: "In order" }).waitFor();
      await page.getByText("Nothing yet").waitFor();

      await goTo("/");
      await waitForHome(page);
      await pay(page, { to: newRecipient(), amount: "0.1" });
      await closeReceipt(page);
      expect(await page.getByTestId("log-alarm").count()).toBe(0);
      await goTo("/security");
      await page.getByTestId("log-state").filter({ hasText: "In order" }).waitFor();
      await page.getByRole("link", { name: "See the record" }).click();
      await page.getByRole("heading", { name: "The server’s record", level: 1 }).waitFor();
      const entry = page.getByTestId("log-entry").filter({ hasText: "Signed a payment" });
      await entry.filter({ hasText: "In the record" }).waitFor();
      await page.getByText("What the check shows, and what not").click();
      await inspect(page, "log");

      const older = await (await fetch(new URL("/v1/log/checkpoint", world.origin))).text();
      await goTo("/");
      await waitForHome(page);
      await pay(page, { to: newRecipient(), amount: "0.1" });
      await goTo("/security/log");
      await entry.filter({ hasText: "In the record" }).nth(1).waitFor();

      const replay = (route: Route) => route.fulfill({ body: older, contentType: "text/plain; charset=utf-8" });
      await page.route("**/v1/log/checkpoint", replay);
      await goTo("/");
      const strip = page.getByTestId("log-alarm").filter({ hasText: "The server’s record was changed" });
      await strip.waitFor({ timeout: 20_000 });
      await inspect(page, "home-log-alarm");
      await strip.getByRole("link", { name: "What to do" }).click();
      await page.getByTestId("log-alarms").filter({ hasText: "the record is shorter than it was" }).waitFor();
      await page.getByTestId("log-proof").locator("summary").click();
      await inspect(page, "log-alarm");
      await page.getByRole("button", { name: "Copy the proof" }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(older.trimEnd());

      // An honest answer does not undo it.
      await page.unroute("**/v1/log/checkpoint", replay);
      await page.reload();
      await page.getByTestId("log-alarms").waitFor();
      await goTo("/send");
      await strip.waitFor();
      await goTo("/security");
      await strip.waitFor();
      await page.getByTestId("log-state").filter({ hasText: "Changed" }).waitFor();
      await inspect(page, "security-log-alarm");
    });
  });
}
