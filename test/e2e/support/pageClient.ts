// Runs in a page of the wallet's site: the same client that the wallet uses, without its screens. Bundled by
// prepareInPage.ts; what goes in and out is plain data.
import { encodeRecoveryCall } from "@tandem/account";
import {
  createBrowserPasskeys,
  createIndexedDbStorage,
  createMemoryStorage,
  createTandemClient,
  type NewDevice,
  type TandemClient,
} from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import { type Address, encodeFunctionData, type Hex, parseAbi, zeroAddress, zeroHash } from "viem";

export type PrepareParameters = {
  readonly name: string;
  /** Where the passkey has no PRF. */
  readonly password?: string;
  readonly hasKit?: boolean;
  readonly hasExport?: boolean;
  /** The shares were renewed after the kit was made, before the export. */
  readonly isRenewed?: boolean;
  /** Wallets that become guardians; more than half of them are needed. */
  readonly guardians?: readonly Address[];
  readonly chainId: number;
  readonly faucetUrl?: string;
  /** Made once, from what the faucet gives: it puts the account on the chain. `value` in wei. */
  readonly payment?: { readonly to: Address; readonly value: bigint };
};

export type Prepared = {
  readonly accountId: Hex;
  readonly address: Address;
  readonly kit?: { readonly file: string; readonly name: string; readonly code: string } | undefined;
  readonly deviceExport?: { readonly file: string; readonly code: string } | undefined;
  readonly cards: readonly GuardianCard[];
};

type OfAccount = { readonly accountId: Hex };

/** A client on this page's passkeys. With storage in memory it is another device of whoever holds them. */
function openClient(storage = createIndexedDbStorage()): TandemClient {
  return createTandemClient({ baseUrl: location.origin, storage, passkeys: createBrowserPasskeys() });
}

/** An account as its owner made it ready for a loss. */
export async function prepare(parameters: PrepareParameters): Promise<Prepared> {
  const { name, password, hasKit, hasExport, isRenewed, guardians = [], chainId, faucetUrl, payment } = parameters;
  const client = openClient();
  const unlock = password === undefined ? {} : { password };
  // A passkey without PRF makes the first try end by saying so.
  const create = () => client.createAccount({ name, ...unlock });
  const { accountId, address } = await (password === undefined
    ? create()
    : client.createAccount({ name }).catch(create));
  if (faucetUrl) {
    await fetch(faucetUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address }),
    });
  }
  if (payment) {
    const prepared = await client.prepareOperation({ accountId, chainId, calls: [payment] });
    const confirmed = prepared.preview.rules.map(({ name: rule }) => rule);
    await client.confirmOperation({ prepared, confirmed, ...unlock });
  }
  if (guardians.length > 0) {
    for (const [index, signer] of guardians.entries())
      await client.guardians.add({ accountId, signer, name: `Guardian ${index + 1}` });
    const threshold = Math.floor(guardians.length / 2) + 1;
    await client.guardians.setFirst({ accountId, chainId, threshold, confirmed: ["administration"], ...unlock });
  }
  const made = hasKit ? await client.makeKit({ accountId, ...unlock }) : undefined;
  if (made) await client.testKit({ accountId, kit: made.kit, code: made.code });
  if (isRenewed) await client.refreshShares({ accountId, ...unlock });
  const exported = hasExport ? await client.exportDevice({ accountId, ...unlock }) : undefined;
  return {
    accountId,
    address,
    kit: made && { file: new TextDecoder().decode(made.file.bytes), name: made.file.name, code: made.code },
    deviceExport: exported && { file: new TextDecoder().decode(exported.file), code: exported.code },
    cards: await client.guardians.getCards({ accountId }),
  };
}

let shown: NewDevice | undefined;

/** On a new device. @returns the code that it shows */
export async function showDevice({ deviceName }: { readonly deviceName: string }): Promise<string> {
  shown = await openClient().showNewDevice({ deviceName });
  return shown.code;
}

/** On a device of the account: takes in the one that shows this code. */
export async function takeIn({ accountId, code }: OfAccount & { readonly code: string }): Promise<void> {
  const client = openClient();
  await client.addDevice({ accountId, pairing: await client.findDevice({ accountId, code }) });
}

/** On the new device, once it was taken in. */
export async function joinAccount(): Promise<void> {
  await shown?.finish();
}

/** Somebody with this page's passkey signs in somewhere else. */
export async function signInElsewhere({ deviceName }: { readonly deviceName: string }): Promise<void> {
  await openClient(createMemoryStorage()).signIn({ deviceName });
}

export async function askForRotation({ accountId }: OfAccount): Promise<void> {
  await openClient().requestRotation({ accountId });
}

export type PayParameters = OfAccount & {
  readonly chainId: number;
  readonly to: Address;
  /** In wei. */
  readonly value: bigint;
};

/** Pays on any of the networks; the first payment puts the account there. */
export async function payOn({ accountId, chainId, ...call }: PayParameters): Promise<void> {
  const client = openClient();
  const prepared = await client.prepareOperation({ accountId, chainId, calls: [call] });
  await client.confirmOperation({ prepared, confirmed: prepared.preview.rules.map(({ name }) => name) });
}

export async function freeze({ accountId }: OfAccount): Promise<void> {
  await openClient().freeze({ accountId });
}

type OtherThreshold = OfAccount & { readonly chainId: number; readonly threshold: number };

/** Announces that another number of the same guardians is needed. */
export async function announceThreshold(parameters: OtherThreshold): Promise<void> {
  const { guardians } = openClient();
  const change = await guardians.prepareChange(parameters);
  await guardians.announceChange({ ...parameters, change });
}

/** A day later: schedules it on the chain, and writes down nothing of it. */
export async function scheduleThreshold(parameters: OtherThreshold): Promise<void> {
  const client = openClient();
  const { calls } = await client.guardians.prepareChange(parameters);
  const prepared = await client.prepareOperation({ ...parameters, calls });
  await client.confirmOperation({ prepared, confirmed: prepared.preview.rules.map(({ name }) => name) });
}

/** Begins everything that gives somebody more power over the account. */
export async function askForPower({ accountId, chainId }: OfAccount & { readonly chainId: number }): Promise<void> {
  const client = openClient();
  const { policy, policyHash } = await client.getPolicy({ accountId });
  const limits = policy.limits.map((limit) => ({ ...limit, amount: String(2n * BigInt(limit.amount)) }));
  await client.changePolicy({ accountId, basePolicyHash: policyHash, policy: { ...policy, limits } });
  const config = { threshold: 1, recoveryDelay: 172_800, recoveryWindow: 604_800, configDelay: 129_600 };
  const guardians = { ...config, commitments: [zeroHash] };
  const current = { config: guardians, factory: zeroAddress, salt: zeroHash };
  const change = encodeRecoveryCall({ functionName: "scheduleGuardians", current, next: guardians });
  await client.beginChange({ accountId, chainId, data: change });
  const upgrade = encodeFunctionData({
    abi: parseAbi(["function scheduleUpgrade(uint8 kind, address implementation, bytes data)"]),
    args: [0, zeroAddress, "0x"],
  });
  await client.beginChange({ accountId, chainId, data: upgrade });
  await client.requestRotation({ accountId });
  await client.makeKit({ accountId });
}

export async function removePasskey({ accountId, credentialId }: OfAccount & { readonly credentialId: string }) {
  await openClient().removePasskey({ accountId, credentialId });
}
