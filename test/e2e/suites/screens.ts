import { describe, expect, test } from "vitest";
import { walkGuardian } from "../support/guardianWalk.ts";
import { inspect } from "../support/inspect.ts";
import { guardianWallets } from "../support/owner.ts";
import { ownerScreens, visitorScreens, visitScreens } from "../support/screens.ts";
import { visitOwner } from "../support/visitOwner.ts";
import type { World } from "../support/world.ts";

const longMs = 60_000;
const look = inspect;

/** Every screen, light and dark, and 320 px wide; those of guardians by keyboard alone. */
export function describeScreens(world: World): void {
  describe("every screen", () => {
    test("behavior: without an account, axe finds nothing and nothing is cut off", async () => {
      const { page } = await world.visit();
      await visitScreens({ page, origin: world.origin, screens: visitorScreens, look });
    });

    test("behavior: with an account, axe finds nothing and nothing is cut off", async () => {
      const { page } = await visitOwner(world, { hasKit: true });
      await visitScreens({ page, origin: world.origin, screens: ownerScreens, look });
    });

    test("behavior: by keyboard alone: a guardian accepts with a new passkey, and approves; the request outlives reloads", async () => {
      const asker = await walkGuardian({ place: world, look });
      await asker.context().setOffline(true);
      await asker.getByTestId("error-notice").first().waitFor({ timeout: longMs });
      await asker.context().setOffline(false);
      await asker.getByTestId("error-notice").first().waitFor({ state: "detached", timeout: longMs });
      await asker.reload();
      await asker.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
    });

    test("behavior: a recovery without the service that was left before its code was kept says so, and begins again", async () => {
      const [guardian] = guardianWallets;
      const { cards } = await visitOwner(world, { guardians: guardian ? [guardian.address] : [] });
      const { page } = await world.visit();
      await page.route("**/v1/recoveries**", (route) => route.abort());
      await page.goto(new URL("/recover", world.origin).href);
      const buffer = Buffer.from(JSON.stringify(cards[0]));
      await page
        .getByLabel("Open the card’s file")
        .setInputFiles({ name: "card.json", mimeType: "application/json", buffer });
      await page.getByLabel("Your name").fill("Ada");
      await page.getByRole("button", { name: "Make the key with a passkey" }).click();
      await page.getByTestId("recover-alone").waitFor({ timeout: longMs });
      await look(page, "recover-unreachable");
      await page.getByTestId("recover-alone").click();
      await page.getByRole("button", { name: "Make the key with a passkey" }).click();
      await page.getByTestId("recovery-kit-code").waitFor({ timeout: longMs });
      await look(page, "recover-kit");
      await page.reload();
      await page.getByRole("heading", { name: "The code was not kept" }).waitFor();
      await look(page, "recover-kit-lost");
      await page.getByRole("button", { name: "Make another key" }).click();
      await page.getByRole("heading", { name: "Get your account back" }).waitFor();
      expect(await page.getByTestId("recovery-kit-code").count()).toBe(0);
    });
  });
}
