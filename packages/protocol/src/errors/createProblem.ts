import type { Problem } from "../schemas/problem.ts";
import type { ErrorCode } from "./errorCodes.ts";
import { errorCodes } from "./errorCodes.ts";

export type CreateProblemParameters = {
  readonly code: ErrorCode;
  /** What happened, for a person; no secrets, no internals. */
  readonly detail: string;
  /** What to do now. Default: the usual advice for the code. */
  readonly action?: string;
  readonly requestId: string;
  /** The policy rule that refused, for `policy_refused`. */
  readonly rule?: string;
  /** The server's signed time, for `clock_skew`. */
  readonly time?: NonNullable<Problem["time"]>;
};

/** Builds the RFC 9457 body of an error answer; `status` follows from the code. */
export function createProblem({ code, detail, action, requestId, rule, time }: CreateProblemParameters): Problem {
  return {
    type: `urn:tandem:problem:${code}`,
    status: errorCodes[code],
    code,
    detail,
    action: action ?? usualActions[code],
    requestId,
    ...(rule === undefined ? {} : { rule }),
    ...(time === undefined ? {} : { time }),
  };
}

const usualActions: Record<ErrorCode, string> = {
  request_malformed: "Reload the wallet. If it happens again, the wallet and the service are of different versions.",
  signature_invalid: "Sign in again on this device.",
  clock_skew: "Set the device's clock, then repeat.",
  policy_refused: "Change the operation, or change the rule in Security.",
  step_up_required: "Confirm again with your passkey.",
  account_frozen: "Unfreeze the account in Security first.",
  unknown_id: "Check that this device still belongs to the account.",
  nonce_reused: "Repeat with a new nonce and new commitments.",
  intent_conflict: "Wait for the other operation, or replace it.",
  epoch_stale: "Reload the account, then repeat.",
  commitment_invalid: "Repeat with new commitments.",
  chain_unsupported: "Choose a chain this service supports.",
  rate_limited: "Wait, then repeat.",
  internal: "Repeat later. Nothing was signed unless the answer says so.",
  upstream_unavailable: "Repeat later.",
};
