import type { Address, Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

export type UnsettledSlot = {
  readonly accountId: Hex;
  readonly sender: Address;
  /** Entry nonce. */
  readonly slot: Hex;
  /** Of every attempt at it that may still execute. */
  readonly userOpHashes: readonly Hex[];
};

/** Entry nonces with operations that were signed a while ago and that no event has settled, oldest first, at most 50. */
export async function listUnsettled(
  database: Database,
  chainKey: number,
  olderThanSeconds: number,
): Promise<readonly UnsettledSlot[]> {
  const rows = await database.query<{ account_id: Buffer; address: Buffer; slot: Buffer; hashes: Buffer[] }>(
    { name: "list-unsettled", text: "SELECT * FROM list_unsettled($1, $2 * interval '1 second')" },
    [chainKey, olderThanSeconds],
  );
  return rows.map(({ account_id, address, slot, hashes }) => ({
    accountId: toHex(account_id),
    sender: toHex(address),
    slot: toHex(slot),
    userOpHashes: hashes.map(toHex),
  }));
}

/** Closes every attempt at an entry nonce that the chain has used for something else, and gives its amounts back. */
export async function voidSlot(
  database: Database,
  { accountId, slot }: UnsettledSlot,
  { chainKey, timeSeconds }: { readonly chainKey: number; readonly timeSeconds: number },
): Promise<void> {
  await database.query({ name: "void-slot", text: "SELECT void_slot($1, $2, $3, to_timestamp($4))" }, [
    toBytes(accountId),
    chainKey,
    toBytes(slot),
    timeSeconds,
  ]);
}
