import type { Page } from "playwright-core";
import type { Address } from "viem";
import type { Wallet } from "./openWallet.ts";

const longMs = 30_000;

/** Creates a wallet from the welcome screen and waits for its home. */
export async function createWallet({ page }: Wallet, origin: string, name = "Everyday"): Promise<void> {
  await beginWallet(page, origin, name);
  await waitForHome(page);
}

/** As far as the passkey; what follows is up to the test. */
export async function beginWallet(page: Page, origin: string, name = "Everyday"): Promise<void> {
  await page.goto(origin);
  await page.getByRole("link", { name: "Create a wallet" }).click();
  await page.getByLabel("Wallet name").fill(name);
  await page.getByRole("button", { name: "Create with a passkey" }).click();
}

export async function waitForHome(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Send", exact: true }).waitFor({ timeout: longMs });
}

/** The open wallet's address, as its Receive screen shows it. */
export async function readAddress(page: Page): Promise<Address> {
  await page.getByRole("link", { name: "Receive", exact: true }).click();
  await page.getByRole("heading", { name: "Receive" }).waitFor();
  const address = page.locator("[data-testid=full-address]", { hasText: /[A-F]/ });
  await address.waitFor();
  const text = await address.textContent();
  await page.getByRole("link", { name: "Close" }).click();
  await waitForHome(page);
  return text as Address;
}

/** Presses the faucet's button; each press gives 1 ETH and 1,000 of each sample token. */
export async function getTestMoney(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith("/faucet"));
  await page.getByRole("button", { name: "Get test money" }).click();
  await answered;
  await page
    .getByTestId("home-balance")
    .filter({ hasText: /^[1-9]/ })
    .waitFor({ timeout: longMs });
}

/** The next passkey prompt is closed by the person, as the browser tells a page. */
export async function closeNextPrompt(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { credentials } = navigator;
    const original = credentials.get.bind(credentials);
    credentials.get = async () => {
      credentials.get = original;
      throw new DOMException("The operation either timed out or was not allowed.", "NotAllowedError");
    };
  });
}

export type PaymentParameters = { readonly to: Address; readonly amount: string; readonly asset?: string };

/** Home, recipient, amount: to the review. */
export async function reviewPayment(page: Page, { to, amount, asset = "ETH" }: PaymentParameters): Promise<void> {
  await page.getByRole("link", { name: "Send", exact: true }).click();
  await page.getByRole("textbox", { name: "Address" }).fill(to);
  await page.getByRole("button", { name: "Continue" }).click();
  if (asset !== "ETH") {
    await page.getByTestId("send-asset").click();
    await page.getByTestId(`send-asset-${asset}`).click();
  }
  await page.getByTestId("send-amount").fill(amount);
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByTestId("review-amount").waitFor({ timeout: longMs });
}

export async function confirmPayment(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Confirm" }).click();
}

/** Waits for the receipt of the operation on the screen. */
export async function waitForReceipt(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Sent" }).waitFor({ timeout: longMs });
  await page.getByTestId("receipt-transaction").waitFor({ timeout: longMs });
}

/** From the receipt to home. */
export async function closeReceipt(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Done" }).click();
  await waitForHome(page);
}

export async function pay(page: Page, payment: PaymentParameters): Promise<void> {
  await reviewPayment(page, payment);
  await confirmPayment(page);
  await waitForReceipt(page);
}

/** A page of an account that was prepared without the wallet's screens: it is locked there. */
export async function openAt(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "Unlock" }).click();
}

/** Ticks what has to be ticked in a review, and confirms with the passkey. */
export async function confirmReview(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  const button = dialog.getByTestId("review-confirm");
  await button.waitFor({ timeout: 60_000 });
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await button.click();
}
