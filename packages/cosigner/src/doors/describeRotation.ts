import type { RotationState } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { getRotation, listRotationChains, listSpreadingRotations } from "../store/index.ts";

/** What a device is told of a rotation under way: the one that is not completed, else the newest that spreads. */
export async function describeRotation(
  { database, chains }: Pick<Context, "chains" | "database">,
  accountId: Hex,
): Promise<RotationState | undefined> {
  const rotation =
    (await getRotation(database, accountId)) ?? (await listSpreadingRotations(database, accountId)).at(-1);
  if (!rotation || rotation.status === "finished") return undefined;
  const { rotationId, status, keyId, ownerEpoch, key } = rotation;
  const rows = status === "spreading" ? await listRotationChains(database, rotationId) : [];
  const byKey = new Map(rows.map(({ chainKey, state }) => [chainKey, state]));
  return {
    rotationId,
    status,
    keyId,
    ownerEpoch,
    ...(key && { newOwner: key.publicKey }),
    chains:
      status === "spreading"
        ? chains.all.map(({ chainId, chainKey }) => ({ chainId, state: byKey.get(chainKey) ?? "pending" }))
        : [],
  };
}
