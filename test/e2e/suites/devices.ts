import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { assertAccessible, assertFits } from "../support/accessible.ts";
import {
  beginWallet,
  closeNextPrompt,
  closeReceipt,
  createWallet,
  getTestMoney,
  readAddress,
  waitForHome,
} from "../support/actions.ts";
import { newRecipient, type World } from "../support/world.ts";

/** New devices, locked devices, devices without PRF. */
export function describeDevices(world: World): void {
  describe("signing in", () => {
    test("behavior: signing out leaves nothing on the device, and the passkey brings it back", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const account = await readAddress(page);
      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByRole("button", { name: "Sign out of this device" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("link", { name: "Create a wallet" }).waitFor();
      await page.getByRole("link", { name: "Sign in with a passkey" }).click();
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await waitForHome(page);
      expect(await readAddress(page)).toBe(account);
    });
  });

  describe("lock", () => {
    test("behavior: a locked wallet shows nothing of the account until the passkey opens it", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      await page.getByRole("button", { name: "Lock" }).first().click();
      await page.getByRole("heading", { name: "Everyday is locked" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "Everyday is locked" }).waitFor();
      expect(await page.getByText("ETH").count()).toBe(0);
      await closeNextPrompt(page);
      await page.getByRole("button", { name: "Unlock" }).click();
      await page.getByText("You closed the passkey prompt").waitFor();
      await page.getByRole("button", { name: "Unlock" }).click();
      await waitForHome(page);
      await page.getByTestId("home-balance").waitFor();
    });

    test("behavior: it locks by itself after the chosen time, in every tab, and not before", async () => {
      const wallet = await world.visit();
      const { page, context } = wallet;
      await createWallet(wallet, world.origin);
      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByText("1 min", { exact: true }).click();
      const other = await context.newPage();
      await other.clock.install();
      await other.goto(world.origin);
      await waitForHome(other);
      await other.clock.fastForward("00:55");
      await waitForHome(other);
      await other.clock.fastForward("00:10");
      await other.getByRole("heading", { name: "Everyday is locked" }).waitFor();
      await page.getByRole("heading", { name: "Everyday is locked" }).waitFor();
    });
  });

  describe("a passkey that is not synced", () => {
    test("behavior: said when the wallet is made, on home and on the security page, with what mends it", async () => {
      const { page } = await world.visit({ isSynced: false });
      await beginWallet(page, world.origin);
      await page.getByTestId("create-unsynced").filter({ hasText: "scan its QR code with this one" }).waitFor();
      await assertAccessible(page, "create, not synced");
      await assertFits(page, "create, not synced");
      await page.getByRole("link", { name: "Later" }).click();
      await waitForHome(page);
      await page
        .getByTestId("home-kit")
        .filter({ hasText: "If you lose this device, you cannot get back in." })
        .waitFor();
      await page.getByRole("link", { name: "Security", exact: true }).first().click();
      await page.getByText("None of them is synced. A new device needs one that you have").waitFor();
      const said = page.getByTestId("security-lock-outs").getByRole("listitem");
      await said.first().waitFor();
      expect(await said.allTextContents()).toEqual([
        "If you lose this device, you cannot get back in. Make a backup kit.",
        "If you lose your passkey, you cannot get back in. Make a backup kit.",
        "If our server is gone, you cannot get back in. Make a backup kit.",
      ]);
      await page.getByTestId("delete-data").click();
      const way = page.getByRole("dialog").getByRole("link", { name: "sign without our server" });
      expect(await way.getAttribute("href")).toBe("/exit.html");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "What to do when something is lost" }).click();
      await page.getByRole("heading", { name: "You lost your phone or computer" }).waitFor();
      await page.emulateMedia({ media: "print" });
      expect(await page.getByRole("navigation").filter({ visible: true }).count(), "on paper").toBe(0);
    });
  });

  describe("a passkey without PRF", () => {
    test("behavior: a password seals this device's part, opens it, and the wallet says what that means", async () => {
      const wallet = await world.visit({ hasPrf: false });
      const { page } = wallet;
      await page.goto(world.origin);
      await page.getByRole("link", { name: "Create a wallet" }).click();
      await page.getByLabel("Wallet name").fill("Old phone");
      await page.getByRole("button", { name: "Create with a passkey" }).click();
      await page.getByText("This wallet will live on this device only").waitFor();
      await page.getByText("A new device needs this one, which scans its QR code, or the backup kit").waitFor();
      await page.getByLabel("Password", { exact: true }).fill("password12");
      await page.getByRole("button", { name: "Continue with this password" }).click();
      await page.getByText("one of the first passwords").waitFor();
      await page.getByLabel("Password", { exact: true }).fill("seven grey herons");
      await page.getByRole("button", { name: "Continue with this password" }).click();
      await waitForHome(page);
      await getTestMoney(page);

      const friend = newRecipient();
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(friend);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByTestId("send-amount").fill("0.1");
      await page.getByRole("button", { name: "Review" }).click();
      await page.getByLabel("Password of this device").fill("seven grey herrings");
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByText("The password does not open this account").waitFor();
      await page.getByLabel("Password of this device").fill("seven grey herons");
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByRole("heading", { name: "Sent" }).waitFor();
      expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
      await closeReceipt(page);

      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByRole("button", { name: "Sign out of this device" }).click();
      await page.getByText("You would lose this account").waitFor();
      expect(await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).isDisabled()).toBe(true);
    });

    test("behavior: on a new device such an account is not promised", async () => {
      const wallet = await world.visit({ hasPrf: false });
      const { page } = wallet;
      await page.goto(world.origin);
      await page.getByRole("link", { name: "Create a wallet" }).click();
      await page.getByLabel("Wallet name").fill("Old phone");
      await page.getByRole("button", { name: "Create with a passkey" }).click();
      await page.getByLabel("Password", { exact: true }).fill("seven grey herons");
      await page.getByRole("button", { name: "Continue with this password" }).click();
      await waitForHome(page);
      await page.getByRole("link", { name: "Security", exact: true }).first().click();
      await page.getByText("Your passkey cannot encrypt. A new device needs one that you have").waitFor();
      await page.getByTestId("security-lock-outs").filter({ hasText: "If you lose this device" }).waitFor();
      await becomeFreshProfile(page);
      await page.goto(world.origin);
      await page.getByRole("link", { name: "Sign in with a passkey" }).click();
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await page.getByText("lives only on the device that made it").waitFor();
    });
  });
}
