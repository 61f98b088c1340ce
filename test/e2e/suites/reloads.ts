import type { Page } from "playwright-core";
import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import {
  beginWallet,
  confirmPayment,
  createWallet,
  getTestMoney,
  pay,
  reviewPayment,
  waitForHome,
  waitForReceipt,
} from "../support/actions.ts";
import { type HoldParameters, holdRequest, onPath, onRpc } from "../support/holdRequest.ts";
import { newRecipient, type World } from "../support/world.ts";

type Moment = HoldParameters & { readonly title: string };

const creationMoments: readonly Moment[] = [
  { title: "after the passkey", when: "before", matches: onPath(/^POST \/v1\/accounts\/\w+\/passkey$/) },
  { title: "after the passkey is registered", when: "after", matches: onPath(/^POST \/v1\/accounts\/\w+\/passkey$/) },
  { title: "after the first DKG trip", when: "after", matches: onPath(/^POST \/v1\/accounts\/\w+\/dkg$/) },
  { title: "after the second DKG trip", when: "after", matches: onPath(/^POST \/v1\/accounts\/\w+\/dkg\/\w+$/) },
  { title: "after sealing", when: "after", matches: onPath(/^PUT \/v1\/accounts\/\w+\/vault$/) },
  { title: "after activation", when: "after", matches: onPath(/^POST \/v1\/accounts\/\w+\/activate$/) },
];

const signingMoments: readonly Moment[] = [
  { title: "before the server hears of it", when: "before", matches: onPath(/^POST \/v1\/accounts\/\w+\/signatures$/) },
  { title: "after the server has signed", when: "after", matches: onPath(/^POST \/v1\/accounts\/\w+\/signatures$/) },
];

const sendingMoments: readonly Moment[] = [
  { title: "before it is sent", when: "before", matches: onRpc("eth_sendUserOperation") },
  { title: "after it is sent, before the answer", when: "after", matches: onRpc("eth_sendUserOperation") },
  { title: "after sending", when: "before", matches: onRpc("eth_getUserOperationReceipt") },
];

/** A page may be closed at any moment. */
export function describeReloads(world: World): void {
  describe("reload while creating", () => {
    test.each(creationMoments)("behavior: $title, the creation goes on", async (moment) => {
      const wallet = await world.visit();
      const { page } = wallet;
      const held = await holdRequest(page, moment);
      await beginWallet(page, world.origin);
      await held.reached;
      await held.close();
      await goOnCreating(page);
      await waitForHome(page);
      // The account works, and there is one of it.
      await getTestMoney(page);
      const friend = newRecipient();
      await pay(page, { to: friend, amount: "0.1" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
      expect(await wallet.authenticator.credentials()).toHaveLength(1);
    });
  });

  describe("reload while paying", () => {
    test("behavior: in the review, what was typed is still there", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await reviewPayment(page, { to: friend, amount: "0.2" });
      await page.reload();
      await page.getByTestId("review-amount").filter({ hasText: "0.2 ETH" }).waitFor();
      await confirmPayment(page);
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("0.2"));
    });

    test.each(signingMoments)("behavior: after Confirm, $title: confirmed again, paid once", async (moment) => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await reviewPayment(page, { to: friend, amount: "0.3" });
      const held = await holdRequest(page, moment);
      await confirmPayment(page);
      await held.reached;
      await page.getByRole("heading", { name: "On its way" }).waitFor();
      await held.close();
      await page.getByRole("button", { name: "Confirm again" }).click({ timeout: 20_000 });
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("0.3"));
    });

    test.each(sendingMoments)("behavior: $title: it goes on by itself, paid once", async (moment) => {
      const wallet = await world.visit();
      const { page, authenticator } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await reviewPayment(page, { to: friend, amount: "0.3" });
      const held = await holdRequest(page, moment);
      await confirmPayment(page);
      await held.reached;
      await page.getByRole("heading", { name: "On its way" }).waitFor();
      // Nobody is asked for a passkey any more.
      await authenticator.setPresent(false);
      await held.close();
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("0.3"));
    });

    test("behavior: the other tab follows, and both show the receipt", async () => {
      const wallet = await world.visit();
      const { page, context } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const other = await context.newPage();
      await other.goto(world.origin);
      await waitForHome(other);
      await pay(page, { to: newRecipient(), amount: "0.15" });
      const entry = other.getByTestId("activity-entry").filter({ hasText: "−0.15 ETH" });
      await entry.filter({ hasText: "Sent" }).waitFor({ timeout: 20_000 });
      await entry.click();
      await waitForReceipt(other);
    });
  });
}

/** After a reload the wallet is either ready or says how to go on. */
async function goOnCreating(page: Page): Promise<void> {
  const goOn = page.getByRole("button", { name: "Continue" });
  await goOn
    .or(page.getByRole("link", { name: "Send", exact: true }))
    .first()
    .waitFor();
  if (await goOn.isVisible()) await goOn.click();
}
