import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { readBook } from "./guardianBook.ts";
import { readKeptFirst } from "./readKeptFirst.ts";
import type { GuardianSet } from "./types.ts";

/** What owners of the account have signed to be a network's first guardians, the last first. Nothing of it is checked. */
export async function listFirst(
  context: ClientContext,
  accountId: Hex,
): Promise<readonly { readonly config: GuardianSet["config"]; readonly ownerSignature: Hex }[]> {
  const { current, known = [] } = await readBook(context, accountId);
  const kept = await readKeptFirst(context, accountId).catch(() => null);
  return [current, ...known, kept].flatMap((set) =>
    set?.ownerSignature ? [{ config: set.config, ownerSignature: set.ownerSignature }] : [],
  );
}
