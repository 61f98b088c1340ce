import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Page } from "playwright-core";
import { hexToBytes } from "viem";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPushService } from "../../support/startPushService.ts";
import { assertAccessible, assertFits } from "../support/accessible.ts";
import { createWallet, openAt, readAddress, waitForHome } from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
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
      await assertFits(page, "alarms");
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

    test("behavior: told at once of a new device, a kit, looser rules, other guardians, other code, a new key", async () => {
      const { page } = await world.visit();
      const account = { name: "Ada", chainId: foundry.id };
      const { accountId } = await prepareInPage(page, world.origin, account);
      await openAt(page, world.origin);
      await waitForHome(page);
      await callInPage(page, "signInElsewhere", { deviceName: "Laptop" });
      await callInPage(page, "askForPower", { accountId, chainId: foundry.id });
      await page.reload();
      await page.getByRole("link", { name: "Alarms, 6 new" }).waitFor();
      const banners = page.getByTestId("home-alarm-banner");
      for (const change of [
        "Looser rules for this account",
        "Other guardians",
        "Other code for the account",
        "A new key for the account",
      ])
        await banners.filter({ hasText: change }).waitFor();
      await inspect(page, "home-alarms");
      await banners.first().getByRole("link", { name: "Look and cancel" }).click();
      const items = page.getByTestId("alarms-item");
      for (const happened of [
        "A new device joined the account",
        "Laptop can use this account",
        "A backup kit was made",
        "A wider limit was asked for",
        "A change of guardians was asked for",
        "New code for the account was asked for",
        "A new key for the account was asked for",
      ])
        await items.filter({ hasText: happened }).waitFor();
      await inspect(page, "alarms-all");
      // Whatever waits is stopped here.
      expect(await page.getByTestId("change-stop").count()).toBe(4);
      await page.getByTestId("change-guardians").getByTestId("change-stop").click();
      await items.filter({ hasText: "The change of guardians was cancelled" }).waitFor();
    });

    test("behavior: a test alarm goes to the browser's push service, and the browser shows it", async () => {
      const service = await startPushService();
      try {
        const { page, ...wallet } = await world.visit({ contextOptions: { permissions: ["notifications"] } });
        // A browser without a screen has no push service of its own: this one stands in for it, and decrypts as it would.
        await page.addInitScript((subscription) => {
          PushManager.prototype.subscribe = async () => ({ toJSON: () => subscription }) as never; // all that is asked of it
        }, service.subscription);
        await createWallet({ page, ...wallet }, world.origin);
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
        await page.goto(new URL("/alarms", world.origin).href);
        await page.getByTestId("alarms-add-push").click();
        await page.getByTestId("alarms-channel").filter({ hasText: "Gets alarms" }).waitFor();
        await page.getByRole("button", { name: "Send a test" }).click();
        const isTest = ({ text }: { readonly text: string }) => text.includes("This is a test");
        await expect.poll(() => service.received.some(isTest), { timeout: 30_000 }).toBe(true);
        const [worker] = wallet.context.serviceWorkers();
        await worker?.evaluate(noteNotifications);
        await deliverPush(page, world.origin, service.received.find(isTest)?.text ?? "");
        const shown = () => worker?.evaluate(() => (globalThis as unknown as Noting).shown); // set by noteNotifications
        const words = ["This is a test: Alarms reach you here. There is nothing to do."];
        await expect.poll(shown, { timeout: 10_000 }).toEqual(words);
      } finally {
        await service.stop();
      }
    });
  });
}

type Noting = { shown: string[]; readonly registration: ServiceWorkerRegistration };

/** Runs in the service worker: a browser without a screen keeps no list of what it has shown. */
function noteNotifications(): void {
  const worker = globalThis as unknown as Noting; // a service worker's global
  const { registration } = worker;
  const show = registration.showNotification.bind(registration);
  worker.shown = [];
  registration.showNotification = (title, options) => {
    worker.shown.push(`${title}: ${options?.body}`);
    return show(title, options);
  };
}

/** What a push service does last: hands the decrypted message to the site's service worker. */
async function deliverPush(page: Page, origin: string, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (own) resolve(own.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
}
