import { getAccountAddress } from "@tandem/account";
import type { Account } from "@tandem/protocol";
import { getAddress, type Hex, isAddressEqual } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import type { LocalUnlock } from "../storage/index.ts";
import type { StoredAccount } from "../types.ts";
import { assertOwner } from "./assertOwner.ts";

/**
 * What this device keeps of an account as the co-signer describes it. The address is computed here: a wrong one would
 * send the owner's money to somebody else. The key must be the account's by more than the co-signer's word.
 *
 * @throws CosignerMisbehavedError, ServiceUnreachableError
 */
export async function toStoredAccount(
  context: ClientContext,
  parameters: {
    readonly account: Account;
    /** As in {@link assertOwner}. */
    readonly known?: Hex | undefined;
    readonly unlock: LocalUnlock;
    readonly createdAt: number;
  },
): Promise<StoredAccount> {
  const { account, known, unlock, createdAt } = parameters;
  const { accountId, name, publicKey, birthKey, configHash, salt, rotations, recovered, keyEpoch, hasVault } = account;
  const address = getAccountAddress({ birthKey, configHash, salt });
  if (!isAddressEqual(address, account.address)) {
    throw new CosignerMisbehavedError("an address that does not belong to the key");
  }
  await assertOwner(context, { account, known });
  return {
    accountId,
    name,
    address: getAddress(address),
    publicKey,
    birthKey,
    configHash,
    salt,
    rotations,
    ...(recovered && { recovered }),
    keyEpoch,
    hasVault,
    unlock: unlock.kind,
    createdAt,
  };
}
