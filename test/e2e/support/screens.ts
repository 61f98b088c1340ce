import type { Page } from "playwright-core";
import { newRecipient } from "./world.ts";

/** One screen, or one state of one, by the shortest way to it. */
export type Screen = {
  readonly name: string;
  /** Absent where it goes on from the screen before. */
  readonly path?: string;
  readonly reach?: (page: Page) => Promise<unknown>;
};

/** Sees a screen that is ready. */
export type Look = (page: Page, name: string) => Promise<void>;

export type VisitScreensParameters = {
  readonly page: Page;
  readonly origin: string;
  readonly screens: readonly Screen[];
  readonly look: Look;
};

/** Shows the screens one after the other. */
export async function visitScreens({ page, origin, screens, look }: VisitScreensParameters): Promise<void> {
  for (const { name, path, reach } of screens) {
    if (path !== undefined) {
      // Another fragment of the same path is no new page for a browser.
      if (path.includes("#")) await page.goto("about:blank");
      await page.goto(new URL(path, origin).href);
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
    await reach?.(page);
    await waitForContent(page);
    await look(page, name);
  }
}

/** Nothing holds the place of something that is loading any more. */
async function waitForContent(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector(".animate-breathe"));
}

const press =
  (name: string | RegExp, then?: string | RegExp): NonNullable<Screen["reach"]> =>
  async (page) => {
    await page.getByRole("button", { name }).first().click();
    if (then) await page.getByText(then).first().waitFor();
  };
const tap =
  (testId: string): NonNullable<Screen["reach"]> =>
  async (page) => {
    await page.getByTestId(testId).click();
    await page.getByRole("dialog").waitFor();
  };
const closeDialog = (page: Page) => page.keyboard.press("Escape");

/** Screens of somebody without an account here. */
export const visitorScreens: readonly Screen[] = [
  { name: "welcome", path: "/" },
  { name: "create", path: "/create" },
  { name: "sign-in", path: "/sign-in" },
  { name: "operator", path: "/operator" },
  { name: "help", path: "/help" },
  { name: "help-guardian", path: "/help/guardian" },
  { name: "nowhere", path: "/nowhere" },
  { name: "unsubscribe", path: "/unsubscribe#x" },
  { name: "unsubscribe-wrong", reach: press("Stop the e-mails", "The link does not work") },
  { name: "guardian", path: "/guardian" },
  { name: "guardian-card-none", path: "/guardian/card" },
  { name: "guardian-here-none", path: "/guardian/here" },
  { name: "guardian-stop-none", path: "/guardian/stop" },
  { name: "guardian-invite-cut", path: "/guardian/accept" },
  {
    name: "guardian-invite-unknown",
    path: `/guardian/accept#0x${"7".repeat(32)}`,
    reach: (page) => page.getByText("It was withdrawn, or the link has a mistake").waitFor(),
  },
  { name: "guardian-request-cut", path: "/guardian/approve" },
  {
    name: "guardian-request-unknown",
    path: "/guardian/approve#nothing",
    reach: (page) => page.getByTestId("error-notice").waitFor(),
  },
  { name: "recover", path: "/recover" },
  {
    name: "recover-wrong-card",
    reach: async (page) => {
      await page.getByTestId("card-text").fill("no card");
      await page.getByRole("button", { name: "Read the card" }).click();
      await page.getByTestId("error-notice").waitFor();
    },
  },
  { name: "new-device", path: "/add-device", reach: (page) => page.getByTestId("new-device-code").waitFor() },
  { name: "own-key", path: "/own-key" },
  { name: "restore", path: "/restore" },
  { name: "restore-scan-refused", reach: press("Scan the sheet", "The camera cannot be used") },
  {
    name: "restore-lines-wrong",
    reach: async (page) => {
      await page.getByRole("button", { name: "Choose another way" }).click();
      await page.getByRole("button", { name: "Type the sheet" }).click();
      await page.getByTestId("kit-lines").fill("ABCDE");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByTestId("error-notice").waitFor();
    },
  },
];

