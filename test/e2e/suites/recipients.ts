import { describe, expect, test } from "vitest";
import { createWallet, getTestMoney, readAddress } from "../support/actions.ts";
import { newRecipient, type World } from "../support/world.ts";

/** Bad input: said in words, before anything is asked of the server. */
export function describeRecipients(world: World): void {
  describe("recipient and amount", () => {
    test("error: addresses that cannot be meant are refused with the reason", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const own = await readAddress(page);
      const { entryPoint, tokens } = world.stack.chains[0]!;
      await page.getByRole("link", { name: "Send", exact: true }).click();
      const cases: readonly (readonly [string, string])[] = [
        ["hello", "starts with 0x"],
        [`${newRecipient()}00`, "has 44"],
        ["0x70997970C51812dc3A010C7d01b50e0d17dc79c8", "typing error"],
        ["0x0000000000000000000000000000000000000000", "zero address"],
        [own, "your own address"],
        [own.toLowerCase(), "your own address"],
        [tokens[0]!.address, "Money sent there is lost"],
        [entryPoint, "EntryPoint"],
      ];
      for (const [input, words] of cases) {
        await page.getByRole("textbox", { name: "Address" }).fill(input);
        await page.getByRole("textbox", { name: "Address" }).press("Enter");
        await page.getByText(words).first().waitFor();
        expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
      }
    });

    test("behavior: an address without capitals is accepted and shown in its EIP-55 form", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      const friend = newRecipient();
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(friend.toLowerCase());
      await page.getByTestId("full-address").filter({ hasText: friend }).waitFor();
    });

    test("behavior: a contract as recipient is pointed out", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await page.getByRole("link", { name: "Send", exact: true }).click();
      // The deterministic deployer: code, and none of the addresses the wallet knows by name.
      await page.getByRole("textbox", { name: "Address" }).fill("0x4e59b44847b379578588920cA78FbF26c0B4956C");
      await page.getByText("This address is a contract").waitFor();
    });

    test("error: amounts that are not there, too fine or nothing are refused with the reason", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const token = world.stack.chains[0]!.tokens.find(({ decimals }) => decimals === 6)!;
      await page.getByRole("link", { name: "Send", exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(newRecipient());
      await page.getByRole("button", { name: "Continue" }).click();
      const review = page.getByRole("button", { name: "Review" });
      await page.getByTestId("send-amount").fill("1.0000001");
      await page.getByText("You do not have this much ETH").waitFor();
      expect(await review.isDisabled()).toBe(true);
      await page.getByTestId("send-amount").fill("0");
      await page.getByText("Enter more than zero").waitFor();
      expect(await review.isDisabled()).toBe(true);
      await page.getByTestId("send-amount").fill("1,000");
      await page.getByText("Write 1000 or 1.000").waitFor();
      expect(await review.isDisabled()).toBe(true);
      await page.getByTestId("send-asset").click();
      await page.getByTestId(`send-asset-${token.symbol}`).click();
      await page.getByTestId("send-amount").fill("0.1234567");
      await page.getByText("at most 6 digits").waitFor();
      expect(await review.isDisabled()).toBe(true);
    });
  });
}
