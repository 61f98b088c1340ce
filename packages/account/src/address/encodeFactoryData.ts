import type { Rotation } from "@tandem/protocol";
import { encodeFunctionData, type Hex, zeroHash } from "viem";
import { accountFactoryAbi } from "../generated/abi.ts";

export type EncodeFactoryDataParameters = {
  /** x coordinate of the first owner key, 32 bytes. */
  readonly birthKey: Hex;
  readonly configHash?: Hex;
  readonly salt?: Hex;
  /** Keys that replaced it since, oldest first: an account deployed late starts with the current owner. */
  readonly rotations?: readonly Rotation[];
};

/** Calldata of `AccountFactory.createAccount`: the `factoryData` of a first operation and of an ERC-6492 signature. */
export function encodeFactoryData({
  birthKey,
  configHash = zeroHash,
  salt = zeroHash,
  rotations = [],
}: EncodeFactoryDataParameters): Hex {
  return encodeFunctionData({
    abi: accountFactoryAbi,
    functionName: "createAccount",
    args: [birthKey, configHash, salt, rotations],
  });
}
