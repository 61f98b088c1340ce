/** Every error code of the API with its HTTP status. */
export const errorCodes = {
  request_malformed: 400,
  signature_invalid: 401,
  clock_skew: 401,
  policy_refused: 403,
  step_up_required: 403,
  account_frozen: 403,
  unknown_id: 404,
  nonce_reused: 409,
  intent_conflict: 409,
  epoch_stale: 409,
  commitment_invalid: 422,
  chain_unsupported: 422,
  rate_limited: 429,
  internal: 500,
  upstream_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorCodes;
export type ErrorStatus = (typeof errorCodes)[ErrorCode];
