import type { Page } from "playwright-core";
import { focusByTab, pressByKey, typeByKey } from "./keyboard.ts";
import type { Look } from "./screens.ts";
import { type Place, visitOwner } from "./visitOwner.ts";

const longMs = 60_000;

export type GuardianWalkParameters = { readonly place: Place; readonly look: Look };

/**
 * One guardian with a passkey: invited, accepted, set; then somebody who lost everything asks, and the guardian approves.
 * Guardian and asker use the keyboard alone.
 *
 * @returns the asker's page, where the recovery has started.
 */
export async function walkGuardian({ place, look }: GuardianWalkParameters): Promise<Page> {
  const owner = await visitOwner(place);
  const guardian = (await place.visit()).page;
  const link = await invite(owner.page, place.origin);
  await accept(guardian, link, look);
  await setGuardian(owner.page, look);
  const card = await keepCard(guardian, look);
  const asker = (await place.visit()).page;
  const request = await ask(asker, { origin: place.origin, card, look });
  await approve(guardian, request, look);
  await asker.getByTestId("recovery-countdown").waitFor({ timeout: longMs });
  await look(asker, "recover-waiting");
  return asker;
}

/** What a button puts on the clipboard, which all pages share: not what was there before. */
async function copyBy(page: Page, press: () => Promise<void>): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await press();
  const copied = await page.waitForFunction(() => navigator.clipboard.readText(), undefined, { polling: 200 });
  return copied.jsonValue();
}

async function invite(owner: Page, origin: string): Promise<string> {
  await owner.goto(new URL("/guardians", origin).href);
  await owner.getByTestId("guardians-add").click();
  await owner.getByTestId("guardian-name").fill("Bea");
  await owner.getByTestId("guardian-save").click();
  return copyBy(owner, () => owner.getByTestId("invite-link").click());
}

async function accept(guardian: Page, link: string, look: Look): Promise<void> {
  await guardian.goto(link);
  await pressByKey(guardian, "Accept with a new passkey");
  await guardian.getByText("Write your name first.").waitFor();
  await look(guardian, "guardian-invite-nameless");
  await typeByKey(guardian, "Your name", "Bea");
  await pressByKey(guardian, "Accept with a new passkey");
  await guardian.getByTestId("six-words").waitFor({ timeout: longMs });
  await look(guardian, "guardian-said-yes");
}

async function setGuardian(owner: Page, look: Look): Promise<void> {
  await owner.getByTestId("invite-check").click({ timeout: longMs });
  await owner.getByTestId("six-words").waitFor();
  await look(owner, "guardian-check");
  await owner.getByTestId("invite-same").click();
  await owner.getByTestId("guardians-tick").check();
  await look(owner, "guardians-first");
  await owner.getByTestId("guardians-sign").click();
  await owner.getByTestId("guardians-status").filter({ hasText: "Your guardian can" }).waitFor({ timeout: longMs });
  await look(owner, "guardians-set");
}

/** @returns the card's link. */
async function keepCard(guardian: Page, look: Look): Promise<string> {
  await guardian.getByRole("button", { name: "Copy its link" }).waitFor({ timeout: longMs });
  const link = await copyBy(guardian, () => pressByKey(guardian, "Copy its link"));
  await pressByKey(guardian, "Keep in this browser");
  await guardian.getByRole("button", { name: "Kept in this browser" }).waitFor();
  await look(guardian, "guardian-card-ready");
  return link;
}

type AskParameters = { readonly origin: string; readonly card: string; readonly look: Look };

/** @returns the link for the guardians. */
async function ask(asker: Page, { origin, card, look }: AskParameters): Promise<string> {
  await asker.goto(new URL("/recover", origin).href);
  await typeByKey(asker, "Or paste the card’s link", card);
  await asker.keyboard.press("Enter");
  await typeByKey(asker, "Your name", "Ada, on a new phone");
  await look(asker, "recover-begin");
  await asker.keyboard.press("Enter");
  await asker.getByTestId("recovery-link").waitFor({ timeout: longMs });
  // Closed and opened again, the request is still there.
  await asker.reload();
  await asker.getByTestId("recovery-link").waitFor({ timeout: longMs });
  const link = await copyBy(asker, () => pressByKey(asker, "Copy the link"));
  await asker.getByText("Give up this request").click();
  await look(asker, "recover-ask");
  return link;
}

async function approve(guardian: Page, request: string, look: Look): Promise<void> {
  await guardian.goto("about:blank");
  await guardian.goto(request);
  await guardian.getByTestId("six-words").waitFor({ timeout: longMs });
  await look(guardian, "guardian-request");
  await focusByTab(guardian, /^I know this voice/);
  await guardian.keyboard.press("Space");
  await guardian.getByRole("button", { name: "Approve with your passkey" }).waitFor();
  await look(guardian, "guardian-approve");
  await pressByKey(guardian, "Approve with your passkey");
  await guardian.getByRole("heading", { name: "You approved" }).waitFor({ timeout: longMs });
  await look(guardian, "guardian-approved");
}
