import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type StepUp = {
  readonly accountId: Hex;
  readonly intentId: Hex;
  readonly credentialId: Uint8Array;
  readonly passkeyCounter: number;
};

/** Why a proof is not taken: its intent was used, the passkey's counter went back, or it is no passkey of the account. */
export type StepUpRefusal = "intent-used" | "passkey-counter" | "passkey-unknown";

/** Uses a passkey's yes up. Undefined when it counts. */
export async function claimStepUp(database: Database, stepUp: StepUp): Promise<StepUpRefusal | undefined> {
  const [row] = await database.query<{ refusal: StepUpRefusal | "" }>(
    { name: "use-step-up", text: "SELECT use_step_up($1, $2, $3, $4) AS refusal" },
    [toBytes(stepUp.accountId), toBytes(stepUp.intentId), Buffer.from(stepUp.credentialId), stepUp.passkeyCounter],
  );
  return row?.refusal || undefined;
}
