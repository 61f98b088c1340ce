import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import type { KitDetails } from "@tandem/client/kit";
import { formatKitCode, formatKitFile } from "@tandem/client/kit";
import { sealDeviceExport } from "@tandem/client/offline";
import type { Browser, Page } from "playwright-core";
import { createWalletClient, http, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestKit } from "../../packages/client/testing/createTestKit.ts";
import { createChainClient, type Stack } from "../../packages/devnet/src/index.ts";
import { launchBrowser } from "../support/browser.ts";
import { root } from "../support/root.ts";
import { startTestStack } from "../support/startTestStack.ts";
import { openToPages } from "./support/openToPages.ts";
import { newRecipient } from "./support/world.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-exit-"));
const pageUrl = pathToFileURL(join(root, "app/public/exit.html")).href;
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
let stack: Stack;
let browser: Browser;
let chain: ReturnType<typeof createChainClient>;
let bundler: Awaited<ReturnType<typeof openToPages>>;

// Chain and bundler alone: there is no co-signer and no wallet to ask.
beforeAll(async () => {
  const without = ["database", "cosigner", "app", "front"] as const;
  [stack, browser] = await Promise.all([startTestStack({ without }), launchBrowser()]);
  chain = createChainClient(stack.urls.rpc);
  bundler = await openToPages(stack.urls.bundler);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  bundler?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true });
});

type Saved = { readonly kit: string; readonly kitCode: string; readonly device: string; readonly deviceCode: string };

/** An account with ether and tokens, and what its owner kept: two files and two codes. */
async function createOwner(changes: Partial<KitDetails> = {}) {
  const genesis = await chain.getBlock({ blockNumber: 0n });
  const [config] = stack.chains;
  if (!config?.factory) throw new TypeError("the stack has no chain");
  const { tokens, entryPoint, factory, core, features, name } = config;
  const here = { ...config, tokens: [...tokens], entryPoint, factory, core, features, name };
  const chains = [
    { ...here, genesisHash: genesis.hash, rpcUrl: stack.urls.rpc, bundlerUrl: bundler.url },
  ] as KitDetails["chains"];
  const made = await createTestKit(crypto.randomUUID(), { chains, ...changes });
  const { details, keyPackages, code, kit } = made;
  await chain.setBalance({ address: details.address, value: parseEther("10") });
  const exported = await sealDeviceExport({ account: details, chains, keyPackage: keyPackages[3], randomBytes });
  const prefix = join(folder, crypto.randomUUID());
  writeFileSync(`${prefix}-kit.json`, formatKitFile(kit));
  writeFileSync(`${prefix}-device.json`, exported.file);
  const saved: Saved = {
    kit: `${prefix}-kit.json`,
    kitCode: formatKitCode(code),
    device: `${prefix}-device.json`,
    deviceCode: exported.code,
  };
  return { details, saved };
}

