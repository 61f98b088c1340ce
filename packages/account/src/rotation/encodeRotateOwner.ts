import type { Rotation } from "@tandem/protocol";
import { encodeFunctionData, type Hex } from "viem";
import { accountAbi } from "../generated/abi.ts";

/** Calldata of `rotateOwner`, which anybody may send to the account. */
export function encodeRotateOwner({ newOwner, proof, ownerSignature }: Rotation): Hex {
  return encodeFunctionData({ abi: accountAbi, functionName: "rotateOwner", args: [newOwner, proof, ownerSignature] });
}
