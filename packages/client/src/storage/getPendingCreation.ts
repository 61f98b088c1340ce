import type { ClientContext } from "../context.ts";
import type { CreationStep, PendingCreation } from "../types.ts";
import { creationKey } from "./creationKey.ts";
import type { CreationRecord } from "./types.ts";

const steps: Record<CreationRecord["stage"], CreationStep> = {
  registered: "passkey",
  attested: "passkey",
  passkey: "key-1",
  key: "sealing",
  vault: "verifying",
  "self-tested": "verifying",
};

/** The creation this device began and has not finished. */
export async function getPendingCreation({ storage }: ClientContext): Promise<PendingCreation | undefined> {
  const record = await storage.get("creations", creationKey);
  if (!record) return undefined;
  const { accountId, name, stage, prf, createdAt } = record;
  const isBeforeActivation = stage !== "self-tested";
  return { accountId, name, step: steps[stage], needsPassword: prf === "missing" && isBeforeActivation, createdAt };
}
