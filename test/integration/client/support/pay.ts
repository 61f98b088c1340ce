import type { ChainClient } from "@tandem/devnet";
import { type Address, getAddress, type Hex, toHex } from "viem";
import { expect } from "vitest";
import type { TestDevice } from "../../../support/createTestDevice.ts";

/** A device pays a thousand wei to an address that nobody has used. */
export async function pay(
  chain: ChainClient,
  { client }: TestDevice,
  { accountId }: { readonly accountId: Hex },
): Promise<void> {
  const to: Address = getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
  const prepared = await client.prepareOperation({ accountId, chainId: 31337, calls: [{ to, value: 1000n }] });
  expect(await client.confirmOperation({ prepared })).toMatchObject({ status: "confirmed" });
  expect(await chain.getBalance({ address: to })).toBe(1000n);
}
