import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Config, guardianSilenceSeconds, maxOperationValiditySeconds, policyHash } from "@tandem/protocol";
import { type Log, openLog } from "./audit/index.ts";
import { createDeliverer } from "./channels/index.ts";
import type { CosignerConfig } from "./config.ts";
import type { Context } from "./context.ts";
import { createFence } from "./fence/index.ts";
import { followToChain } from "./guardians/index.ts";
import { createApp } from "./http/index.ts";
import {
  type ComputeShare,
  computeShare as computeShareHere,
  createVaultSealer,
  loadServiceKeys,
  watchKeys,
} from "./keys/index.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { createTracing, registerStateMetrics } from "./observe/index.ts";
import { createSponsorWatch } from "./paymaster/index.ts";
import { createDefaultPolicy } from "./policy/index.ts";
import { createRecoveryKeeper, createRecoveryListener } from "./recovery/index.ts";
import { createRelayWorker } from "./relay/index.ts";
import { createRotationKeeper } from "./rotation/index.ts";
import { type ChainRegistry, connectChains, createSettlementReader } from "./settlement/index.ts";
import {
  applyDueChanges,
  createAccountCache,
  createDatabase,
  deleteExpired,
  deleteWaitingAccounts,
  maintainNoncePartitions,
  migrate,
  tellSilentGuardians,
} from "./store/index.ts";
import { createTestHooks } from "./testHooks.ts";

export type CreateCosignerParameters = {
  readonly config: CosignerConfig;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** How a signature share is made; fault runs put a recorder here. */
  readonly computeShare?: ComputeShare;
  /** Where the test hooks print; standard output by default. */
  readonly print?: (line: string) => void;
};

export type Cosigner = {
  /** Connects, migrates, checks chains and keys, and listens. Gives the URL it listens at. */
  start(): Promise<{ readonly url: string }>;
  /** Answers what has arrived, then closes everything. */
  stop(): Promise<void>;
  /** The service as a Web handler, after `start`. */
  fetch(request: Request): Promise<Response>;
};

/**
 * The co-signing service.
 *
 * @example
 * const cosigner = createCosigner({ config: await loadConfig(process.env) });
 * const { url } = await cosigner.start();
 */
export function createCosigner({
  config,
  now = Date.now,
  computeShare = computeShareHere,
  print = (line) => process.stdout.write(`${line}\n`),
}: CreateCosignerParameters): Cosigner {
  const logger = createLogger({ level: config.logLevel, file: config.logFile });
  let running: Running | undefined;
  return {
    async start() {
      running = await start({ config, logger, now, computeShare, print });
      return { url: running.url };
    },
    async stop() {
      const current = running;
      running = undefined;
      await current?.stop();
      logger.flush();
    },
    async fetch(request) {
      if (!running) throw new Error("The co-signer is not started.");
      return running.fetch(request);
    },
  };
}

type Running = { readonly url: string; stop(): Promise<void>; fetch(request: Request): Promise<Response> };
type StartParameters = {
  readonly config: CosignerConfig;
  readonly logger: Logger;
  readonly now: () => number;
  readonly computeShare: ComputeShare;
  readonly print: (line: string) => void;
};

async function start({ config, logger, now, computeShare, print }: StartParameters): Promise<Running> {
  const { keysDirectory: directory, mode, databaseUrl: url, databaseConnections: connections } = config;
  const sealer = config.vault && createVaultSealer(config.vault);
  const keys = await loadServiceKeys({ directory, mode, now, sealer });
  const fence = createFence({ file: config.fenceFile, logger });
  const database = createDatabase({ url, connections, logger, verifyConnection: fence.verifyConnection });
  let chains: ChainRegistry | undefined;
  let log: Log | undefined;
  try {
    await migrate(database);
    await fence.start(database);
    await maintainNoncePartitions(database);
    chains = await connectChains({ chains: config.chains, database, logger, now });
    log = await openLog({ config, keys, database, logger, fence });
    const metrics = createMetrics();
    const sponsors = createSponsorWatch({ config, chains, keys, logger, metrics });
    const tracing = await createTracing(config.traceEndpoint, logger);
    const parts = { keys, database, chains, log, fence, metrics, sponsors, tracing };
    return await serve(createContext({ config, logger, now, computeShare, print }, parts));
  } catch (error) {
    chains?.stop();
    await log?.stop();
    await fence.stop();
    await database.close();
    throw error;
  }
}

