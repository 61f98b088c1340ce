import { getAddress } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { foundry } from "viem/chains";
import { describe, expect, test } from "vitest";
import { createStackSafe } from "../../support/createStackSafe.ts";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { waitForHome } from "../support/actions.ts";
import { copyByButton, copyTransaction } from "../support/copyTransaction.ts";
import { injectWallet } from "../support/injectWallet.ts";
import { inspect } from "../support/inspect.ts";
import { prepareInPage } from "../support/prepareInPage.ts";
import type { World } from "../support/world.ts";
import { addByAddress } from "./guardians.ts";

const longMs = 60_000;

/** A guardian that is a Safe, whose owners have no wallet in the browser that is the Safe. */
export function describeSafeGuardian(world: World): void {
  describe("a Safe as guardian", () => {
    test("behavior: added by its address; sends what the page shows, the page finds it, the recovery starts, and is stopped in the same way", async () => {
      const safe = await createStackSafe(world.stack);
      const { page: owner } = await world.visit();
      await prepareInPage(owner, world.origin, { name: "Ada", chainId: foundry.id });
      await owner.goto(world.origin);
      await owner.getByRole("button", { name: "Unlock" }).click();
      await waitForHome(owner);
      await owner.goto(new URL("/guardians", world.origin).href);
      await addByAddress(owner, "Club", safe.address);
      await owner.getByTestId("guardians-tick").check();
      await owner.getByTestId("guardians-sign").click();
      const cardLink = await copyByButton(owner, "Copy the card’s link");

      // Somebody who lost everything asks; no network has the account yet.
      const { recovery, guardians } = createTestDevice({ baseUrl: world.origin }).client;
      const card = await guardians.parseCard({ text: cardLink });
      const { id, request } = await recovery.start({ card, requester: "Ada, on a new phone" });
      const { page: guardian, context } = await world.visit();
      // The browser of one of the Safe's owners: their own wallet is not the guardian.
      await injectWallet(context, { privateKey: generatePrivateKey(), rpcUrl: world.stack.urls.rpc });
      await guardian.goto(`${world.origin}/guardian/approve#${await recovery.formatRequest({ request })}`);
      await guardian.getByTestId("approve-compared").check({ timeout: longMs });
      await guardian.getByTestId("card-text").fill(cardLink);
      await guardian.getByRole("button", { name: "Read the card" }).click();
      const deployment = guardian.getByTestId("contract-deploy");
      await deployment.waitFor({ timeout: longMs });
      await inspect(guardian, "guardian-safe-new-account");

      // Each is found by the page itself.
      await safe.execute(await copyTransaction(guardian, guardian.getByTestId("contract-deploy")));
      await deployment.waitFor({ state: "detached", timeout: longMs });
      await guardian.getByTestId("contract-look").click();
      await guardian.getByText("Not there yet at").waitFor();
      await inspect(guardian, "guardian-safe");
      await safe.execute(await copyTransaction(guardian, guardian.getByTestId("contract-approve")));
      await guardian.getByRole("heading", { name: "You approved" }).waitFor({ timeout: longMs });
      await guardian.getByText("Your friend has your approval").waitFor();
      const statusOf = async () => (await recovery.getProgress({ id })).chains[0]?.status;
      await expect.poll(statusOf, { timeout: longMs, interval: 500 }).toBe("pending");

      // It was not the friend after all: the Safe stops it in the same way.
      const stop = await recovery.startCancel({ card, chainId: foundry.id });
      await guardian.goto("about:blank");
      await guardian.goto(`${world.origin}/guardian/stop#${await recovery.formatCancel({ request: stop })}`);
      await guardian.getByTestId("card-text").fill(cardLink, { timeout: longMs });
      await guardian.getByRole("button", { name: "Read the card" }).click();
      await guardian.getByTestId("contract-approve").waitFor({ timeout: longMs });
      await inspect(guardian, "guardian-safe-stop");
      await safe.execute(await copyTransaction(guardian, guardian.getByTestId("contract-approve")));
      await guardian.getByText("Next on Tandem local: stop the recovery").waitFor({ timeout: longMs });

      // A freeze is signed: the card says what that means for a Safe.
      await guardian.goto(cardLink);
      await guardian.getByText("A device of your friend was stolen").click({ timeout: longMs });
      const freeze = guardian.getByTestId("guarded-freeze");
      await freeze.getByText("Your guardian is a Safe or another contract").waitFor({ timeout: longMs });
      await freeze.getByTestId("guardian-wallet").click();
      await freeze.getByText("This is another wallet or passkey than the one on your card").waitFor();
      await freeze.getByText(`Your card names ${getAddress(safe.address)}`).waitFor();
      await inspect(guardian, "guardian-safe-freeze");
    }, 180_000);
  });
}
