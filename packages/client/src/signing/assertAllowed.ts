import type { PreviewResponse } from "@tandem/protocol";
import { ConfirmationMissingError, PolicyRefusedError } from "../errors.ts";

/**
 * Spares the person a prompt that cannot succeed. Rule `second-factor` is left to the co-signer where one is given.
 * @throws PolicyRefusedError, ConfirmationMissingError
 */
export function assertAllowed(
  { decision, rules }: PreviewResponse,
  confirmed: readonly string[],
  hasSecondFactor = false,
): void {
  const isLifted = hasSecondFactor && rules.some(({ name }) => name === "second-factor");
  const given = isLifted ? [...confirmed, "second-factor"] : confirmed;
  const missing = rules.filter(({ name }) => !given.includes(name));
  if (decision === "refuse" && !(isLifted && missing.length === 0)) throw new PolicyRefusedError({ rules });
  if (decision === "confirm" && missing.length > 0) {
    throw new ConfirmationMissingError({ rules: missing.map(({ name }) => name) });
  }
}
