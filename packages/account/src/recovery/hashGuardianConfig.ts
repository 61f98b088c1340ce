import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";
import type { GuardianConfig } from "./types.ts";

const parameters = parseAbiParameters("uint64, uint8, uint48, uint48, uint48, bytes32[]");

/**
 * The configHash of a configuration at a configuration epoch: 1 for guardians in the address and for the first ones.
 * Without any guardian in the address it is 0, which is no hash.
 */
export function hashGuardianConfig(config: GuardianConfig, configEpoch: bigint): Hex {
  const { threshold, recoveryDelay, recoveryWindow, configDelay, commitments } = config;
  return keccak256(
    encodeAbiParameters(parameters, [configEpoch, threshold, recoveryDelay, recoveryWindow, configDelay, commitments]),
  );
}
