import type { PreviewResponse } from "@tandem/protocol";
import { ConfirmationMissingError, PolicyRefusedError } from "../errors.ts";

/**
 * Spares the person a prompt that cannot succeed.
 * @throws PolicyRefusedError, ConfirmationMissingError
 */
export function assertAllowed({ decision, rules }: PreviewResponse, confirmed: readonly string[]): void {
  if (decision === "refuse") throw new PolicyRefusedError({ rules });
  const missing = rules.map(({ name }) => name).filter((name) => !confirmed.includes(name));
  if (decision === "confirm" && missing.length > 0) throw new ConfirmationMissingError({ rules: missing });
}
