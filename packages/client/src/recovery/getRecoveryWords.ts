import type { RecoveryRequestLink } from "@tandem/protocol";
import { concatBytes, hexToBytes } from "viem";
import { getSixWords } from "../getSixWords.ts";
import { hashRequest } from "./requests.ts";

/** Six words that follow from the account and everything the guardians sign. */
export async function getRecoveryWords(request: RecoveryRequestLink): Promise<readonly string[]> {
  const message = concatBytes([hexToBytes(request.address), hexToBytes(hashRequest(request))]);
  return getSixWords("tandem/recovery-words/v1", message);
}
