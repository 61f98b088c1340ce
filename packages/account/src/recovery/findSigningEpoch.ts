import { verify } from "@tandem/frost";
import { type Address, type Hex, hexToBytes } from "viem";
import { hashGuardianConfig } from "./hashGuardianConfig.ts";
import { hashRecoveryMessage } from "./hashRecoveryMessage.ts";
import type { GuardianConfig } from "./types.ts";

export type FindSigningEpochParameters = {
  readonly address: Address;
  /** The first guardians. */
  readonly config: GuardianConfig;
  /** 52 bytes over `FirstGuardians`. */
  readonly signature: Hex;
  /** The account's first key, 33 bytes, and what replaced it. */
  readonly birthKey: Hex;
  readonly rotations: readonly { readonly newOwner: Hex }[];
};

/**
 * How many keys had been replaced when the owner signed the first guardians: the account takes them from exactly that
 * key, so on a new chain they come before every later rotation. Undefined where none of the keys signed.
 */
export function findSigningEpoch(parameters: FindSigningEpochParameters): number | undefined {
  const { address, config, signature, birthKey, rotations } = parameters;
  const message = { configHash: hashGuardianConfig(config, 1n) };
  const digest = hexToBytes(hashRecoveryMessage(address, { primaryType: "FirstGuardians", message }));
  const keys = [birthKey, ...rotations.map(({ newOwner }) => newOwner)];
  const index = keys.findIndex((key) =>
    verify({ publicKey: hexToBytes(key), digest, signature: hexToBytes(signature) }),
  );
  return index === -1 ? undefined : index;
}
