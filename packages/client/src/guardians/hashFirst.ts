import { hashGuardianConfig, hashRecoveryMessage } from "@tandem/account";
import { verify } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { GuardianSet } from "./types.ts";

/** What the owner signs to make a set the account's first guardians. */
export function hashFirst(address: Address, { config }: Pick<GuardianSet, "config">): Hex {
  const message = { configHash: hashGuardianConfig(config, 1n) };
  return hashRecoveryMessage(address, { primaryType: "FirstGuardians", message });
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
