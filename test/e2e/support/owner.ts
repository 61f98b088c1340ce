import type { Page } from "playwright-core";
import { type Address, bytesToHex, type Hex, keccak256, parseEther, stringToHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { createWalletKey } from "../../support/walletKey.ts";
import { injectWallet } from "./injectWallet.ts";
import type { Wallet } from "./openWallet.ts";
import type { Prepared } from "./pageClient.ts";
import { prepareInPage } from "./prepareInPage.ts";
import { newRecipient, type World } from "./world.ts";

/** What can be lost. The device's share is worth nothing without the passkey that opens it. */
export type Loss = "device" | "passkey" | "kit" | "server";

/** What somebody has made ready. */
export type Belongings = {
  readonly kit?: boolean;
  readonly guardians?: boolean;
  /** A device export, kept apart from the kit. */
  readonly deviceExport?: boolean;
  /** The parts of the key were renewed after the kit was made. */
  readonly renewed?: boolean;
  /** A passkey without PRF: a password seals the share. */
  readonly password?: string;
};

/** Somebody with an account, before and after a loss. */
export type Owner = Prepared & {
  readonly world: World;
  /** The browser they sit at. */
  readonly wallet: Wallet;
  readonly page: Page;
  /** Paid once, before the loss. */
  readonly friend: Address;
  /** A bundler that any page may ask. */
  readonly publicBundler: string;
};

const guardianKeys: readonly Hex[] = ["one", "two", "three"].map((name) => keccak256(stringToHex(`guardian ${name}`)));

/** The wallets of an owner's guardians, two of whom are enough. */
export const guardianWallets = guardianKeys.map((key) => createWalletKey(key));

export type PrepareOwnerParameters = {
  readonly world: World;
  readonly has: Belongings;
  readonly publicBundler: string;
};

/** An account with money that has paid once, and what its owner has made ready. */
export async function prepareOwner({ world, has, publicBundler }: PrepareOwnerParameters): Promise<Owner> {
  const { password } = has;
  const wallet = await visit({ world, publicBundler, hasPrf: password === undefined });
  const friend = newRecipient();
  const prepared = await prepareInPage(wallet.page, world.origin, {
    name: "Ada",
    chainId: foundry.id,
    hasKit: has.kit ?? false,
    hasExport: has.deviceExport ?? false,
    isRenewed: has.renewed ?? false,
    guardians: has.guardians ? guardianWallets.map(({ address }) => address) : [],
    faucetUrl: new URL("/faucet", world.origin).href,
    payment: { to: friend, value: parseEther("0.01") },
    ...(password !== undefined && { password }),
  });
  return { ...prepared, world, wallet, page: wallet.page, friend, publicBundler };
}

type VisitParameters = Pick<Owner, "publicBundler" | "world"> & { readonly hasPrf: boolean };

/** A browser with somebody's own wallet in it, for what no service pays. */
async function visit({ world, publicBundler, hasPrf }: VisitParameters): Promise<Wallet> {
  const { rpc } = world.stack.urls;
  const wallet = await world.visit({ allowedOrigins: [rpc, publicBundler], hasPrf });
  const payer = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 8 });
  const privateKey = bytesToHex(payer.getHdKey().privateKey ?? new Uint8Array());
  await injectWallet(wallet.context, { privateKey, rpcUrl: rpc });
  return wallet;
}

export type LoseParameters = { readonly losses: readonly Loss[]; readonly stopServer: () => Promise<void> };

/** Takes things away. The owner then sits at the browser that is left, or at a new one. */
export async function lose(owner: Owner, { losses, stopServer }: LoseParameters): Promise<Owner> {
  const { wallet, page } = owner;
  const isLost = (loss: Loss) => losses.includes(loss);
  let left = owner;
  if (isLost("kit")) left = { ...left, kit: undefined };
  if (isLost("device") && isLost("passkey")) {
    const next = await visit({ ...owner, hasPrf: true });
    left = { ...left, wallet: next, page: next.page };
  } else if (isLost("device")) await becomeFreshProfile(page);
  else if (isLost("passkey")) await wallet.authenticator.clear();
  if (isLost("server")) await stopServer();
  return left;
}
