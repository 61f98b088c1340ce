import type { Page } from "playwright-core";
import { describe, test } from "vitest";
import { createWallet, waitForHome } from "../support/actions.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { newRecipient, type World } from "../support/world.ts";
import { addByAddress } from "./guardians.ts";
import { readAccountId } from "./kit.ts";

const longMs = 60_000;
const daySeconds = 86_400;

/** What takes the person a while: a change that is announced a day before, and what has to be written down by hand. */
export function describeWaiting(world: World): void {
  describe("waiting", () => {
    test("behavior: guardians that were announced are found a day later, after a reload, and go on from there", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const accountId = await readAccountId(page);
      await elapse(world, accountId, daySeconds + 1);
      await page.goto(new URL("/guardians", world.origin).href);
      for (const name of ["Bea", "Cy", "Dan"]) await addByAddress(page, name, newRecipient());
      // Not the number that is proposed: it is found again too.
      await page.getByText("3 of 3", { exact: true }).click();
      await sign(page);
      await page.getByTestId("guardians-wait").click({ timeout: longMs });
      await page.getByTestId("guardians-announced").waitFor({ timeout: longMs });
      await inspect(page, "guardians-announced");

      await page.goto(world.origin);
      await waitForHome(page);
      const banner = page.getByTestId("home-alarm-banner").filter({ hasText: "The first guardians" });
      await banner.waitFor({ timeout: longMs });
      await inspect(page, "home-announced");
      await banner.getByRole("link", { name: "Go on" }).click();
      await page.getByTestId("guardians-announced").waitFor({ timeout: longMs });

      // Another list is not what was announced.
      await addByAddress(page, "Eve", newRecipient());
      await page.getByText("For another list than the one below: 3 guardians").waitFor({ timeout: longMs });
      await page.getByTestId("guardians-sign").waitFor();
      await page.getByRole("button", { name: "Remove Eve" }).click();
      await page.getByTestId("guardians-announced").waitFor({ timeout: longMs });

      await elapse(world, accountId, daySeconds + 1);
      await page.goto(new URL("/alarms", world.origin).href);
      const change = page.getByTestId("change-first-guardians").filter({ hasText: "Possible now, until" });
      await change.waitFor({ timeout: longMs });
      await inspect(page, "alarms-announced");
      await change.getByTestId("change-go-on").click();
      await page.getByTestId("change-first-guardians").filter({ hasText: "Possible now, until" }).waitFor();
      await inspect(page, "guardians-due");
      await sign(page);
      await page
        .getByTestId("guardians-status")
        .filter({ hasText: "3 of 3 guardians can bring your account back" })
        .waitFor({ timeout: longMs });
    }, 180_000);

    test("behavior: what is shown only once does not lock while it is written down, and leaving it asks", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByText("1 min", { exact: true }).click();
      await page.clock.install();
      await page.goto(new URL("/kit", world.origin).href);
      await page.getByRole("button", { name: "Make my kit" }).click();
      await page.getByRole("button", { name: "Download the file" }).click({ timeout: longMs });
      await page.getByRole("button", { name: "Continue" }).click();
      const code = page.getByTestId("kit-code");
      await code.waitFor();
      await page.clock.fastForward("10:00");
      await code.waitFor();
      await page.getByRole("link", { name: "Close" }).click();
      const asking = page.getByRole("dialog", { name: "Leave now?" });
      await asking.waitFor();
      await inspect(page, "kit-leave");
      await asking.getByRole("button", { name: "Stay" }).click();
      await code.waitFor();
      await page.getByRole("link", { name: "Close" }).click();
      await asking.getByTestId("once-leave").click();
      await waitForHome(page);
      await page.clock.fastForward("01:10");
      await page.getByRole("heading", { name: "Everyday is locked" }).waitFor();
    });
  });
}

async function sign(page: Page): Promise<void> {
  await page.getByTestId("guardians-tick").check();
  await page.getByTestId("guardians-sign").click();
}
