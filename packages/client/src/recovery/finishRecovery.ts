import { getAddress, type Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { RecoveryRequestError } from "./errors.ts";
import { getRecoveryProgress } from "./progress.ts";

/**
 * Keeps the account on this device once every chain of the request, or at least one, has the new key as its owner.
 *
 * @throws RecoveryRequestError while it is not.
 */
export async function finishRecovery(context: ClientContext, { id }: { readonly id: Hex }): Promise<void> {
  const { record, chains } = await getRecoveryProgress(context, { id });
  if (!chains.some(({ status }) => status === "done")) {
    throw new RecoveryRequestError("the new key does not own the account yet", "Wait until the recovery is finished.");
  }
  const { request, accountId, key } = record;
  const unlock = { kind: "passkey" } as const;
  await context.storage.write([
    {
      store: "accounts",
      key: accountId,
      value: {
        version: 1,
        account: {
          accountId,
          name: request.accountName,
          address: getAddress(request.address),
          publicKey: key.publicKey,
          birthKey: request.origin.birthKey,
          configHash: request.origin.configHash,
          salt: request.origin.salt,
          rotations: request.origin.rotations,
          keyEpoch: 1,
          hasVault: false,
          unlock: "passkey",
          createdAt: context.now(),
        },
        publicKeyPackage: key.publicKeyPackage,
        sealedShare: key.sealedShare,
        wraps: key.wraps,
        credentials: [key.credential],
        unlock,
      },
    },
  ]);
}
