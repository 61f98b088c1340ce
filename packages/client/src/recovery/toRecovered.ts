import type { Recovered, RecoveryRequestLink } from "@tandem/protocol";

/** What an account says of its key once guardians have installed the one of this request. */
export function toRecovered({
  newOwner,
  proof,
  ownerEpoch,
}: Pick<RecoveryRequestLink, "newOwner" | "ownerEpoch" | "proof">): Recovered {
  return { newOwner, proof, ownerEpoch: ownerEpoch + 1, rotations: [] };
}
