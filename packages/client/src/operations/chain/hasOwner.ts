import { getOwner, type OwnerEntry } from "@tandem/account";
import type { Address } from "viem";
import type { ClientContext } from "../../context.ts";
import { OperationRefusedError } from "../../errors.ts";
import { getConfig } from "../../requests/index.ts";
import { getChain } from "./getChain.ts";
import { toServiceError } from "./toServiceError.ts";

export type HasOwnerParameters = { readonly address: Address; readonly owners: readonly OwnerEntry[] };

/**
 * Whether a chain names one of these keys as the owner of the account, at that key's owner epoch.
 *
 * @throws ServiceUnreachableError when none does and some chain could not be asked
 */
export async function hasOwner(context: ClientContext, { address, owners }: HasOwnerParameters): Promise<boolean> {
  const { chains } = await getConfig(context);
  const answers = await Promise.allSettled(
    chains.map(async ({ chainId }) => {
      const { rpc } = await getChain(context, chainId);
      const named = await getOwner(rpc, { address });
      return owners.some(({ owner, ownerEpoch }) => owner === named?.owner && BigInt(ownerEpoch) === named.ownerEpoch);
    }),
  );
  if (answers.some((answer) => answer.status === "fulfilled" && answer.value)) return true;
  for (const answer of answers) {
    if (answer.status === "fulfilled") continue;
    const error = toServiceError(answer.reason, "chain");
    // It answers, and there is no such account behind the address.
    if (!(error instanceof OperationRefusedError)) throw error;
  }
  return false;
}
