// Runs in a page of the wallet's site: the same client that the wallet uses, without its screens. Bundled by
// prepareInPage.ts; what goes in and out is plain data.
import { createBrowserPasskeys, createIndexedDbStorage, createTandemClient } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import type { Address, Hex } from "viem";

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
  readonly faucetUrl: string;
  /** Made once, from what the faucet gives: it puts the account on the chain. `value` in wei. */
  readonly payment: { readonly to: Address; readonly value: bigint };
};

export type Prepared = {
  readonly accountId: Hex;
  readonly address: Address;
  readonly kit?: { readonly file: string; readonly name: string; readonly code: string } | undefined;
  readonly deviceExport?: { readonly file: string; readonly code: string } | undefined;
  readonly cards: readonly GuardianCard[];
};

export type OtherThresholdParameters = {
  readonly accountId: Hex;
  readonly chainId: number;
  readonly threshold: number;
};

/** Announces that another number of the same guardians is needed. */
export async function announceThreshold(parameters: OtherThresholdParameters): Promise<void> {
  const { guardians } = createClient();
  const change = await guardians.prepareChange(parameters);
  await guardians.announceChange({ ...parameters, change });
}

/** A day later: schedules it on the chain, and writes nothing down. */
export async function scheduleThreshold(parameters: OtherThresholdParameters): Promise<void> {
  const client = createClient();
  const { calls } = await client.guardians.prepareChange(parameters);
  const prepared = await client.prepareOperation({ ...parameters, calls });
  await client.confirmOperation({ prepared, confirmed: prepared.preview.rules.map(({ name }) => name) });
}

function createClient() {
  return createTandemClient({
    baseUrl: location.origin,
    storage: createIndexedDbStorage(),
    passkeys: createBrowserPasskeys(),
  });
}

/** An account as its owner made it ready for a loss. */
export async function prepare(parameters: PrepareParameters): Promise<Prepared> {
  const { name, password, hasKit, hasExport, isRenewed, guardians = [], chainId, payment } = parameters;
  const client = createClient();
  const unlock = password === undefined ? {} : { password };
  // A passkey without PRF makes the first try end by saying so.
  const create = () => client.createAccount({ name, ...unlock });
  const { accountId, address } = await (password === undefined
    ? create()
    : client.createAccount({ name }).catch(create));
  await fetch(parameters.faucetUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address }),
  });
  const prepared = await client.prepareOperation({ accountId, chainId, calls: [payment] });
  const confirmed = prepared.preview.rules.map(({ name: rule }) => rule);
  await client.confirmOperation({ prepared, confirmed, ...unlock });
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
