import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import type { MailServer, ReceivedMail } from "../../support/startMailServer.ts";
import { openAt } from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
import type { World } from "../support/world.ts";

/** Alarms outside of the wallet. `mails` is where the world's service sends them. */
export function describeChannels(world: World, mails: MailServer): void {
  describe("alarms by e-mail", () => {
    test("behavior: confirmed by its code, told at once, by links that cancel nothing, ended by one tap", async () => {
      const { page } = await world.visit();
      const at = (path: string) => new URL(path, world.origin).href;
      const { accountId } = await prepareInPage(page, world.origin, { name: "Ada", chainId: foundry.id });
      const address = `ada-${accountId.slice(2, 10)}@mail.example`;
      const mail = (text: string) => waitForMail(mails, address, text);

      await openAt(page, at("/alarms"));
      await page.getByTestId("alarms-nobody").waitFor();
      await page.getByTestId("alarms-add-email").click();
      await page.getByTestId("alarms-email").fill("ada at mail");
      await page.getByTestId("alarms-email-add").click();
      await page.getByText("This is not an e-mail address").waitFor();
      await inspect(page, "alarms-email");
      await page.getByTestId("alarms-email").fill(address);
      await page.getByTestId("alarms-email-add").click();
      const channel = page.getByTestId("alarms-channel");
      await channel.filter({ hasText: "Waits for its code" }).waitFor();
      const code = /\b[0-9]{6}\b/.exec((await mail("code")).text)?.[0] ?? "";
      await page.getByTestId("alarms-code").fill(code === "000000" ? "000001" : "000000");
      await page.getByRole("button", { name: "Confirm", exact: true }).click();
      await page.getByTestId("error-notice").waitFor();
      await inspect(page, "alarms-code");
      await page.getByTestId("alarms-code").fill(code);
      await page.getByRole("button", { name: "Confirm", exact: true }).click();
      await channel.filter({ hasText: "Gets alarms" }).waitFor();
      expect(await page.getByTestId("alarms-nobody").count()).toBe(0);

      await callInPage(page, "askForRotation", { accountId });
      const alarm = await mail("A new key for the account was asked for");
      expect(alarm.headers.get("subject")).toBe("Tandem: A new key for the account was asked for");
      expect(alarm.text).toContain("Account: Ada");
      const [link, stop] = alarm.text.match(/http:\S+/g) ?? [];
      expect(link).toBe(at("/alarms"));
      // Neither a mail program that looks at links nor somebody else's browser does anything by them.
      const stranger = (await world.visit()).page;
      await stranger.goto(link ?? "");
      await stranger.getByRole("link", { name: "Create a wallet" }).waitFor();
      await stranger.goto(stop ?? "");
      await stranger.getByRole("button", { name: "Stop the e-mails" }).waitFor();
      await inspect(stranger, "unsubscribe");
      await page.goto(link ?? "");
      const waiting = page.getByTestId("change-rotation");
      await waiting.waitFor();
      await channel.filter({ hasText: "Gets alarms" }).waitFor();

      await stranger.goto("about:blank");
      await stranger.goto(at(`/unsubscribe#${"A".repeat(43)}`));
      await stranger.getByRole("button", { name: "Stop the e-mails" }).click();
      await stranger.getByText("The link does not work").waitFor();
      await stranger.goto("about:blank");
      await stranger.goto(stop ?? "");
      await stranger.getByRole("button", { name: "Stop the e-mails" }).click();
      await stranger.getByText("This address gets no more alarms").waitFor();
      await inspect(stranger, "unsubscribed");

      await waiting.getByTestId("change-stop").click();
      const items = page.getByTestId("alarms-item");
      await items.filter({ hasText: "A new key for the account was cancelled" }).waitFor();
      await items.filter({ hasText: "Alarms no longer go to one place" }).waitFor();
      await page.reload();
      await page.getByTestId("alarms-nobody").waitFor();
      await inspect(page, "alarms-unsubscribed");
      // What had been on its way has had the time to come.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(mails.received.filter(({ to, text }) => to === address && text.includes("cancelled"))).toEqual([]);
    });
  });
}

async function waitForMail(mails: MailServer, address: string, text: string): Promise<ReceivedMail> {
  const find = () => mails.received.find((mail) => mail.to === address && mail.text.includes(text));
  await expect.poll(find, { timeout: 15_000 }).toBeDefined();
  return find()!;
}
