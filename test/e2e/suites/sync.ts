import { describe, expect, test } from "vitest";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { closeReceipt, createWallet, getTestMoney, pay, waitForHome } from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { newRecipient, type World } from "../support/world.ts";

/** What an account's devices share: a new one has contacts, notes, guardians and settings at once. */
export function describeSync(world: World): void {
  describe("what outlives a device", () => {
    test("behavior: signed in with the same passkey, contacts, guardians, notes and settings are there", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin, "Travels");
      await getTestMoney(page);

      // A contact out of a payment, a note on it, one more contact by hand.
      const friend = newRecipient();
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(friend);
      await page.getByTestId("contact-save").click();
      await page.getByTestId("contact-name").fill("Bea");
      await page.getByTestId("contact-submit").click();
      await page.getByTestId("send-contact").filter({ hasText: "Bea" }).waitFor();
      await page.getByRole("link", { name: "Close" }).click();
      await waitForHome(page);
      await pay(page, { to: friend, amount: "0.1" });
      await closeReceipt(page);
      await page.getByTestId("activity-entry").filter({ hasText: "To Bea" }).first().click();
      await page.getByTestId("activity-note-edit").click();
      await page.getByTestId("activity-note-text").fill("Half of the tent");
      await page.getByRole("button", { name: "Save the note" }).click();
      await page.getByTestId("activity-note").filter({ hasText: "Half of the tent" }).waitFor();
      await inspect(page, "activity-note");

      await page.goto(new URL("/contacts", world.origin).href);
      await page.getByTestId("contact-add").click();
      await page.getByTestId("contact-name").fill("Cy");
      // The local network knows no names, and says so.
      await page.getByTestId("contact-address").fill("alice.eth");
      await page.getByTestId("name-find").click();
      await page.getByText("No network of this wallet knows names").waitFor();
      await page.getByTestId("contact-address").fill(`${newRecipient()}0`);
      await page.getByTestId("contact-submit").click();
      await page.getByText("This has 43").waitFor();
      await page.getByTestId("contact-address").fill(newRecipient());
      await page.getByTestId("contact-submit").click();
      await page.getByRole("button", { name: "Rename Cy" }).waitFor();
      await page.getByTestId("sync-state").filter({ hasText: "Compared with" }).waitFor();
      await inspect(page, "contacts");

      await page.goto(new URL("/guardians", world.origin).href);
      for (const name of ["Dan", "Eve"]) {
        await page.getByTestId("guardians-add").click();
        await page.getByText("By address", { exact: true }).click();
        await page.getByTestId("guardian-name").fill(name);
        await page.getByTestId("guardian-address").fill(newRecipient());
        await page.getByTestId("guardian-save").click();
        await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
      }
      await page.getByTestId("guardians-tick").check();
      await page.getByTestId("guardians-sign").click();
      const status = page.getByTestId("guardians-status").filter({ hasText: "2 of 2 guardians" });
      await status.waitFor({ timeout: 30_000 });

      await page.goto(new URL("/settings", world.origin).href);
      await page.getByText("Dark", { exact: true }).click();
      await page.getByText("15 min", { exact: true }).click();
      const bodies = () => wallet.requests.flatMap(({ body }) => (body ? [body.toString()] : [])).join("");
      // Each change goes out by itself.
      await expect
        .poll(() => wallet.requests.filter(({ method, url }) => method === "PUT" && url.endsWith("/sync")).length)
        .toBeGreaterThan(4);
      await page.waitForTimeout(1_000);
      expect(bodies()).not.toMatch(/Half of the tent|"Cy"/);

      await becomeFreshProfile(page);
      await page.goto(world.origin);
      await page.getByRole("link", { name: "Sign in with a passkey" }).click();
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await waitForHome(page);
      await page.getByTestId("activity-entry").filter({ hasText: "To Bea" }).first().click({ timeout: 30_000 });
      await page.getByTestId("activity-note").filter({ hasText: "Half of the tent" }).waitFor();
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");

      await page.goto(new URL("/guardians", world.origin).href);
      await status.waitFor({ timeout: 30_000 });
      for (const name of ["Dan", "Eve"]) await page.getByRole("button", { name: `Remove ${name}` }).waitFor();

      await page.goto(new URL("/contacts", world.origin).href);
      for (const name of ["Bea", "Cy"]) await page.getByRole("button", { name: `Rename ${name}` }).waitFor();
      await page.goto(new URL("/settings", world.origin).href);
      expect(await page.getByRole("radio", { name: "15 min" }).isChecked()).toBe(true);
      await inspect(page, "settings-shared");

      await page.goto(new URL("/send", world.origin).href);
      await page.getByTestId("contact-pick").filter({ hasText: "Cy" }).waitFor();
      await inspect(page, "send-contacts");
      await page.getByTestId("contact-pick").filter({ hasText: "Cy" }).click();
      await page.getByTestId("send-contact").filter({ hasText: "Cy" }).waitFor();
    });
  });
}
