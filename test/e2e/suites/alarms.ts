import { randomBytes } from "node:crypto";
import pg from "pg";
import { hexToBytes } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertAccessible, assertNoSidewaysScroll } from "../support/accessible.ts";
import { createWallet, readAddress } from "../support/actions.ts";
import type { World } from "../support/world.ts";

/** What the owner is told, and what can still be stopped. */
export function describeAlarms(world: World): void {
  describe("alarms", () => {
    let pool: pg.Pool;
    beforeAll(() => {
      pool = new pg.Pool({ connectionString: world.stack.urls.database, max: 1 });
    });
    afterAll(() => pool?.end());

    test("behavior: a waiting change stands on home, is stopped with the passkey, and the inbox says so", async () => {
      const wallet = await world.visit({ contextOptions: { viewport: { width: 390, height: 844 } } });
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const address = hexToBytes(await readAddress(page));
      // Somebody asks for a new key: what another part of the service does.
      await pool.query(
        `SELECT request_wait($1, account_id, 'rotation', $2, '{}', NULL, 86400, 604800) FROM accounts WHERE address = $3`,
        [randomBytes(16), randomBytes(32), Buffer.from(address)],
      );
      await page.reload();
      const banner = page.getByTestId("home-alarm-banner").filter({ hasText: "A new key for the account" });
      await banner.waitFor();
      await page.getByRole("link", { name: /^Alarms, [1-9]/ }).waitFor();
      await assertAccessible(page, "home with an alarm");
      await banner.getByRole("link", { name: "Look and cancel" }).click();
      await page.getByRole("heading", { name: "Alarms", level: 1 }).waitFor();
      await page.getByTestId("alarms-nobody").waitFor();
      await assertAccessible(page, "alarms");
      await assertNoSidewaysScroll(page, "alarms");
      await page.getByTestId("change-rotation").getByTestId("change-stop").click();
      await page.getByTestId("alarms-item").filter({ hasText: "A new key for the account was cancelled" }).waitFor();
      expect(await page.getByTestId("change-rotation").count()).toBe(0);
      const { rows } = await pool.query(
        "SELECT 1 FROM waits JOIN accounts USING (account_id) WHERE cancelled_at IS NULL AND kind = 'rotation' AND address = $1",
        [Buffer.from(address)],
      );
      expect(rows).toHaveLength(0);
      // Seen once the page is left.
      await page.getByRole("link", { name: "Back" }).click();
      await page.getByRole("link", { name: "Alarms", exact: true }).waitFor();
      expect(await page.getByTestId("home-alarm-banner").count()).toBe(0);
    });
  });
}
