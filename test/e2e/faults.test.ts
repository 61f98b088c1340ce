import { parseEther } from "viem";
import { afterEach, describe, expect, test } from "vitest";
import type { PartName } from "../../packages/devnet/src/index.ts";
import {
  closeReceipt,
  confirmPayment,
  createWallet,
  getTestMoney,
  reviewPayment,
  waitForHome,
  waitForReceipt,
} from "./support/actions.ts";
import { createWorld, newRecipient } from "./support/world.ts";

// A stack of its own: these tests stop its parts, one test at a time.
const world = createWorld({ testHooks: true });

// Whatever a test has stopped, and however it ended: the next one finds everything running.
const stopped = new Set<PartName>();
afterEach(async () => {
  for (const name of stopped) await world.stack.parts[name].restart();
  stopped.clear();
});

async function stop(name: PartName): Promise<void> {
  stopped.add(name);
  await world.stack.parts[name].stop();
}

async function restart(name: PartName): Promise<void> {
  await world.stack.parts[name].restart();
  stopped.delete(name);
}

describe("a part is down", () => {
  test("behavior: the server goes down before Confirm: said at once, nothing lost, the same payment later", async () => {
    const wallet = await world.visit();
    const { page } = wallet;
    await createWallet(wallet, world.origin);
    await getTestMoney(page);
    const friend = newRecipient();
    await reviewPayment(page, { to: friend, amount: "0.3" });
    await stop("cosigner");
    await confirmPayment(page);
    await page.getByRole("heading", { name: "Not confirmed yet" }).waitFor({ timeout: 30_000 });
    await page
      .getByText(/cannot be reached|does not answer/)
      .first()
      .waitFor();
    expect(await world.balanceOf(friend)).toBe(0n);
    await restart("cosigner");
    await page.getByRole("button", { name: "Confirm again" }).click();
    await waitForReceipt(page);
    expect(await world.balanceOf(friend)).toBe(parseEther("0.3"));
  });

  test.each(["after-reserve", "inside-release"] as const)(
    "behavior: the server dies while it signs (%s): paid once, and counted once",
    async (point) => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await reviewPayment(page, { to: friend, amount: "0.6" });
      const { cosigner } = world.stack.parts;
      const armed = await fetch(new URL("/v1/test/pause", world.origin), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ point, count: 1 }),
      });
      expect(armed.ok).toBe(true);
      const paused = cosigner.waitForOutput(new RegExp(`paused ${point}`));
      await confirmPayment(page);
      await paused;
      stopped.add("cosigner");
      await cosigner.kill();
      await restart("cosigner");
      // While the share is still open the client asks again by itself; later the person does.
      const again = page.getByRole("button", { name: "Confirm again" });
      await again
        .or(page.getByRole("heading", { name: "Sent" }))
        .first()
        .waitFor({ timeout: 60_000 });
      if (await again.isVisible()) await again.click();
      await waitForReceipt(page);
      expect(await world.balanceOf(friend)).toBe(parseEther("0.6"));
      // Reserved once: the rest of the day's limit is still there.
      await closeReceipt(page);
      await page.getByRole("link", { name: "Settings" }).first().click();
      await page.getByTestId("limit-ETH").filter({ hasText: "0.6 ETH of 1 ETH" }).waitFor();
    },
  );

  test("behavior: the bundler is down: the payment waits signed, and goes by itself when it is back", async () => {
    const wallet = await world.visit();
    const { page, authenticator } = wallet;
    await createWallet(wallet, world.origin);
    await getTestMoney(page);
    const friend = newRecipient();
    await reviewPayment(page, { to: friend, amount: "0.3" });
    await stop("bundler");
    await confirmPayment(page);
    await page.getByRole("heading", { name: "Waiting" }).waitFor({ timeout: 30_000 });
    await page.getByText("cannot be paid twice").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    expect(await world.balanceOf(friend)).toBe(0n);
    await authenticator.setPresent(false);
    await restart("bundler");
    await waitForReceipt(page);
    expect(await world.balanceOf(friend)).toBe(parseEther("0.3"));
  });

  test("behavior: without the server the wallet still shows what it knows, and recovers by itself", async () => {
    const wallet = await world.visit();
    const { page } = wallet;
    await createWallet(wallet, world.origin, "Patient");
    await getTestMoney(page);
    await stop("cosigner");
    await page.reload();
    await page.getByRole("heading", { name: "Patient" }).waitFor();
    await page.getByTestId("error-notice").first().waitFor({ timeout: 30_000 });
    await page.getByText("Nothing is lost").first().waitFor();
    await restart("cosigner");
    await page.getByTestId("home-balance").filter({ hasText: "1" }).waitFor({ timeout: 30_000 });
    await waitForHome(page);
  });

  test("behavior: without the chain the balance is not made up, and comes back", async () => {
    const wallet = await world.visit();
    const { page } = wallet;
    await createWallet(wallet, world.origin);
    await getTestMoney(page);
    await page.route("**/rpc/**", (route) => route.abort());
    await page.reload();
    await page.getByText("Balance not available").waitFor({ timeout: 60_000 });
    await page.unroute("**/rpc/**");
    await page.getByTestId("home-balance").filter({ hasText: "1" }).waitFor({ timeout: 30_000 });
  });

  test("behavior: the server goes down while a wallet is made: continue, and it is made", async () => {
    const wallet = await world.visit();
    const { page } = wallet;
    await page.goto(world.origin);
    await page.getByRole("link", { name: "Create a wallet" }).click();
    await page.getByLabel("Wallet name").fill("Interrupted");
    await page.route("**/dkg", async (route) => {
      await stop("cosigner");
      await route.continue();
    });
    await page.getByRole("button", { name: "Create with a passkey" }).click();
    await page.getByRole("button", { name: "Continue" }).waitFor({ timeout: 30_000 });
    await page.getByTestId("error-notice").waitFor();
    await page.unroute("**/dkg");
    await restart("cosigner");
    await page.getByRole("button", { name: "Continue" }).click();
    await waitForHome(page);
  });
});
