import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import { root } from "../../support/root.ts";
import { pay, readAddress, waitForHome } from "../support/actions.ts";
import { holdBeforeCamera } from "../support/camera.ts";
import { inspect } from "../support/inspect.ts";
import type { SeenRequest, Wallet } from "../support/openWallet.ts";
import { fingerprint, openDeviceShare } from "../support/secrets.ts";
import { visitOwner } from "../support/visitOwner.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;

/** The device's part of the key elsewhere: on a further device, and in a file. */
export function describeFurtherDevices(world: World): void {
  describe("a further device", () => {
    test("behavior: the camera reads the new one's QR code; the same part goes to it, sealed, without a new key; it pays", async () => {
      const owner = await visitOwner(world);
      const added = await world.visit();
      const [{ page, wallet }, fresh] = [owner, added.page];
      await fresh.goto(new URL("/add-device", world.origin).href);
      await fresh.getByRole("img", { name: "QR code of this device" }).waitFor();
      await page.goto(new URL("/add-device", world.origin).href);
      await page.getByRole("button", { name: "Scan its QR code" }).waitFor();
      await holdBeforeCamera(page, await fresh.screenshot());
      await page.getByRole("button", { name: "Scan its QR code" }).click();
      await page.getByRole("heading", { name: "Add this device?" }).waitFor();
      await inspect(page, "add-device-found");
      const before = wallet.requests.length;
      await page.getByTestId("add-device-confirm").click();
      await page.getByRole("heading", { name: "Device added" }).waitFor();
      await inspect(page, "add-device-added");
      await fresh.getByTestId("new-device-finish").waitFor({ timeout: longMs });
      await inspect(fresh, "new-device-finish");
      await fresh.getByTestId("new-device-finish").click();
      await waitForHome(fresh);
      expect(await readAddress(fresh)).toBe(owner.address);

      // Read off the picture, all of it: somebody who types gives 15 digits.
      expect(findBody(wallet.requests, /\/pairings\/find$/)).toMatch(/"idPrefix":"[0-9a-f]{32}"/);
      const [own, copied] = [await readShare(wallet), await readShare(added)];
      expect(fingerprint(copied)).toBe(fingerprint(own));
      const sent = Buffer.concat(wallet.requests.map(({ body }) => body ?? Buffer.alloc(0)));
      expect(sent.includes(own), "the part leaves sealed only").toBe(false);
      expect(findBody(wallet.requests, /\/devices$/, before)).toContain('"sealedShare"');
      const made = [...wallet.requests.slice(before), ...added.requests].filter(isAboutNewKey);
      expect(made.map(({ url }) => url)).toEqual([]);

      const friend = newRecipient();
      await pay(fresh, { to: friend, amount: "0.1" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
    });
  });

  describe("device export", () => {
    test("behavior: made in the wallet, it opens the account with the kit on the page without the server", async () => {
      const { page, kit } = await visitOwner(world, { hasKit: true });
      await page.goto(new URL("/export", world.origin).href);
      await page.getByRole("button", { name: "Make it with your passkey" }).waitFor();
      await inspect(page, "export");
      await page.getByRole("button", { name: "Make it with your passkey" }).click();
      await page.getByTestId("export-code").waitFor();
      const deviceCode = (await page.getByTestId("export-code").locator(".font-mono").allTextContents()).join("-");
      await inspect(page, "export-save");
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download the file" }).click();
      const device = await readFile(await (await downloading).path());
      await page.getByRole("button", { name: "I have the file and the code" }).click();
      await page.getByRole("heading", { name: "Device export saved" }).waitFor();
      await inspect(page, "export-done");

      const exit = (await world.visit({ allowedOrigins: [world.stack.urls.rpc] })).page;
      await exit.goto(pathToFileURL(join(root, "app/public/exit.html")).href);
      await inspect(exit, "exit-kit");
      await give(exit, { what: "Backup kit file", name: "kit.json", buffer: Buffer.from(kit?.file ?? "") });
      await exit.getByLabel("Code of the kit").fill(kit?.code ?? "");
      await exit.getByRole("button", { name: "Open the kit" }).click();
      await exit.getByRole("heading", { name: "Now your device" }).waitFor();
      await inspect(exit, "exit-device");
      await give(exit, { what: "Device export file", name: "device.json", buffer: device });
      await exit.getByLabel("Code of the device export").fill(deviceCode);
      await exit.getByRole("button", { name: "Open the device export" }).click();
      await exit.getByRole("heading", { name: "Reach the network" }).waitFor();
      await inspect(exit, "exit-network");
      await exit.getByLabel("RPC address").fill(world.stack.urls.rpc);
      await exit.getByLabel("Bundler address").fill("");
      await exit.getByRole("button", { name: "Connect" }).click();
      await exit.getByTestId("exit-balance-ETH").getByText("0.99").waitFor();
      await inspect(exit, "exit-account");
    });
  });
}

/** The device's part of the key, opened outside of the wallet. */
async function readShare({ page, prfOutputs }: Wallet): Promise<string> {
  const [prf] = prfOutputs;
  return (await openDeviceShare(page, prf ?? "")).share;
}

function findBody(requests: readonly SeenRequest[], path: RegExp, from = 0): string {
  const found = requests.slice(from).find(({ method, url }) => method === "POST" && path.test(new URL(url).pathname));
  return found?.body?.toString() ?? "";
}

function isAboutNewKey({ method, url }: SeenRequest): boolean {
  return method !== "GET" && /\/(dkg|rotations|refresh|restores|recoveries)/.test(new URL(url).pathname);
}

type Given = { readonly what: string; readonly name: string; readonly buffer: Buffer };

async function give(page: Page, { what, name, buffer }: Given): Promise<void> {
  await page.getByLabel(what).setInputFiles({ name, mimeType: "application/json", buffer });
}
