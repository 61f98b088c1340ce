import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  encodeFactoryData,
  getAccountAddress,
  hashInstallOwner,
  hashRotateOwner,
  tandemAddresses,
} from "@tandem/account";
import type { KitDetails } from "@tandem/client/kit";
import { formatKitCode, formatKitFile } from "@tandem/client/kit";
import { createOfflineSigner, sealDeviceExport } from "@tandem/client/offline";
import { EvmAddress } from "@tandem/protocol";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Address, createWalletClient, type Hex, http, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOwnerKey } from "../../packages/client/testing/createOwnerKey.ts";
import { createTestKit } from "../../packages/client/testing/createTestKit.ts";
import { createChainClient, type Stack } from "../../packages/devnet/src/index.ts";
import { launchBrowser } from "../support/browser.ts";
import { root } from "../support/root.ts";
import { startTestStack } from "../support/startTestStack.ts";
import { assertAccessible, assertFits, focusByTab } from "./support/accessible.ts";
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
async function createOwner(changes: Partial<KitDetails> = {}, seed: string = crypto.randomUUID()) {
  const genesis = await chain.getBlock({ blockNumber: 0n });
  const [config] = stack.chains;
  if (!config?.factory) throw new TypeError("the stack has no chain");
  const { tokens, entryPoint, factory, core, features, name } = config;
  const here = { ...config, tokens: [...tokens], entryPoint, factory, core, features, name };
  const chains = [
    { ...here, genesisHash: genesis.hash, rpcUrl: stack.urls.rpc, bundlerUrl: bundler.url },
  ] as KitDetails["chains"];
  const made = await createTestKit(seed, { chains, ...changes });
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

/** The same, of somebody who has another key by now, which the chain does not know. */
async function createRotatedOwner() {
  const seed = crypto.randomUUID();
  const { keyPackages, details } = await createTestKit(seed);
  const birth = createOwnerKey();
  const birthKey = birth.publicKey;
  const address = EvmAddress.parse(getAccountAddress({ birthKey }));
  const { publicKey: newOwner } = details;
  const signer = createOfflineSigner({
    address,
    keyEpoch: 1,
    kit: keyPackages[2],
    device: keyPackages[3],
    randomBytes,
  });
  const proof = signer.signDigest(hashInstallOwner({ address, newOwner }));
  signer.close();
  const ownerSignature = birth.sign(hashRotateOwner({ address, newOwner, ownerEpoch: 0n }));
  await sendByStranger({ to: tandemAddresses.factory, data: encodeFactoryData({ birthKey }) });
  return createOwner({ address, birthKey, rotations: [{ newOwner, proof, ownerSignature }] }, seed);
}

/** Somebody's plain account sends a transaction. */
async function sendByStranger(
  transaction: { to: Address; data: Hex; gas?: bigint },
  sender = privateKeyToAccount(generatePrivateKey()),
): Promise<void> {
  await chain.setBalance({ address: sender.address, value: parseEther("1") });
  const wallet = createWalletClient({ account: sender, chain: chain.chain, transport: http(stack.urls.rpc) });
  const hash = await wallet.sendTransaction(transaction);
  expect((await chain.waitForTransactionReceipt({ hash })).status).toBe("success");
}

/** A fresh profile that may only reach the chain and the bundler. */
async function openPage(look: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const viewport = { width: 390, height: 844 };
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...look });
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

