/**
 * The policy of every page. Scripts run by nonce only; anything a script loads must pass the Trusted Types policy
 * `default` (see `lib/trustedTypes.ts`). `wasm-unsafe-eval` lets Argon2id run for passkeys without PRF; it does not
 * allow `eval`.
 *
 * @param connectHosts - origins besides our own that the operator has configured (RPC, bundler)
 */
export function contentSecurityPolicy(parameters: { nonce: string; connectHosts: readonly string[] }): string {
  const { nonce, connectHosts } = parameters;
  const development = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${development}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connectHosts].join(" ")}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ].join("; ");
}
