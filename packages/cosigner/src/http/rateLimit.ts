import { ServiceError } from "../errors.ts";
import { isLoopback, toNetwork } from "./clientNetwork.ts";

export type RateLimiter = {
  /** Counts one request. @throws ServiceError `rate_limited` with the seconds to wait. */
  take(client: string): void;
  /** Counts one for a request key, whatever addresses it comes from. */
  takeKey(client: string, keyId: string): void;
  /** Counts one for an account, whichever of its devices asks. Call it for them only: nobody else may use it up. */
  takeAccount(client: string, accountId: string): void;
};

const maxClients = 50_000;

/**
 * A token bucket a client address: `perMinute` requests a minute, a third of them at once. In memory, because it
 * protects this process; what an account may do is counted in the database. Loopback is not counted.
 */
export function createRateLimiter({ perMinute, now }: { perMinute: number; now: () => number }): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const burst = Math.max(1, perMinute / 3);
  const perMs = perMinute / 60_000;
  function count(name: string, who: string): void {
    const at = now();
    const bucket = buckets.get(name) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) * perMs);
    bucket.at = at;
    // Re-inserted at the end, so that the first entry is the one idle for longest.
    buckets.delete(name);
    buckets.set(name, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > maxClients && oldest !== undefined) buckets.delete(oldest);
    if (bucket.tokens < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
      throw new ServiceError("rate_limited", `Too many requests ${who === "account" ? "for" : "from"} this ${who}.`, {
        retryAfterSeconds,
      });
    }
    bucket.tokens -= 1;
  }

  return {
    take(client) {
      if (!isLoopback(client)) count(toNetwork(client), "address");
    },
    takeKey(client, keyId) {
      if (!isLoopback(client)) count(keyId, "device");
    },
    takeAccount(client, accountId) {
      if (!isLoopback(client)) count(`account ${accountId}`, "account");
    },
  };
}
