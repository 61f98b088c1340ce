import { appendRotation } from "@tandem/account";
import type { StoredAccount } from "../types.ts";
import { toRecovered } from "./toRecovered.ts";
import type { RecoveryRecord } from "./types.ts";

/**
 * How the account came to the key of this request. Where the key before it signed for it and follows from the birth key
 * itself, it leads on from there, and a network that is added later takes it too; else it begins anew with the key that
 * guardians installed.
 */
export function toHistory({
  request,
  handsOver,
}: Pick<RecoveryRecord, "handsOver" | "request">): Pick<StoredAccount, "recovered" | "rotations"> {
  const { address, newOwner, proof, origin } = request;
  const ownerSignature = handsOver?.ownerSignature;
  const rotations =
    ownerSignature && appendRotation({ address, ...origin, rotation: { newOwner, proof, ownerSignature } });
  return rotations ? { rotations } : { rotations: origin.rotations, recovered: toRecovered(request) };
}
