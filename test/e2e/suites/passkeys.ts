import type { Page } from "playwright-core";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { addVirtualAuthenticator, type VirtualAuthenticator } from "../../support/virtualAuthenticator.ts";
import { openAt, waitForHome } from "../support/actions.ts";
import { elapse } from "../support/elapse.ts";
import { inspect } from "../support/inspect.ts";
import { callInPage, prepareInPage } from "../support/prepareInPage.ts";
import type { World } from "../support/world.ts";

/** Several passkeys, and what an account without kit and guardians is told. */
export function describePasskeys(world: World): void {
  describe("passkeys", () => {
    test("behavior: a second one in another place, which signs in; the first is taken out, the last stays", async () => {
      const { page, authenticator: phone } = await world.visit();
      const { accountId } = await prepareInPage(page, world.origin, { name: "Ada", chainId: foundry.id });
      const security = new URL("/security", world.origin).href;
      await openAt(page, security);
      const add = page.getByTestId("passkey-add");

      // No kit, no guardians: every loss without a way back is named, with what mends it.
      const lockOuts = page.getByTestId("security-lock-outs").getByRole("listitem");
      await expect
        .poll(() => lockOuts.allTextContents())
        .toEqual([
          "If you lose your passkey, you cannot get back in. Make a backup kit.",
          "If our server is gone, you cannot get back in. Make a backup kit.",
        ]);
      await page.getByText("Passkey 1").waitFor();
      expect(await page.getByRole("button", { name: /^Remove passkey/ }).count()).toBe(0);
      await inspect(page, "security-one-passkey");

      // In the same place it would take the first one's place.
      const [first] = await phone.credentials();
      await add.click();
      await page
        .getByTestId("error-notice")
        .filter({ hasText: "A passkey of this account is there already" })
        .waitFor();
      await inspect(page, "passkey-exists");
      expect((await phone.credentials()).map(({ credentialId }) => credentialId)).toEqual([first?.credentialId]);

      const key = await addVirtualAuthenticator(page, { isSecurityKey: true, isSynced: false });
      const hands = await holdBoth(page, { phone, key });
      hands.create = key;
      hands.get = phone;
      await add.click();
      await page.getByText("Passkey 2").waitFor();
      expect(await key.credentials()).toHaveLength(1);
      // Either passkey may be lost now.
      await expect
        .poll(() => lockOuts.allTextContents())
        .toEqual(["If our server is gone, you cannot get back in. Make a backup kit."]);

      await becomeFreshProfile(page);
      await hands.hold(key);
      await page.goto(new URL("/sign-in", world.origin).href);
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await waitForHome(page);
      await page.getByRole("heading", { name: "Ada" }).waitFor();

      // For a day a new device takes no passkey out.
      await page.goto(security);
      await hands.watch();
      hands.get = key;
      const remove = page.getByRole("button", { name: "Remove passkey 1" });
      const confirm = page.getByTestId("passkey-remove");
      await remove.click();
      await inspect(page, "passkey-remove");
      await confirm.click();
      await page.getByTestId("error-notice").filter({ hasText: "new-device" }).waitFor();
      await elapse(world, accountId, 86_401);
      await confirm.click();
      await page.getByText("Passkey removed").waitFor();
      await expect.poll(() => page.getByText("Passkey 2").count()).toBe(0);
      expect(await page.getByRole("button", { name: /^Remove passkey/ }).count()).toBe(0);
      const credentialId = Buffer.from((await key.credentials())[0]?.credentialId ?? "", "base64").toString(
        "base64url",
      );
      await expect(callInPage(page, "removePasskey", { accountId, credentialId })).rejects.toThrow("the only passkey");

      // The browser was told, so that nobody is offered a passkey that opens nothing.
      expect(await phone.credentials()).toEqual([]);
    });
  });
}

type Places = { readonly phone: VirtualAuthenticator; readonly key: VirtualAuthenticator };

type Hands = {
  /** What the person touches when the page makes, or asks for, a passkey. */
  create: VirtualAuthenticator;
  get: VirtualAuthenticator;
  /** Touches only this one from now on. */
  hold(place: VirtualAuthenticator): Promise<void>;
  /** Follows the prompts of the page that is shown. */
  watch(): Promise<void>;
};

/** A person with two places for passkeys, one of which is touched at a prompt. */
async function holdBoth(page: Page, { phone, key }: Places): Promise<Hands> {
  const hold = async (place: VirtualAuthenticator) => {
    await (place === key ? phone : key).setPresent(false);
    await place.setPresent(true);
  };
  const watch = () =>
    page.evaluate(() => {
      const { tandemTestPrompt } = window as unknown as { tandemTestPrompt: (kind: string) => Promise<void> };
      const { credentials } = navigator;
      for (const kind of ["create", "get"] as const) {
        const original = credentials[kind].bind(credentials) as (options: object) => Promise<Credential>;
        credentials[kind] = async (options: object = {}) => {
          await tandemTestPrompt(kind);
          return original(options);
        };
      }
    });
  const hands: Hands = { create: phone, get: phone, hold, watch };
  await page.exposeFunction("tandemTestPrompt", (kind: "create" | "get") => hold(hands[kind]));
  await watch();
  return hands;
}
