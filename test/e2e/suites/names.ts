import type { Page } from "playwright-core";
import {
  type Address,
  concat,
  createTestClient,
  encodeAbiParameters,
  encodeFunctionResult,
  http,
  numberToHex,
  parseAbi,
  size,
} from "viem";
import { foundry, mainnet } from "viem/chains";
import { describe, test } from "vitest";
import { waitForHome } from "../support/actions.ts";
import { inspect } from "../support/inspect.ts";
import { prepareInPage } from "../support/prepareInPage.ts";
import { newRecipient, type World } from "../support/world.ts";

const longMs = 60_000;
/** Where Ethereum has ENS's universal resolver, and what the wallet asks of it. */
const resolver = "0xeeeeeeee14d718c2b47d9923deab1335e144eeee";
const resolverAbi = parseAbi([
  "function resolveWithGateways(bytes name, bytes data, string[] gateways) view returns (bytes result, address resolver)",
]);

/** A name where an address is asked for. */
export function describeNames(world: World): void {
  describe("a name in place of an address", () => {
    test("behavior: a guardian is added by a name, which the owner sees as an address first", async () => {
      const { page } = await world.visit();
      await prepareInPage(page, world.origin, { name: "Ada", chainId: foundry.id });
      await page.goto(world.origin);
      await page.getByRole("button", { name: "Unlock" }).click();
      await waitForHome(page);
      const address = newRecipient();
      await nameEverything(world, address);
      await callItEthereum(page);
      await page.goto(new URL("/guardians", world.origin).href);
      await page.getByTestId("guardians-add").click();
      await page.getByText("By address", { exact: true }).click();
      await page.getByTestId("guardian-name").fill("Bea");
      await page.getByTestId("guardian-address").fill("Bea.eth");
      await page.getByTestId("name-find").click();
      await page.getByText("bea.eth is this address now, says Ethereum").waitFor({ timeout: longMs });
      await inspect(page, "guardian-by-name");
      await page.getByTestId("name-use").click();
      await page.getByTestId("guardian-save").click();
      const row = page.getByRole("listitem").filter({ hasText: address.slice(0, 6) });
      await row.filter({ hasText: address.slice(-4) }).waitFor({ timeout: longMs });
    }, 120_000);
  });
}

/** The local chain has no names. Code at the resolver's address gives every name this address. */
async function nameEverything({ stack }: World, address: Address): Promise<void> {
  const chain = createTestClient({ mode: "anvil", chain: foundry, transport: http(stack.urls.rpc) });
  const result = [encodeAbiParameters([{ type: "address" }], [address]), resolver] as const;
  const answer = encodeFunctionResult({ abi: resolverAbi, result });
  // PUSH2 length, DUP1, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 0, RETURN: the code gives back what follows it.
  const code = concat(["0x61", numberToHex(size(answer), { size: 2 }), "0x80600c6000396000f3", answer]);
  await chain.setCode({ address: resolver, bytecode: code });
}

/** The wallet asks Ethereum alone: this page hears of one more network with its number, which is the local chain. */
async function callItEthereum(page: Page): Promise<void> {
  await page.route("**/v1/config", async (route) => {
    const response = await route.fetch();
    const config = (await response.json()) as { chains: object[] };
    const chains = [...config.chains, { ...config.chains[0], chainId: mainnet.id, name: mainnet.name }];
    await route.fulfill({ response, json: { ...config, chains } });
  });
}
