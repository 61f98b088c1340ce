import { hexToBytes, type LogPromise, longestSequencingMs, signLogPromise } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ServiceKeys } from "../keys/index.ts";

/** The signed promise that goes with a decision. The same decision gets the same promise, however often it is asked for. */
export function promiseLeaf({ log }: ServiceKeys, leaf: Hex, decidedAt: Date): Promise<LogPromise> {
  const sequencedBefore = decidedAt.getTime() + longestSequencingMs;
  return signLogPromise({ leaf: hexToBytes(leaf), sequencedBefore, sign: log.sign });
}
