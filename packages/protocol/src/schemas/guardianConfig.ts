import { z } from "zod";
import { hex, Uint48Seconds } from "./primitives.ts";

/** A guardian configuration as the account's contract takes it. Delays in seconds; `@tandem/account` checks its bounds. */
export const GuardianConfig = z.strictObject({
  threshold: z.int().min(0).max(10),
  recoveryDelay: Uint48Seconds,
  recoveryWindow: Uint48Seconds,
  configDelay: Uint48Seconds,
  commitments: z.array(hex(32)).max(10),
});
export type GuardianConfig = z.infer<typeof GuardianConfig>;
