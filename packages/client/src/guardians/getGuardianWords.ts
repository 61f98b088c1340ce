import { hashGuardianAcceptance } from "@tandem/account";
import { type Address, type Hex, hexToBytes } from "viem";
import { getSixWords } from "../getSixWords.ts";
import { toGuardianSigner } from "./guardianKeys.ts";
import type { GuardianKey } from "./types.ts";

export type GetGuardianWordsParameters = {
  readonly inviteId: string;
  /** The account that is guarded. */
  readonly address: Address;
} & ({ readonly signer: Hex } | { readonly key: GuardianKey });

/** Six words that follow from who accepted what: owner and guardian compare them, so that the service swaps nobody. */
export async function getGuardianWords(parameters: GetGuardianWordsParameters): Promise<readonly string[]> {
  const { inviteId, address } = parameters;
  const signer = "signer" in parameters ? parameters.signer : toGuardianSigner(parameters.key);
  return getSixWords("tandem/guardian-words/v1", hexToBytes(hashGuardianAcceptance(address, { inviteId, signer })));
}