/** A fresh profile that may only reach the chain and the bundler. */
async function openPage(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints: string[] = [];
  const known = [stack.urls.rpc, bundler.url].map((url) => new URL(url).origin);
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && !known.includes(origin)) complaints.push(`a request to ${origin}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(error.error().message));
  await page.goto(pageUrl);
  return { page, complaints };
}

async function openKey(page: Page, { kit, kitCode, device, deviceCode }: Saved): Promise<void> {
  await page.getByLabel("Backup kit file").setInputFiles(kit);
  await page.getByLabel("Code of the kit").fill(kitCode);
  await page.getByRole("button", { name: "Open the kit" }).click();
  await page.getByRole("heading", { name: "Now your device" }).waitFor();
  await page.getByLabel("Device export file").setInputFiles(device);
  await page.getByLabel("Code of the device export").fill(deviceCode.toLowerCase());
  await page.getByRole("button", { name: "Open the device export" }).click();
  await page.getByRole("heading", { name: "Reach the network" }).waitFor();
}

async function send(page: Page, to: string, amount: string): Promise<void> {
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByLabel("Amount").fill(amount);
  await page.getByLabel("To address").fill(to);
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("heading", { name: "Check and sign" }).waitFor();
  await page.getByRole("button", { name: "Sign and send" }).click();
}

async function assertAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

describe("the page without the server, from a file", () => {
  test("behavior: kit and device export show the balance and give the account to a new key, which pays", async () => {
    const { details, saved } = await createOwner();
    const { page, complaints } = await openPage();
    await assertAccessible(page);
    await openKey(page, saved);
    await assertAccessible(page);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByTestId("exit-balance-ETH").getByText("10").waitFor();
    await assertAccessible(page);
    await page.getByRole("button", { name: "Replace the key" }).click();
    const files: string[] = [];
    page.on("download", async (download) => {
      const path = join(folder, `${crypto.randomUUID()}-${download.suggestedFilename()}`);
      await download.saveAs(path);
      files.push(path);
    });
    await page.getByRole("button", { name: "Make the new key" }).click();
    const kitCode = (await page.getByTestId("exit-kit-code").textContent()) ?? "";
    const deviceCode = (await page.getByTestId("exit-device-code").textContent()) ?? "";
    await expect.poll(() => files.length).toBe(2);
    await page.getByRole("button", { name: "I have both files and both codes" }).click();
    await page.getByRole("button", { name: "Sign and send" }).click();
    await page.getByText("Confirmed").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("heading", { name: details.name }).waitFor();
    await page.getByRole("button", { name: "Close and forget" }).click();

    // The new files open the account, and pay; the old ones are told that they do not any more.
    const find = (part: string) => files.find((file) => file.includes(part)) ?? "";
    await openKey(page, { kit: find("kit"), kitCode, device: find("device"), deviceCode });
    await page.getByRole("button", { name: "Connect" }).click();
    const friend = newRecipient();
    await send(page, friend, "0.5");
    await page.getByText("Confirmed").waitFor();
    expect(await chain.getBalance({ address: friend })).toBe(parseEther("0.5"));
    await page.reload();
    await openKey(page, saved);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByText("another key on this network").waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("behavior: without a bundler it gives a transaction that any plain account can send", async () => {
    const { saved } = await createOwner();
    const { page, complaints } = await openPage();
    await openKey(page, saved);
    await page.getByLabel("Bundler address").fill("");
    await page.getByRole("button", { name: "Connect" }).click();
    const friend = newRecipient();
    await send(page, friend, "2");
    const sender = privateKeyToAccount(generatePrivateKey());
    await chain.setBalance({ address: sender.address, value: parseEther("1") });
    await page.getByLabel("Address of the account that sends").fill(sender.address);
    await page.getByRole("button", { name: "Show the transaction" }).click();
    const { to, gas, data } = JSON.parse(await page.getByTestId("exit-transaction").inputValue());
    const wallet = createWalletClient({ account: sender, chain: chain.chain, transport: http(stack.urls.rpc) });
    await wallet.sendTransaction({ to, gas: BigInt(gas), data });
    await page.getByText("Confirmed").waitFor();
    expect(await chain.getBalance({ address: friend })).toBe(parseEther("2"));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("error: a wrong code, another account's device, a file that is no kit: each says what to do", async () => {
    const [one, other] = await Promise.all([createOwner(), createOwner()]);
    const { page } = await openPage();
    await page.getByLabel("Backup kit file").setInputFiles(one.saved.device);
    await page.getByLabel("Code of the kit").fill(one.saved.kitCode);
    await page.getByRole("button", { name: "Open the kit" }).click();
    await page.getByText("This is not a Tandem backup kit").waitFor();
    await page.getByLabel("Backup kit file").setInputFiles(one.saved.kit);
    await page.getByLabel("Code of the kit").fill(other.saved.kitCode);
    await page.getByRole("button", { name: "Open the kit" }).click();
    await page.getByText("does not open this backup kit").waitFor();
    await page.getByLabel("Code of the kit").fill(one.saved.kitCode.slice(0, 17));
    await page.getByRole("button", { name: "Open the kit" }).click();
    await page.getByText("not complete yet").waitFor();
    await page.getByLabel("Code of the kit").fill(one.saved.kitCode);
    await page.getByRole("button", { name: "Open the kit" }).click();
    await page.getByLabel("Device export file").setInputFiles(other.saved.device);
    await page.getByLabel("Code of the device export").fill(other.saved.deviceCode);
    await page.getByRole("button", { name: "Open the device export" }).click();
    await page.getByText("of another account than the device").waitFor();
    await page.context().close();
  });
});
