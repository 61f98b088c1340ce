import { encodeAbiParameters, type Hex, keccak256 } from "viem";
import type { GuardianConfigStruct } from "./types.ts";

/** Hash of a guardian configuration at an epoch, as the account computes it. Guardians in an address have epoch 1. */
export function hashGuardianConfig(configEpoch: bigint, config: GuardianConfigStruct): Hex {
  return keccak256(
    encodeAbiParameters(
      [
        { type: "uint64" },
        { type: "uint8" },
        { type: "uint48" },
        { type: "uint48" },
        { type: "uint48" },
        { type: "bytes32[]" },
      ],
      [
        configEpoch,
        config.threshold,
        config.recoveryDelay,
        config.recoveryWindow,
        config.configDelay,
        config.commitments,
      ],
    ),
  );
}
