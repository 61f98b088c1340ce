import { parseEther, zeroHash } from "viem";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { assertAccessible } from "../support/accessible.ts";
import {
  beginWallet,
  closeReceipt,
  confirmPayment,
  createWallet,
  getTestMoney,
  openAt,
  pay,
  readAddress,
  reviewPayment,
  waitForHome,
} from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { joinInPages, prepareInPage } from "../support/prepareInPage.ts";
import { newRecipient, type World } from "../support/world.ts";

/** Devices of an account and its key: added by code, a new key with the other's yes, followed, taken out. */
export function describeRotation(world: World): void {
  describe("devices and keys", () => {
    test("S26 S68: a device added by code confirms a new key, follows it, and is refused once taken out", async () => {
      const [first, second] = [await world.visit(), await world.visit()];
      const { page } = first;
      const other = second.page;
      await createWallet(first, world.origin, "Shared");
      const account = await readAddress(page);
      await getTestMoney(page);

      await other.goto(new URL("/sign-in", world.origin).href);
      await other.getByRole("link", { name: "Add this device to an account" }).click();
      const code = await other.getByTestId("new-device-code").textContent();
      await page.getByRole("link", { name: "Security", exact: true }).first().click();
      await page.getByRole("link", { name: "Add a device" }).click();
      await page.getByLabel("Code of the new device").fill("0000-0000-0000");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByTestId("error-notice").waitFor();
      await page.getByLabel("Code of the new device").fill(code ?? "");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "Add it" }).click();
      await page.getByRole("heading", { name: "Device added" }).waitFor();
      await other.getByRole("button", { name: "Make a passkey" }).click({ timeout: 30_000 });
      await waitForHome(other);
      expect(await readAddress(other)).toBe(account);

      await page.goto(new URL("/new-key", world.origin).href);
      await page.getByRole("button", { name: "Ask for a new key" }).click();
      await page.getByRole("heading", { name: "A day to say no" }).waitFor();
      await other.getByRole("link", { name: "Security", exact: true }).first().click();
      await other.getByRole("button", { name: "Yes, that is me" }).click();
      await page.getByRole("heading", { name: "Make the new key" }).waitFor({ timeout: 30_000 });
      await page.getByRole("button", { name: "Make the new key" }).click();
      await page.getByRole("heading", { name: "You have a new key" }).waitFor({ timeout: 30_000 });
      await page.getByText("Burn the old backup kit").waitFor();

      await other.goto(world.origin);
      await other.getByRole("button", { name: "Update this device" }).click();
      await other.getByText("This device has the new key").waitFor();
      const friend = newRecipient();
      await pay(other, { to: friend, amount: "0.2" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.2"));

      await page.goto(new URL("/security", world.origin).href);
      await page.getByRole("button", { name: /^Manage / }).click();
      await page.getByRole("button", { name: "I no longer use it" }).click();
      await page.getByText("Device taken out").waitFor();
      await other.goto(new URL("/security", world.origin).href);
      await other.getByTestId("error-notice").first().waitFor();
    });

    test("behavior: a device whose password nothing brings to a new key is added again by one button", async () => {
      const [first, second] = [await world.visit(), await world.visit({ hasPrf: false })];
      const { page } = first;
      const other = second.page;
      await createWallet(first, world.origin, "Shared");
      await other.goto(new URL("/add-device", world.origin).href);
      const code = await other.getByTestId("new-device-code").textContent();
      await page.goto(new URL("/add-device", world.origin).href);
      await page.getByLabel("Code of the new device").fill(code ?? "");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "Add it" }).click();
      await other.getByTestId("new-device-finish").click({ timeout: 30_000 });
      const password = other.getByLabel("Password", { exact: true });
      await password.fill("password123", { timeout: 30_000 });
      await other.getByTestId("new-device-finish").click();
      await other.getByText("one of the first passwords somebody would try").waitFor();
      await password.fill("seven grey herons");
      await other.getByTestId("new-device-finish").click();
      await waitForHome(other);

      await other.getByRole("link", { name: "Settings" }).first().click();
      await other.getByRole("button", { name: "Sign out of this device" }).click();
      await other.getByText("you need another device of the account").waitFor();
      await assertAccessible(other, "sign out, with a way back");
      await other.getByRole("button", { name: "Stay" }).click();

      await page.goto(new URL("/new-key", world.origin).href);
      await page.getByRole("button", { name: "Ask for a new key" }).click();
      await page.getByRole("heading", { name: "A day to say no" }).waitFor();
      await other.getByRole("link", { name: "Security", exact: true }).first().click();
      await other.getByRole("button", { name: "Yes, that is me" }).click();
      await page.getByRole("button", { name: "Make the new key" }).click({ timeout: 30_000 });
      await page.getByRole("heading", { name: "You have a new key" }).waitFor({ timeout: 30_000 });

      await other.goto(world.origin);
      await other.getByTestId("key-add-again").click({ timeout: 30_000 });
      await assertAccessible(other, "add again");
      await other.getByTestId("key-add-again-confirm").click();
      await other.getByTestId("new-device-code").waitFor({ timeout: 30_000 });
    });

    test("S58: once the parts are renewed, a device with an old one pays nothing, is told, and follows", async () => {
      const [{ page }, { page: other }] = [await world.visit(), await world.visit()];
      const { accountId } = await prepareInPage(page, world.origin, {
        name: "Ada",
        chainId: foundry.id,
        faucetUrl: new URL("/faucet", world.origin).href,
      });
      await joinInPages({ owner: page, other, origin: world.origin }, { accountId, deviceName: "Old phone" });
      const friend = newRecipient();
      await openAt(other, world.origin);
      await waitForHome(other);
      await reviewPayment(other, { to: friend, amount: "0.2" });

      await openAt(page, new URL("/security", world.origin).href);
      await page.getByTestId("key-renew").click();
      await page.getByTestId("key-renewed").filter({ hasText: "Each of your other devices" }).waitFor();
      await inspect(page, "security-renewed");

      await confirmPayment(other);
      await other.getByTestId("operation-paused").filter({ hasText: "This device’s part is out of date" }).waitFor();
      await inspect(other, "review-stale");
      expect(await world.balanceOf(friend)).toBe(0n);
      await other.goto(world.origin);
      await other.getByTestId("key-notice").filter({ hasText: "this device can pay again" }).waitFor();
      await inspect(other, "home-stale");
      await other.getByRole("button", { name: "Update this device" }).click();
      await other.getByTestId("key-notice").waitFor({ state: "detached" });
      await pay(other, { to: friend, amount: "0.2" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.2"));
    });

    test("S61: a server that has seen another key generation than this device makes no wallet", async () => {
      const { page } = await world.visit();
      await page.route("**/v1/accounts/*/dkg/*", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...(await answer.json()), transcriptHash: zeroHash } });
      });
      await beginWallet(page, world.origin);
      await page.getByTestId("error-notice").filter({ hasText: "The co-signing server gave a wrong answer" }).waitFor();
      await inspect(page, "create-transcript");
      // Nothing is kept of it but that it was begun.
      await page.goto(new URL("/create", world.origin).href);
      await page.getByText("is almost there").waitFor();
      await page.unroute("**/v1/accounts/*/dkg/*");
      await page.getByTestId("create-continue").click();
      await waitForHome(page);
    });

    test("behavior: a new device signs in within 10 seconds, with its history", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin, "Travels");
      await getTestMoney(page);
      await pay(page, { to: newRecipient(), amount: "0.1" });
      await closeReceipt(page);
      await becomeFreshProfile(page);
      await page.goto(new URL("/sign-in", world.origin).href);
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await page.getByTestId("activity-entry").first().waitFor({ timeout: 10_000 });
    });
  });
}
