import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { changeBook } from "../guardians/index.ts";
import { getRecoveryRecord } from "./records.ts";

/**
 * A recovery leaves the guardians in force: the list that the request was made for goes into the account's book, so that its
 * owner can change it. Of the guardians only those are known who gave their answer to this device; the others are known to
 * themselves, by a commitment.
 */
export async function keepGuardians(context: ClientContext, { id }: { readonly id: Hex }): Promise<void> {
  const { request, approvals, accountId } = await getRecoveryRecord(context, id);
  const { config, configEpoch, firstGuardiansSignature } = request.guardians;
  if (config.commitments.length === 0) return;
  const addedAt = context.now();
  const members = approvals.map(({ name, signer, salt }) => ({ name, signer, salt, addedAt }));
  const current = {
    ...{ config, configEpoch, members },
    ...(firstGuardiansSignature && { ownerSignature: firstGuardiansSignature }),
  };
  await changeBook(context, accountId, (book) => (book.current ? book : { ...book, current, draft: members }));
}
