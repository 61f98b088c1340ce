import { stubSignature } from "@tandem/account";
import type { UserOperation } from "@tandem/protocol";
import { createClient, http, RpcRequestError } from "viem";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { stubSponsorship } from "./sponsorRelay.ts";

/**
 * New accounts are free to make, so a first operation is sponsored only when it would work: the chain's bundler simulates
 * deployment, validation and call. A chain without a bundler is not asked.
 *
 * @throws ServiceError `policy_refused` with rule `sponsor-simulation`, `upstream_unavailable`
 */
export async function assertSimulates(chain: Chain, operation: UserOperation): Promise<void> {
  if (chain.bundler === undefined) return;
  const stub = stubSponsorship(chain, chain.head().timeSeconds + 300);
  const client = createClient({ transport: http(chain.bundler, { retryCount: 0, timeout: 15_000 }) });
  // A bundler's methods are not in viem's types of a plain client.
  const request = client.request as (call: { method: string; params: readonly unknown[] }) => Promise<unknown>;
  try {
    await request({
      method: "eth_estimateUserOperationGas",
      params: [{ ...operation, ...stub, signature: stubSignature }, chain.entryPoint],
    });
  } catch (error) {
    if (error instanceof RpcRequestError || hasRpcCause(error)) {
      throw new ServiceError(
        "policy_refused",
        "The first operation of this account would fail, so it is not sponsored.",
        {
          rule: "sponsor-simulation",
          action: "Check the amount and the recipient, then try again.",
        },
      );
    }
    throw new ServiceError("upstream_unavailable", "The first operation could not be simulated.", {
      action: "Try again in a moment.",
      retryAfterSeconds: 10,
    });
  }
}

/** viem wraps the answer of a node in an error of its own. */
function hasRpcCause(error: unknown): boolean {
  return error instanceof Error && "cause" in error && error.cause instanceof RpcRequestError;
}
