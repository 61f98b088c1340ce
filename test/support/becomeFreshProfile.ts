import type { Page } from "playwright-core";

/**
 * Makes a page that of a new device with the same synced passkeys: everything the site stored is gone (databases,
 * storages, caches, workers, cookies), only the authenticator stays. The browser cannot move a passkey's PRF secret to
 * another virtual authenticator, so the profile changes around the authenticator and not the other way round.
 */
export async function becomeFreshProfile(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("about:blank");
  // Never detached: that would end WebAuthn's test mode on the page, whoever started it.
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await session.send("Network.clearBrowserCache");
  await page.context().clearCookies();
}
