import { getGuardianConfiguration } from "@tandem/account";
import type { Page } from "playwright-core";
import { type Address, createPublicClient, http, keccak256, parseEther, stringToHex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { ripen } from "../../support/ripen.ts";
import { confirmReview, waitForHome } from "../support/actions.ts";
import { elapse } from "../support/elapse.ts";
import { holdRequest, onRpc } from "../support/holdRequest.ts";
import { inspect } from "../support/inspect.ts";
import type { Prepared } from "../support/pageClient.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;
const hour = 3600;
const chainId = foundry.id;
const addressOf = (name: string): Address => privateKeyToAddress(keccak256(stringToHex(`e2e change ${name}`)));

/** The owner's own change of guardians, from the first press to the new list; and one that somebody else made. */
export function describeChangeGuardians(world: World): void {
  const reader = () => createPublicClient({ chain: foundry, transport: http(world.stack.urls.rpc) });
  const open = (page: Page, path: string) => page.goto(new URL(path, world.origin).href);

  /** Three guardians by address, two of whom are needed, in place on the chain. */
  async function visitGuarded(): Promise<{ readonly page: Page; readonly prepared: Prepared }> {
    const { page } = await world.visit();
    const prepared = await prepareInPage(page, world.origin, {
      name: "Ada",
      chainId,
      guardians: ["Bea", "Cy", "Dan"].map(addressOf),
      faucetUrl: new URL("/faucet", world.origin).href,
      payment: { to: newRecipient(), value: parseEther("0.01") },
    });
    await expect
      .poll(async () => (await getGuardianConfiguration(reader(), prepared)).configEpoch, { timeout: longMs })
      .toBe(1n);
    return { page, prepared };
  }

  async function unlock(page: Page): Promise<void> {
    await open(page, "/");
    await page.getByRole("button", { name: "Unlock" }).click();
    await waitForHome(page);
  }

  describe("a change of guardians", () => {
    test("behavior: one more and another number: announced, confirmed a day later, known after a reload, put in place", async () => {
      const { page, prepared } = await visitGuarded();
      const { accountId, address } = prepared;
      await unlock(page);
      await open(page, "/guardians");
      await page.getByTestId("guardians-status").filter({ hasText: "2 of 3 guardians" }).waitFor({ timeout: longMs });

      // Another number alone is a change already.
      const section = page.getByTestId("guardians-threshold");
      await section.getByRole("heading", { name: "How many are needed?" }).waitFor();
      expect(await page.getByTestId("guardians-change").count()).toBe(0);
      await section.getByText("3 of 3", { exact: true }).click();
      await page.getByTestId("guardians-change").waitFor();
      await inspect(page, "guardians-threshold");
      await page.getByRole("button", { name: "Keep them as they are" }).click();
      await page.getByTestId("guardians-change").waitFor({ state: "detached" });

      await page.getByTestId("guardians-add").click();
      await page.getByText("By address", { exact: true }).click();
      await page.getByTestId("guardian-name").fill("Eve");
      await page.getByTestId("guardian-address").fill(addressOf("Eve"));
      await page.getByTestId("guardian-save").click();
      await page.getByRole("button", { name: "Remove Eve" }).waitFor();
      await section.getByText("2 of 4", { exact: true }).click();
      await page.getByTestId("guardians-change").click();
      const dialog = page.getByRole("dialog", { name: "Change your guardians" });
      await dialog.getByTestId("guardians-announce").waitFor({ timeout: longMs });
      await inspect(page, "guardians-announce");
      await dialog.getByTestId("guardians-announce").click();
      await dialog.getByText(/^Announced. Possible from/).waitFor({ timeout: longMs });

      // The day after, in a page that was loaded again: what was chosen is still there.
      await page.reload();
      await page.getByTestId("change-guardians").waitFor({ timeout: longMs });
      await inspect(page, "guardians-announced");
      await elapse(world, accountId, 24 * hour + 10);
      await page.reload();
      await page.getByTestId("change-guardians").filter({ hasText: "Possible now" }).waitFor({ timeout: longMs });
      expect(await section.getByRole("radio", { name: "2 of 4" }).isChecked()).toBe(true);
      await page.getByTestId("guardians-change").click();
      const held = await holdRequest(page, { when: "after", matches: onRpc("eth_sendUserOperation") });
      await confirmReview(page);
      await held.reached;
      await held.close();
      const scheduled = page.getByTestId("guardians-scheduled");
      await scheduled.filter({ hasText: "You made it" }).waitFor({ timeout: longMs });
      await scheduled.filter({ hasText: "After it 2 of these 4 are needed" }).waitFor();
      expect(await scheduled.getByTestId("guardians-apply").count()).toBe(0);
      await inspect(page, "guardians-scheduled");

      await ripen(world.stack.urls.rpc, address, 36 * hour);
      await scheduled.getByTestId("guardians-apply").click({ timeout: longMs });
      await confirmReview(page);
      await page.getByTestId("guardians-status").filter({ hasText: "2 of 4 guardians" }).waitFor({ timeout: longMs });
      await scheduled.waitFor({ state: "detached", timeout: longMs });
      expect((await getGuardianConfiguration(reader(), { address })).configEpoch).toBe(2n);
      // Every card has to be given out again.
      await page.getByTestId("guardian-cards").getByText("Eve", { exact: true }).waitFor({ timeout: longMs });
      await inspect(page, "guardians-changed");
    }, 300_000);

    test("behavior: one that this wallet did not make is an alarm at the top, for the guardians too, and a passkey cancels it", async () => {
      const { page, prepared } = await visitGuarded();
      const { accountId, address, cards } = prepared;
      const other = { accountId, chainId, threshold: 3 };
      await callInPage(page, "announceThreshold", other);
      await elapse(world, accountId, 24 * hour + 10);
      await callInPage(page, "scheduleThreshold", other);
      expect((await getGuardianConfiguration(reader(), { address })).scheduled).toBeDefined();

      await unlock(page);
      const banner = page.getByTestId("home-alarm-banner").filter({ hasText: "A change of guardians is waiting" });
      await banner.waitFor({ timeout: longMs });
      await inspect(page, "home-guardians-alarm");
      await open(page, "/guardians");
      const scheduled = page.getByTestId("guardians-scheduled");
      await scheduled.filter({ hasText: "It was not made on this device" }).waitFor({ timeout: longMs });
      expect(await scheduled.getByTestId("guardians-apply").count()).toBe(0);
      await inspect(page, "guardians-alarm");

      // A guardian reads it from the network, with nothing but the card.
      const guardian = await world.visit();
      const { guardians } = createTestDevice({ baseUrl: world.origin }).client;
      const [card] = cards;
      const { fragment } = await guardians.formatCard({ card: card! });
      await open(guardian.page, `/guardian/card#${fragment}`);
      await guardian.page.getByTestId("guarded-scheduled").waitFor({ timeout: longMs });
      await inspect(guardian.page, "guardian-change-alarm");

      await open(page, "/");
      await banner.getByRole("link", { name: "Look and cancel" }).click({ timeout: longMs });
      await page.getByTestId("alarms-cancel").click({ timeout: longMs });
      await page.getByRole("dialog", { name: "Cancel the change of guardians" }).waitFor();
      await inspect(page, "alarms-cancel-guardians");
      await confirmReview(page);
      await page.getByTestId("alarms-cancel").waitFor({ state: "detached", timeout: longMs });
      expect((await getGuardianConfiguration(reader(), { address })).scheduled).toBeUndefined();
      await open(page, "/");
      await waitForHome(page);
      await banner.waitFor({ state: "detached", timeout: longMs });
      await open(page, "/guardians");
      await page.getByTestId("guardians-status").filter({ hasText: "2 of 3 guardians" }).waitFor({ timeout: longMs });
      await guardian.page.getByText("A change of guardians was stopped").waitFor({ timeout: longMs });
    }, 300_000);
  });
}
