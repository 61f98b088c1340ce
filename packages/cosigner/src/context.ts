import type { Config, Policy } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Log } from "./audit/index.ts";
import type { CosignerConfig } from "./config.ts";
import type { Fence } from "./fence/index.ts";
import type { ComputeShare, ServiceKeys } from "./keys/index.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Tracing } from "./observe/index.ts";
import type { SponsorWatch } from "./paymaster/index.ts";
import type { ChainRegistry } from "./settlement/index.ts";
import type { AccountCache, Database } from "./store/index.ts";
import type { TestHooks } from "./testHooks.ts";

/** What every part of the service is given. Time and randomness are parameters. */
export type Context = {
  readonly config: CosignerConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly keys: ServiceKeys;
  readonly database: Database;
  readonly accounts: AccountCache;
  readonly chains: ChainRegistry;
  readonly log: Log;
  readonly fence: Fence;
  readonly sponsors: SponsorWatch;
  readonly tracing: Tracing;
  /** What the server is doing; changes while it runs. */
  readonly state: { isDraining: boolean };
  /** Answer of `GET /v1/config`. */
  readonly publicConfig: Config;
  readonly defaultPolicy: Policy;
  readonly defaultPolicyHash: Hex;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Makes the server's signature share. */
  readonly computeShare: ComputeShare;
  /** Only with TANDEM_TEST_HOOKS=1 in local mode. */
  readonly hooks: TestHooks | undefined;
};
