import type { KitSummary } from "@tandem/protocol";
import type { AccountRecord } from "../store/index.ts";

/** The kit that counts: of the current key, and shown to open at least once. */
export function getKitSummary({ kits, key }: AccountRecord): KitSummary | null {
  const kit = kits.find(({ publicKey, checkedAt }) => checkedAt && publicKey === key?.publicKey);
  if (!kit?.checkedAt) return null;
  const { keyId, hpkeKey, keyEpoch, madeAt, checkedAt } = kit;
  return { keyId, hpkeKey, keyEpoch, madeAt: madeAt.getTime(), checkedAt: checkedAt.getTime() };
}
