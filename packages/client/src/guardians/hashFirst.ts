import { hashGuardianConfig, hashRecoveryMessage } from "@tandem/account";
import { verify } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import { type Address, type Hex, zeroHash } from "viem";
import type { StoredAccount } from "../types.ts";
import type { GuardianSet } from "./types.ts";

/** What the owner signs to make a set the account's first guardians. */
export function hashFirst(address: Address, { config }: Pick<GuardianSet, "config">): Hex {
  const message = { configHash: hashGuardianConfig(config, 1n) };
  return hashRecoveryMessage(address, { primaryType: "FirstGuardians", message });
}

/**
 * Whether a set is signed as the first guardians, and not by the present key: where the account stands under its present
 * key without guardians, it will not take them. What guardians have installed since needs none.
 */
export function isSignedBefore(
  account: Pick<StoredAccount, "address" | "configHash" | "publicKey" | "recovered">,
  set: GuardianSet | undefined,
): boolean {
  if (!set?.ownerSignature || account.recovered || account.configHash !== zeroHash) return false;
  return !isSignedFirst(account, set);
}

/** Whether the account would take a set as its first guardians from its present key: an earlier key's word is nothing. */
export function isSignedFirst(
  { address, publicKey }: { readonly address: Address; readonly publicKey: Hex },
  set: GuardianSet | undefined,
): boolean {
  if (!set?.ownerSignature) return false;
  const digest = hexToBytes(hashFirst(address, set));
  return verify({ publicKey: hexToBytes(publicKey), digest, signature: hexToBytes(set.ownerSignature) });
}
