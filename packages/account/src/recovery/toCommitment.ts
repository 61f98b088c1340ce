import { concat, type Hex, keccak256 } from "viem";

/** keccak256(signer ‖ salt): how a guardian configuration names an ERC-7913 signer without showing it. */
export function toCommitment(signer: Hex, salt: Hex): Hex {
  return keccak256(concat([signer, salt]));
}
