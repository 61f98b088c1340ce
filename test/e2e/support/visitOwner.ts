import type { Page } from "playwright-core";
import { parseEther } from "viem";
import { foundry } from "viem/chains";
import { waitForHome } from "./actions.ts";
import type { Wallet } from "./openWallet.ts";
import type { Prepared, PrepareParameters } from "./pageClient.ts";
import { prepareInPage } from "./prepareInPage.ts";
import { newRecipient, type World } from "./world.ts";

/** What of a world somebody needs who only visits it. */
export type Place = Pick<World, "origin" | "visit">;

export type VisitingOwner = Prepared & { readonly wallet: Wallet; readonly page: Page };

/** Somebody whose account has money, has paid once, and is open. */
export async function visitOwner(
  { origin, visit }: Place,
  has: Pick<PrepareParameters, "guardians" | "hasKit"> = {},
): Promise<VisitingOwner> {
  const wallet = await visit();
  const { page } = wallet;
  const prepared = await prepareInPage(page, origin, {
    name: "Ada",
    chainId: foundry.id,
    faucetUrl: new URL("/faucet", origin).href,
    payment: { to: newRecipient(), value: parseEther("0.01") },
    ...has,
  });
  await page.goto(origin);
  await page.getByRole("button", { name: "Unlock" }).click();
  await waitForHome(page);
  return { ...prepared, wallet, page };
}
