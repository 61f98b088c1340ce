import { getAccountAddress } from "@tandem/account";
import type { Account } from "@tandem/protocol";
import { getAddress, isAddressEqual } from "viem";
import { CosignerMisbehavedError } from "../errors.ts";
import type { LocalUnlock } from "../storage/index.ts";
import type { StoredAccount } from "../types.ts";
import { assertOwner } from "./assertOwner.ts";

/**
 * What this device keeps of an account as the co-signer describes it. The address is computed here: a wrong one would
 * send the owner's money to somebody else. The key must follow from the birth key by changes that were signed.
 */
export function toStoredAccount(parameters: {
  readonly account: Account;
  readonly unlock: LocalUnlock;
  readonly createdAt: number;
}): StoredAccount {
  const { account, unlock, createdAt } = parameters;
  const { accountId, name, publicKey, birthKey, configHash, salt, rotations, keyEpoch, hasVault } = account;
  const address = getAccountAddress({ birthKey, configHash, salt });
  if (!isAddressEqual(address, account.address)) {
    throw new CosignerMisbehavedError("an address that does not belong to the key");
  }
  assertOwner(account);
  return {
    accountId,
    name,
    address: getAddress(address),
    publicKey,
    birthKey,
    configHash,
    salt,
    rotations,
    keyEpoch,
    hasVault,
    unlock: unlock.kind,
    createdAt,
  };
}