/** Screens of somebody whose account is open, has paid once and has no guardians. The last one locks it. */
export const ownerScreens: readonly Screen[] = [
  { name: "home", path: "/", reach: (page) => page.getByTestId("activity-entry").first().waitFor() },
  { name: "receive", path: "/receive" },
  { name: "activity", path: "/activity", reach: (page) => page.getByTestId("activity-entry").first().waitFor() },
  {
    name: "activity-sent",
    reach: async (page) => {
      await page.getByTestId("activity-entry").filter({ hasText: "Sent" }).first().click();
      await page.getByTestId("receipt-transaction").waitFor();
    },
  },
  {
    name: "activity-unknown",
    path: "/activity/nothing",
    reach: (page) => page.getByText("is not known here").waitFor(),
  },
  { name: "security", path: "/security", reach: (page) => page.getByTestId("security-lock-outs").waitFor() },
  {
    name: "second-factor",
    reach: async (page) => {
      await page.getByTestId("second-factor").click();
      await page.getByRole("img", { name: "QR code for an authenticator app" }).waitFor();
    },
  },
  {
    name: "sign-out-everywhere",
    reach: async (page) => closeDialog(page).then(() => tap("sign-out-everywhere")(page)),
  },
  { name: "delete-data", reach: async (page) => closeDialog(page).then(() => tap("delete-data")(page)) },
  { name: "freeze", reach: async (page) => closeDialog(page).then(() => tap("freeze-open")(page)) },
  {
    name: "key-renewed",
    reach: async (page) => {
      await closeDialog(page);
      await page.getByTestId("key-renew").click();
      await page.getByTestId("key-renewed").waitFor();
    },
  },
  {
    // The authenticator has one already.
    name: "passkey-add-again",
    reach: async (page) => {
      await page.getByTestId("passkey-add").click();
      await page.getByTestId("error-notice").waitFor();
    },
  },
  { name: "alarms", path: "/alarms" },
  {
    name: "alarms-email-wrong",
    reach: async (page) => {
      await tap("alarms-add-email")(page);
      await page.getByTestId("alarms-email").fill("ada");
      await page.getByTestId("alarms-email-add").click();
      await page.getByText("This is not an e-mail address").waitFor();
    },
  },
  { name: "log", path: "/security/log" },
  { name: "guardians", path: "/guardians" },
  { name: "guardian-add", reach: tap("guardians-add") },
  {
    name: "guardian-add-address",
    reach: async (page) => {
      await page.getByText("By address", { exact: true }).click();
      await page.getByTestId("guardian-name").fill("Dan");
      await page.getByTestId("guardian-address").fill("0x12");
      await page.getByTestId("guardian-save").click();
      await page.locator("[aria-invalid=true]").waitFor();
    },
  },
  {
    name: "guardian-invited",
    path: "/guardians",
    reach: async (page) => {
      await tap("guardians-add")(page);
      await page.getByTestId("guardian-name").fill("Bea, who lives next door to the bakery");
      await page.getByTestId("guardian-save").click();
      await page.getByTestId("invite-link").waitFor();
    },
  },
  { name: "contacts-none", path: "/contacts" },
  { name: "contact-new", reach: tap("contact-add") },
  {
    name: "contacts",
    reach: async (page) => {
      await page.getByTestId("contact-name").fill("Grandmother in the mountains");
      await page.getByTestId("contact-address").fill(newRecipient());
      await page.getByTestId("contact-submit").click();
      await page.getByText("Grandmother in the mountains").waitFor();
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    },
  },
  { name: "contact-remove", reach: press(/^Remove Grandmother/) },
  { name: "settings", path: "/settings", reach: (page) => page.getByTestId("limit-ETH").waitFor() },
  { name: "sign-out", reach: press("Sign out of this device") },
  { name: "limits", path: "/settings/limits", reach: (page) => page.getByTestId("limits-ETH").waitFor() },
  { name: "kit-another", path: "/kit", reach: (page) => page.getByText("You have a kit already").waitFor() },
  { name: "kit-test", path: "/kit/test" },
  { name: "kit-test-scan-refused", reach: press("Scan the sheet", "The camera cannot be used") },
  { name: "add-device", path: "/add-device" },
  {
    name: "add-device-wrong",
    reach: async (page) => {
      await page.getByLabel("Code of the new device").fill("0000-0000-0000");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByTestId("error-notice").waitFor();
    },
  },
  { name: "add-device-scan-refused", reach: press("Scan its QR code", "The camera cannot be used") },
  { name: "new-key", path: "/new-key" },
  { name: "new-key-waiting", reach: press("Ask for a new key", "A day to say no") },
  { name: "alarms-some", path: "/alarms", reach: (page) => page.getByTestId("alarms-item").first().waitFor() },
  { name: "home-alarm", path: "/", reach: (page) => page.getByTestId("home-alarm-banner").first().waitFor() },
  {
    name: "locked",
    reach: async (page) => {
      await page.getByRole("button", { name: "Lock" }).first().click();
      await page.getByRole("heading", { name: "is locked" }).waitFor();
    },
  },
];