describe("the page without the server, from a file", () => {
  test("behavior: kit and device export show the balance and give the account to a new key, which pays", async () => {
    const { details, saved } = await createOwner();
    const { page, complaints } = await openPage();
    await openKey(page, saved);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByTestId("exit-balance-ETH").getByText("10").waitFor();
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
    await assertAccessible(page, "two codes");
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
    await page.getByLabel("Address of the account that sends").fill(sender.address);
    await page.getByRole("button", { name: "Show the transaction" }).click();
    const { to, gas, data } = JSON.parse(await page.getByTestId("exit-transaction").inputValue());
    await assertAccessible(page, "a transaction to send");
    await sendByStranger({ to, gas: BigInt(gas), data }, sender);
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

  test.each(["light", "dark"] as const)(
    "behavior: a payment by keyboard alone, nothing for axe to find and nothing cut off at 320 px, %s",
    async (colorScheme) => {
      const { saved } = await createOwner();
      const { page, complaints } = await openPage({ colorScheme, viewport: { width: 320, height: 640 } });
      const { keyboard } = page;
      const look = async (heading: string) => {
        await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
        await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(heading);
        await assertAccessible(page, heading);
        await assertFits(page, heading, [320]);
      };
      const press = async (name: string) => {
        await focusByTab(page, name);
        await keyboard.press("Enter");
      };
      const fill = async (name: string, text: string) => {
        await focusByTab(page, name);
        await keyboard.insertText(text);
      };
      const choose = async (name: string, path: string) => {
        await focusByTab(page, name);
        const chooser = page.waitForEvent("filechooser");
        await keyboard.press("Space");
        await (await chooser).setFiles(path);
      };
      const friend = newRecipient();
      await page.getByRole("heading", { name: "Open your backup kit" }).waitFor();
      await look("Open your backup kit");
      await choose("Backup kit file", saved.kit);
      await fill("Code of the kit", saved.kitCode);
      await keyboard.press("Enter");
      await look("Now your device");
      await choose("Device export file", saved.device);
      await fill("Code of the device export", saved.deviceCode);
      await keyboard.press("Enter");
      await look("Reach the network");
      await press("Connect");
      await page.getByTestId("exit-balance-ETH").getByText("10").waitFor();
      await look("Ada");
      await press("Replace the key");
      await look("Replace the key");
      await press("Back");
      await page.getByTestId("exit-balance-ETH").getByText("10").waitFor();
      await press("Send");
      await look("Send");
      await fill("Amount", "0.5");
      await fill("To address", friend);
      await keyboard.press("Enter");
      await look("Check and sign");
      await press("Sign and send");
      await page.getByText("Confirmed").waitFor();
      await assertAccessible(page, "confirmed");
      await press("Done");
      await look("Ada");
      expect(await chain.getBalance({ address: friend })).toBe(parseEther("0.5"));
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test("behavior: a network that missed a new key gets it from anybody, and then pays", async () => {
    const { saved } = await createRotatedOwner();
    const { page, complaints } = await openPage();
    await openKey(page, saved);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByText("This network still has an older key").waitFor();
    expect(await page.getByRole("button", { name: "Send", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Bring your key here" }).click();
    const { to, data } = JSON.parse(await page.getByTestId("exit-catch-up").inputValue());
    await assertAccessible(page, "catch up");
    await sendByStranger({ to, data });
    await page.getByText("This network knows your key now").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    const friend = newRecipient();
    await send(page, friend, "0.5");
    await page.getByText("Confirmed").waitFor();
    expect(await chain.getBalance({ address: friend })).toBe(parseEther("0.5"));
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Another network" }).click();
    await page.getByRole("heading", { name: "Reach the network" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  // Last, as its chain's clock runs ahead from here on.
  test("behavior: a network that falls silent can be asked again, and what ran out is prepared again", async () => {
    const { saved } = await createOwner();
    const { page } = await openPage();
    await openKey(page, saved);
    await page.getByLabel("Bundler address").fill("");
    await page.getByRole("button", { name: "Connect" }).click();
    const friend = newRecipient();
    await send(page, friend, "1");
    const sender = privateKeyToAccount(generatePrivateKey());
    const show = async () => {
      await page.getByLabel("Address of the account that sends").fill(sender.address);
      await page.getByRole("button", { name: "Show the transaction" }).click();
      const { to, gas, data } = JSON.parse(await page.getByTestId("exit-transaction").inputValue());
      return { to, gas: BigInt(gas), data };
    };
    await show();
    await page.route(`${stack.urls.rpc}**`, (route) => route.abort());
    await page.getByText("The network cannot be reached").waitFor();
    await assertAccessible(page, "silent network");
    await page.unroute(`${stack.urls.rpc}**`);
    await chain.increaseTime({ seconds: 3_700 });
    await chain.mine({ blocks: 1 });
    await page.getByRole("button", { name: "Ask the network again" }).click();
    await page.getByText("It was not sent within an hour").waitFor();
    await assertAccessible(page, "ran out");
    await page.getByRole("button", { name: "Prepare it again" }).click();
    await page.getByRole("button", { name: "Sign and send" }).click();
    await sendByStranger(await show(), sender);
    await page.getByText("Confirmed").waitFor();
    expect(await chain.getBalance({ address: friend })).toBe(parseEther("1"));
    await page.context().close();
  });
});