type Parts = Pick<Context, "chains" | "database" | "fence" | "keys" | "log" | "metrics" | "sponsors" | "tracing">;

function createContext({ config, logger, now, computeShare, print }: StartParameters, parts: Parts): Context {
  const policy = createDefaultPolicy(config.chains);
  const publicConfig: Omit<Config, "identity" | "keys"> = {
    name: config.name,
    rpId: config.rpId,
    origins: [...config.origins],
    chains: config.chains.map(
      ({ rpc: _rpc, bundler: _b, settlementDepth: _s, pollIntervalMs: _p, tokenFees: _t, ...chain }) => chain,
    ),
    defaults: {
      policy,
      operationValiditySeconds: maxOperationValiditySeconds,
      requestWindowSeconds: config.requestWindowSeconds,
    },
  };
  return {
    ...parts,
    config,
    logger,
    state: { isDraining: false },
    accounts: createAccountCache(parts.database, now),
    // Keys change while the service runs.
    get publicConfig() {
      const { identity, documents, successions } = parts.keys;
      return { ...publicConfig, identity, keys: [...documents], successions: [...successions] };
    },
    defaultPolicy: policy,
    defaultPolicyHash: policyHash(policy),
    now,
    computeShare,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    hooks: config.testHooks && config.mode === "local" ? createTestHooks(print) : undefined,
  };
}

const maintenanceMs = 5 * 60_000;
/** How late a change may take effect whose wait is over. */
const changesMs = 1_000;

async function serve(context: Context): Promise<Running> {
  const { config, logger, database, chains, log } = context;
  const publicAuthorities = config.origins.map((origin) => new URL(origin).host);
  let authorities = publicAuthorities;
  const app = createApp({ context, authorities: () => authorities });
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false }),
  );
  const port = await listen(server, config.host, config.port);
  if (config.mode === "local") {
    // The stack's own parts and tests may come without the front server.
    authorities = [...publicAuthorities, `127.0.0.1:${port}`, `localhost:${port}`];
  }
  registerStateMetrics(context);
  await context.sponsors.start();
  const stopWatchingKeys = watchKeys({ directory: config.keysDirectory, keys: context.keys, logger });
  const settlement = createSettlementReader(context, {
    onEvents: createRecoveryListener(context),
    onUsed: (chain, addresses) => followToChain(context, chain, addresses),
  });
  settlement.start();
  const relay = createRelayWorker(context);
  relay.start();
  const recoveries = createRecoveryKeeper(context);
  recoveries.start();
  const deliverer = createDeliverer(context);
  deliverer.start();
  const rotations = createRotationKeeper(context);
  rotations.start();
  log.start();
  const maintenance = setInterval(() => {
    Promise.all([
      maintainNoncePartitions(database),
      deleteExpired(database),
      deleteWaitingAccounts(database),
      tellSilentGuardians(database, guardianSilenceSeconds),
    ]).catch((error: unknown) => logger.error({ err: error }, "maintenance failed"));
  }, maintenanceMs);
  maintenance.unref();
  const changes = setInterval(() => {
    applyDueChanges(database, context.randomBytes).catch((error: unknown) =>
      logger.error({ err: error }, "changes not applied"),
    );
  }, changesMs);
  changes.unref();
  return {
    url: `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`,
    fetch: async (request) => app.fetch(request),
    async stop() {
      clearInterval(maintenance);
      clearInterval(changes);
      // Load balancers see /readyz and send no more; what they still send is answered.
      context.state.isDraining = true;
      logger.info({ seconds: config.drainSeconds }, "draining");
      await new Promise((resolve) => setTimeout(resolve, config.drainSeconds * 1000));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Clients keep a connection open for their next request: it goes as soon as its last answer is out.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      await closed;
      clearInterval(idle);
      await Promise.all([settlement.stop(), relay.stop(), recoveries.stop(), deliverer.stop()]);
      await context.sponsors.stop();
      await stopWatchingKeys();
      await rotations.stop();
      await log.stop();
      await context.fence.stop();
      await context.tracing.stop();
      chains.stop();
      await database.close();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
