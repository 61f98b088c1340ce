import { keccak256 } from "viem";
import { InvalidGuardianError } from "./errors.ts";
import type { Approval } from "./types.ts";

/**
 * Approvals in the order the account asks for: strictly ascending by keccak256(signer).
 *
 * @throws InvalidGuardianError where one signer approves twice: it counts once.
 */
export function sortApprovals(approvals: readonly Approval[]): readonly Approval[] {
  const keyed = approvals.map((approval) => ({ approval, key: keccak256(approval.signer) }));
  keyed.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  if (keyed.some(({ key }, index) => key === keyed[index - 1]?.key)) {
    throw new InvalidGuardianError("it approved twice, which counts once");
  }
  return keyed.map(({ approval }) => approval);
}
