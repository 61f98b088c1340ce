import { formatKitQr, parseKitFile } from "@tandem/client/kit";
import type { Page } from "playwright-core";
import { toBuffer } from "qrcode";
import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { pay, readAddress, waitForHome } from "../support/actions.ts";
import { holdBeforeCamera } from "../support/camera.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { focusByTab, pressByKey, typeByKey } from "../support/keyboard.ts";
import { visitOwner } from "../support/visitOwner.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;
const waitSeconds = 2 * 86_400;

/** The kit's way back on a device that knows neither the account nor a passkey of it. */
export function describeRestore(world: World): void {
  const openRestore = async () => {
    const { page, context } = await world.visit();
    await page.goto(world.origin);
    await page.getByRole("link", { name: "Restore from a backup kit" }).click();
    await page.getByRole("heading", { name: "Restore from a backup kit" }).waitFor();
    return { page, context };
  };

  describe("restore from the kit, on a device without a passkey", () => {
    test("behavior: the camera reads the sheet; closed and cut off in between, it goes on and the account pays", async () => {
      const owner = await visitOwner(world, { hasKit: true });
      const { code, kit } = readKit(owner.kit);
      const { page, context } = await openRestore();
      const scan = async () => {
        await holdBeforeCamera(page, await toBuffer(formatKitQr(kit), { scale: 6 }));
        await page.getByRole("button", { name: "Scan the sheet" }).click();
        await page.getByTestId("kit-code-input").fill(code);
        await page.getByRole("button", { name: "Continue" }).click();
        await page.getByRole("button", { name: "Make a new passkey" }).waitFor();
      };
      await scan();
      // Nothing is kept before the passkey: it begins again, with the kit.
      await page.reload();
      await page.getByRole("heading", { name: "Restore from a backup kit" }).waitFor();
      await scan();
      await inspect(page, "restore-passkey");
      await context.setOffline(true);
      await page.getByRole("button", { name: "Make a new passkey" }).click();
      await page.getByText("The server cannot be reached").waitFor({ timeout: longMs });
      await context.setOffline(false);
      await page.getByRole("button", { name: "Make a new passkey" }).click();
      await page.getByTestId("restore-countdown").waitFor({ timeout: longMs });
      await inspect(page, "restore-waiting");
      await elapse(world, owner.accountId, waitSeconds + 1);
      await page.reload();
      await page.getByTestId("kit-code-input").fill(code);
      await inspect(page, "restore-ready");
      await context.setOffline(true);
      await page.getByRole("button", { name: "Bring my account back" }).click();
      await page.getByText("The server cannot be reached").waitFor({ timeout: longMs });
      await context.setOffline(false);
      await page.getByTestId("kit-code-input").fill(code);
      await page.getByRole("button", { name: "Bring my account back" }).click();
      await waitForHome(page);
      expect(await readAddress(page)).toBe(owner.address);
      const friend = newRecipient();
      await pay(page, { to: friend, amount: "0.1" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
    });

    test("behavior: by keyboard alone: a kit is made and checked, then its typed sheet and code bring the account back", async () => {
      const owner = await visitOwner(world);
      const { lines, code } = await makeKitByKey(owner.page);
      await checkKitByKey(owner.page, { origin: world.origin, lines, code });
      const { page } = await openRestore();
      await pressByKey(page, "Type the sheet");
      await typeByKey(page, "Lines of the sheet", lines);
      await pressByKey(page, "Continue");
      await typeByKey(page, "Code of the kit", code);
      await page.getByRole("button", { name: "Continue", disabled: false }).waitFor();
      await page.keyboard.press("Enter");
      await pressByKey(page, "Make a new passkey");
      await page.getByTestId("restore-countdown").waitFor({ timeout: longMs });
      await elapse(world, owner.accountId, waitSeconds + 1);
      await page.reload();
      await typeByKey(page, "Code of the kit", code);
      await pressByKey(page, "Bring my account back");
      await waitForHome(page);
      expect(await readAddress(page)).toBe(owner.address);
    });

    test("behavior: a kit that was left before its code was typed back is said to be unfinished, until one is made", async () => {
      const { page, wallet } = await visitOwner(world);
      const begin = async () => {
        await page.goto(new URL("/kit", world.origin).href);
        await page.getByRole("button", { name: "Make my kit" }).click();
        await page.getByRole("button", { name: "Download the file" }).click();
        await page.getByRole("button", { name: "Continue" }).click();
        await page.getByTestId("kit-code").waitFor();
        const groups = await page.getByTestId("kit-code").locator(".font-mono").allTextContents();
        return groups.join("-");
      };
      await begin();
      await page.reload();
      expect(wallet.countLeaveQuestions()).toBe(1);
      await page.getByTestId("kit-unfinished").waitFor();
      await inspect(page, "kit-unfinished");
      await page.goto(world.origin);
      await page.getByTestId("home-kit").waitFor();
      const code = await begin();
      await page.getByRole("button", { name: "I have written it down" }).click();
      await page.getByTestId("kit-code-input").fill(code);
      await page.context().setOffline(true);
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByText("The server cannot be reached").waitFor({ timeout: longMs });
      await page.context().setOffline(false);
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByRole("heading", { name: "Your kit is ready" }).waitFor();
      await page.goto(new URL("/kit", world.origin).href);
      await page.getByText("You have a kit already").waitFor();
      expect(await page.getByTestId("kit-unfinished").count()).toBe(0);
    });
  });
}

function readKit(saved: { readonly file: string; readonly code: string } | undefined) {
  if (!saved) throw new TypeError("an account without a kit");
  return { kit: parseKitFile(Buffer.from(saved.file)), code: saved.code };
}

type TypedKit = { readonly lines: string; readonly code: string };

/** From home to home. */
async function makeKitByKey(page: Page): Promise<TypedKit> {
  await focusByTab(page, "Save it now");
  await page.keyboard.press("Enter");
  await pressByKey(page, "Make my kit");
  await page.getByRole("heading", { name: "Save the kit" }).waitFor({ timeout: longMs });
  await page.locator("[data-print-sheet]").waitFor({ state: "attached" });
  const lines = await page.locator("[data-print-sheet] li.contents span:last-child").allTextContents();
  const downloading = page.waitForEvent("download");
  await pressByKey(page, "Download the file");
  await downloading;
  await pressByKey(page, "Continue");
  await page.getByTestId("kit-code").waitFor();
  const groups = await page.getByTestId("kit-code").locator(".font-mono").allTextContents();
  await pressByKey(page, "I have written it down");
  await typeByKey(page, "Code of the kit", groups.join("-"));
  await pressByKey(page, "Finish");
  await page.getByRole("heading", { name: "Your kit is ready" }).waitFor();
  await focusByTab(page, "Done");
  await page.keyboard.press("Enter");
  await waitForHome(page);
  return { lines: lines.join("\n"), code: groups.join("-") };
}

async function checkKitByKey(page: Page, { origin, lines, code }: TypedKit & { readonly origin: string }) {
  await page.goto(new URL("/kit/test", origin).href);
  await pressByKey(page, "Type the sheet");
  await typeByKey(page, "Lines of the sheet", lines);
  await pressByKey(page, "Continue");
  await typeByKey(page, "Code of the kit", code);
  await pressByKey(page, "Test it");
  await page.getByRole("heading", { name: "Your backup works" }).waitFor();
}
