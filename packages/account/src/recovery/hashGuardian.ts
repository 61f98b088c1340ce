import { concat, type Hex, keccak256 } from "viem";
import type { Guardian } from "./types.ts";

/** A guardian's commitment, keccak256(signer ‖ salt): all that the chain knows of it until it acts. */
export function hashGuardian({ signer, salt }: Guardian): Hex {
  return keccak256(concat([signer, salt]));
}
