import { parseEther } from "viem";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { assertAccessible } from "../support/accessible.ts";
import { createWallet, getTestMoney, openAt, reviewPayment, waitForHome } from "../support/actions.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { guardianWallets } from "../support/owner.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
import { newRecipient, type World } from "../support/world.ts";
import { readAccountId } from "./kit.ts";

const longMs = 30_000;

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

      // A new key is still made, for whoever fears for the old one.
      const accountId = await readAccountId(page);
      await page.goto(new URL("/new-key", world.origin).href);
      await page.getByTestId("new-key-ask").click();
      await page.getByRole("heading", { name: "A day to say no" }).waitFor();
      await elapse(world, accountId, 86_401);
      await page.reload();
      await page.getByTestId("new-key-make").click();
      await page.getByRole("heading", { name: "You have a new key" }).waitFor({ timeout: longMs });

      await page.goto(new URL("/security", world.origin).href);
      await page.getByTestId("freeze-state").filter({ hasText: "together with the backup kit still signs" }).waitFor();
      await page.getByTestId("freeze-end").click();
      const waiting = page.getByTestId("change-unfreeze");
      await waiting.waitFor();
      await waiting.getByTestId("change-stop").click();
      await page.getByTestId("freeze-end").waitFor();
    });

    test("behavior: a frozen account still cancels a recovery", async () => {
      const { page } = await world.visit();
      const { accountId, cards } = await prepareInPage(page, world.origin, {
        name: "Ada",
        chainId: foundry.id,
        guardians: guardianWallets.map(({ address }) => address),
        faucetUrl: new URL("/faucet", world.origin).href,
        payment: { to: newRecipient(), value: parseEther("0.01") },
      });
      await callInPage(page, "freeze", { accountId });
      const [card] = cards;
      if (!card) throw new RangeError("an account without guardians");
      const { recovery } = createTestDevice({ baseUrl: world.origin }).client;
      const { request } = await recovery.start({ card, requester: "Ada, they say" });
      for (const key of guardianWallets.slice(0, 2)) {
        const own = cards[guardianWallets.indexOf(key)] ?? card;
        expect(await recovery.approve({ request, card: own, key })).toMatchObject({ isSent: true });
      }

      await openAt(page, new URL("/alarms", world.origin).href);
      const cancel = page.getByTestId("alarms-cancel");
      await cancel.waitFor({ timeout: longMs });
      await inspect(page, "alarms-recovery");
      await cancel.click();
      const dialog = page.getByRole("dialog", { name: "Cancel the recovery" });
      await dialog.getByTestId("review-confirm").waitFor({ timeout: longMs });
      for (const box of await dialog.getByRole("checkbox").all()) await box.check();
      await dialog.getByTestId("review-confirm").click();
      await dialog.waitFor({ state: "hidden", timeout: longMs });
      await cancel.waitFor({ state: "detached", timeout: longMs });
      await page.goto(new URL("/security", world.origin).href);
      await page.getByTestId("freeze-state").waitFor();
    });
  });
}
