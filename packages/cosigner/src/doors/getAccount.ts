import { type Account, bytesToHex } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { getSharesMadeAt, getSpent } from "../store/index.ts";
import { describeRotation } from "./describeRotation.ts";
import { getKitSummary } from "./getKitSummary.ts";
import { requireAccount, requireKey } from "./requireAccount.ts";

/** The account as its devices see it. */
export async function getAccount(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
): Promise<Account> {
  const [record, spent, rotation, sharesMadeAt] = await Promise.all([
    requireAccount(context, { accountId, keyId }),
    getSpent(context.database, accountId),
    describeRotation(context, accountId),
    getSharesMadeAt(context.database, accountId),
  ]);
  const { publicKeyPackage, transcriptHash, rotations, recovered, ...key } = requireKey(record);
  const spentByAsset = new Map(spent.map((entry) => [entry.asset, entry]));
  return {
    accountId,
    name: record.name,
    status: "active",
    ...key,
    rotations: [...rotations],
    ...(recovered && { recovered }),
    publicKeyPackage: bytesToHex(publicKeyPackage),
    ...(rotation && { rotation }),
    keyEpoch: record.keyEpoch,
    ...(sharesMadeAt && { sharesMadeAt: sharesMadeAt.getTime() }),
    hasVault: record.hasVault,
    frozen: record.frozen,
    ...(record.frozenBy ? { frozenBy: record.frozenBy } : {}),
    hasSecondFactor: record.hasSecondFactor,
    policy: record.policy,
    policyHash: record.policyHash,
    spent: record.policy.limits.map(({ asset, amount }) => {
      const entry = spentByAsset.get(asset);
      return {
        asset,
        spent: (entry?.amount ?? 0n).toString(),
        limit: amount,
        ...(entry?.resetsAt ? { resetsAt: entry.resetsAt.getTime() } : {}),
      };
    }),
    devices: record.devices.map((device) => ({
      keyId: device.keyId,
      name: device.name,
      createdAt: device.createdAt.getTime(),
      lastUsedAt: device.lastUsedAt.getTime(),
      current: device.keyId === keyId,
      ...(device.quarantinedUntil && { quarantinedUntil: device.quarantinedUntil.getTime() }),
      ...(device.credentialId ? { passkey: device.credentialId.toString("base64url") } : {}),
    })),
    credentials: record.credentials.map(({ credentialId, transports, backedUp, createdAt }) => ({
      credentialId: credentialId.toString("base64url"),
      transports: [...transports],
      backedUp,
      createdAt: createdAt.getTime(),
    })),
    kit: getKitSummary(record),
  };
}
