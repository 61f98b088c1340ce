import pg from "pg";
import { createPublicClient, http, parseEther } from "viem";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { openAt } from "../support/actions.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { joinInPages, prepareInPage } from "../support/prepareInPage.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 30_000;
const weekSeconds = 7 * 86_400;

/** Devices that are no longer somebody's, and leaving altogether. */
export function describeLeaving(world: World): void {
  const at = (path: string) => new URL(path, world.origin).href;

  /** What the service does every five minutes. */
  async function deleteDue(): Promise<void> {
    const client = new pg.Client({ connectionString: world.stack.urls.database });
    await client.connect();
    const isDue = "kind = 'delete-data' AND cancelled_at IS NULL AND used_at IS NULL AND ready_at <= now()";
    await client.query(`SELECT delete_account_data(account_id, subject) FROM waits WHERE ${isDue}`);
    await client.end();
  }

  /** Somebody with two devices; the first is open at `path`. */
  async function visitWithTwo(path: string) {
    const [{ page }, { page: other }] = [await world.visit(), await world.visit()];
    const { accountId } = await prepareInPage(page, world.origin, { name: "Ada", chainId: foundry.id });
    await joinInPages({ owner: page, other, origin: world.origin }, { accountId, deviceName: "Old phone" });
    await openAt(other, at("/security"));
    await other.getByTestId("security-device").nth(1).waitFor();
    await openAt(page, at(path));
    return { page, other, accountId };
  }

  describe("leaving", () => {
    test("behavior: signed out everywhere else, another device is out at once, and the inbox says so", async () => {
      const { page, other } = await visitWithTwo("/security");
      const devices = page.getByTestId("security-device");
      await devices.filter({ hasText: "Old phone" }).waitFor();
      await page.getByTestId("sign-out-everywhere").click();
      await inspect(page, "sign-out-everywhere");
      await page.getByTestId("leave-confirm").click();
      await page.getByText("Signed out everywhere else", { exact: true }).waitFor();
      await expect.poll(() => devices.count()).toBe(1);

      await other.reload();
      await other.getByTestId("error-notice").first().waitFor();
      await inspect(other, "security-signed-out");
      await page.goto(at("/alarms"));
      await page.getByTestId("alarms-item").filter({ hasText: "Old phone can no longer use this account" }).waitFor();
    });

    test("behavior: a device that is lost or stolen is out at once, and the key is replaced", async () => {
      const { page, other, accountId } = await visitWithTwo("/security");
      await page.getByRole("button", { name: "Manage Old phone" }).click();
      await inspect(page, "device");
      await page.getByTestId("device-lost").click();
      await page.getByRole("heading", { name: "Make a new key?" }).waitFor();
      await other.reload();
      await other.getByTestId("error-notice").first().waitFor();
      await inspect(page, "new-key-ask");
      await page.getByTestId("new-key-ask").click();
      await page.getByRole("heading", { name: "A day to say no" }).waitFor();
      await inspect(page, "new-key-wait");
      await elapse(world, accountId, 86_401);
      await page.reload();
      await page.getByTestId("new-key-make").click();
      await page.getByRole("heading", { name: "You have a new key" }).waitFor({ timeout: longMs });
      await inspect(page, "new-key-made");
      await page.goto(at("/alarms"));
      const items = page.getByTestId("alarms-item");
      await items.filter({ hasText: "A device was reported lost or stolen" }).waitFor();
      await items.filter({ hasText: "The account has a new key" }).waitFor();
    });

    test("behavior: what the service keeps is deleted after a week in which it can be stopped; the chain keeps its part", async () => {
      const { page } = await world.visit();
      const { accountId, address } = await prepareInPage(page, world.origin, {
        name: "Ada",
        chainId: foundry.id,
        faucetUrl: at("/faucet"),
        payment: { to: newRecipient(), value: parseEther("0.01") },
      });
      const left = await world.balanceOf(address);
      await openAt(page, at("/security"));
      const ask = async () => {
        await page.getByTestId("delete-data").click();
        await page.getByRole("dialog").getByText("After 7 days this wallet cannot sign any more").waitFor();
        const way = page.getByRole("dialog").getByRole("link", { name: "with kit and device you sign without" });
        expect(await way.getAttribute("href")).toBe("/exit.html");
        expect(await page.getByTestId("leave-confirm").isDisabled()).toBe(true);
        await page.getByLabel("I have a backup kit, or have moved my money out.").check();
        await page.getByTestId("leave-confirm").click();
        await page.getByText("Your data will be deleted on").waitFor();
      };
      await ask();
      await inspect(page, "delete-data");
      await page.goto(at("/alarms"));
      const waiting = page.getByTestId("change-delete-data");
      await waiting.filter({ hasText: "Your data is deleted from the service" }).waitFor();
      await page.goto(at("/security"));
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.getByText("Nothing will be deleted").waitFor();
      await page.getByTestId("delete-data").waitFor();

      await ask();
      await elapse(world, accountId, weekSeconds + 1);
      await deleteDue();
      await page.reload();
      await page.getByTestId("error-notice").first().waitFor();
      await inspect(page, "security-deleted");
      await page.goto(at("/settings"));
      await page.getByTestId("settings-sign-out").click();
      await page.getByTestId("sign-out-confirm").click();
      await page.getByRole("link", { name: "Sign in with a passkey" }).click();
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await page.getByTestId("error-notice").filter({ hasText: "No account opens with this passkey" }).waitFor();
      const chain = createPublicClient({ chain: foundry, transport: http(world.stack.urls.rpc) });
      expect(await world.balanceOf(address)).toBe(left);
      expect(await chain.getCode({ address })).toMatch(/^0x../);
    });
  });
}
