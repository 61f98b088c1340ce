import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ChainConfig, EvmAddress } from "@tandem/protocol";
import { parseEther } from "viem";
import { z } from "zod";
import { StartupError } from "./errors.ts";
import type { VaultConfig } from "./keys/index.ts";

/** A chain as devices see it, and how this server reaches it. */
const serverChainSchema = z.object({
  ...ChainConfig.shape,
  rpc: z.url({ protocol: /^https?$/ }),
  bundler: z.url({ protocol: /^https?$/ }).optional(),
  /** How many blocks behind the latest one the chain's word counts as final here. */
  settlementDepth: z.int().min(0).max(10_000).default(1),
  pollIntervalMs: z.int().min(50).max(60_000).default(1000),
  /** Tokens that network fees may be paid in, at the operator's price: smallest units for one coin of the chain. */
  tokenFees: z
    .array(z.object({ token: EvmAddress, unitsPerCoin: z.string().regex(/^[1-9][0-9]{0,59}$/) }))
    .max(256)
    .default([]),
});
export type ServerChain = z.infer<typeof serverChainSchema>;

const origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, "an origin such as https://wallet.example");
const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const coins = (fallback: string) =>
  z
    .string()
    .regex(/^[0-9]{1,9}(?:\.[0-9]{1,18})?$/, "an amount of the chain's coin, such as 0.5")
    .default(fallback);
const list = (item: z.ZodString | typeof origin) =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));

/** Every environment variable of the service. README.md has the same table for people. */
const environmentSchema = z.object({
  TANDEM_MODE: z.enum(["local", "production"]).default("local"),
  TANDEM_NAME: z.string().min(1).max(64).default("Tandem"),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: integer(8787, 0, 65_535),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  TANDEM_DATABASE_CONNECTIONS: integer(10, 1, 200),
  TANDEM_ORIGINS: list(origin).refine((origins) => origins.length >= 1 && origins.length <= 16, "1 to 16 origins"),
  TANDEM_RP_ID: z.string().min(1).max(253),
  TANDEM_CHAINS_FILE: z.string().min(1),
  TANDEM_KEYS_DIR: z.string().min(1),
  TANDEM_CHECKPOINT_FILE: z.string().min(1).optional(),
  TANDEM_FENCE_FILE: z.string().min(1).optional(),
  TANDEM_VAULT_KEY: z
    .string()
    .regex(/^[\w-]{1,64}$/, "the name of a Transit key")
    .optional(),
  TANDEM_VAULT_MOUNT: z
    .string()
    .regex(/^[\w/-]{1,64}$/, "where Transit is mounted")
    .default("transit"),
  VAULT_ADDR: z.url({ protocol: /^https?$/ }).optional(),
  VAULT_TOKEN: z.string().min(1).optional(),
  VAULT_TOKEN_FILE: z.string().min(1).optional(),
  VAULT_NAMESPACE: z.string().min(1).optional(),
  TANDEM_DRAIN_SECONDS: z.coerce.number().int().min(0).max(300).optional(),
  TANDEM_REQUEST_WINDOW_SECONDS: integer(60, 30, 120),
  TANDEM_TRUSTED_PROXIES: list(z.string().min(1)).default([]),
  TANDEM_RATE_LIMIT_PER_MINUTE: integer(600, 1, 1_000_000),
  TANDEM_ACCOUNTS_DAILY: integer(20_000, 0, 1_000_000_000),
  TANDEM_ACCOUNTS_NETWORK_DAILY: integer(100, 0, 1_000_000),
  TANDEM_SPONSOR_ACCOUNT_DAILY: integer(100, 0, 1_000_000),
  TANDEM_SPONSOR_DAILY: integer(10_000, 0, 1_000_000_000),
  TANDEM_SPONSOR_ACCOUNT_DAILY_COINS: coins("1"),
  TANDEM_SPONSOR_DAILY_COINS: coins("100"),
  TANDEM_SPONSOR_DEPLOYMENTS_DAILY: integer(10_000, 0, 1_000_000_000),
  TANDEM_RELAY_ACCOUNT_DAILY: integer(40, 0, 1_000_000),
  TANDEM_RELAY_DAILY: integer(2000, 0, 1_000_000_000),
  TANDEM_CHECKPOINT_CHAIN: z.coerce.number().int().min(0).optional(),
  TANDEM_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  TANDEM_EMAIL_FROM: z.string().min(3).max(254).optional(),
  TANDEM_SPONSOR_NETWORK_DAILY: integer(50, 0, 1_000_000),
  TANDEM_DEPOSIT_ALARM: coins("0.5"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  LOG_FILE: z.string().min(1).optional(),
  TANDEM_TEST_HOOKS: z.enum(["0", "1"]).default("0"),
});

export type CosignerConfig = {
  readonly mode: "local" | "production";
  readonly name: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly databaseConnections: number;
  /** Origins of the wallet. Requests are signed for their hosts, and CORS allows only them. */
  readonly origins: readonly string[];
  readonly rpId: string;
  readonly chains: readonly ServerChain[];
  readonly keysDirectory: string;
  /** Where this server keeps the last checkpoint of the audit log that it has published. */
  readonly checkpointFile: string;
  /** Where this server keeps what tells a restored database from the one it has served. */
  readonly fenceFile: string;
  /** Opens sealed key files. */
  readonly vault: VaultConfig | undefined;
  /** How long SIGTERM leaves the load balancer to notice, before new requests are refused. */
  readonly drainSeconds: number;
  readonly requestWindowSeconds: number;
  /** Addresses whose X-Forwarded-For names the client. */
  readonly trustedProxies: readonly string[];
  /** Requests a minute from one client address; loopback is not counted. */
  readonly rateLimitPerMinute: number;
  /** New accounts that may be begun. */
  readonly accounts: {
    readonly daily: number;
    /** Of those, from one client network; loopback is not counted. */
    readonly networkDaily: number;
  };
  readonly sponsor: {
    readonly accountDaily: number;
    readonly daily: number;
    /** What the operations of an account may cost a day, and those of all accounts, in wei; chains are added up. */
    readonly accountDailyWei: bigint;
    readonly dailyWei: bigint;
    readonly deploymentsDaily: number;
    /** Of those, from one client network; loopback is not counted. */
    readonly networkDaily: number;
  };
  readonly relay: {
    /** Transactions a day for one account, and to one address. */
    readonly accountDaily: number;
    readonly daily: number;
    /** Chain that gets the audit log's checkpoint once a day; 0 for none. */
    readonly checkpointChainId: number;
  };
  /** Mail server that carries alarms; without one there is no e-mail. */
  readonly email: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** The alarm sounds when a sponsor's deposit falls below it, in wei. */
  readonly depositAlarmWei: bigint;
  /** Traces are sent only where it is set. */
  readonly traceEndpoint: string | undefined;
  readonly logLevel: string;
  readonly logFile: string | undefined;
  readonly testHooks: boolean;
};

/**
 * Reads the configuration from environment variables and the chains file.
 *
 * @throws StartupError naming every setting that is wrong and what it must be.
 */
export async function loadConfig(environment: Readonly<Record<string, string | undefined>>): Promise<CosignerConfig> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) throw new StartupError("The configuration is incomplete or wrong.", describe(parsed.error));
  const env = parsed.data;
  const listed = await readChains(env.TANDEM_CHAINS_FILE);
  const chains = parseChains(listed);
  if (env.TANDEM_MODE === "production") assertDepthsAreSet(listed);
  return checkConfig({
    mode: env.TANDEM_MODE,
    name: env.TANDEM_NAME,
    host: env.HOST,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    databaseConnections: env.TANDEM_DATABASE_CONNECTIONS,
    origins: env.TANDEM_ORIGINS,
    rpId: env.TANDEM_RP_ID,
    chains,
    keysDirectory: env.TANDEM_KEYS_DIR,
    checkpointFile: env.TANDEM_CHECKPOINT_FILE ?? join(env.TANDEM_KEYS_DIR, "log.checkpoint"),
    fenceFile: env.TANDEM_FENCE_FILE ?? join(env.TANDEM_KEYS_DIR, "fence.json"),
    vault: toVaultConfig(env),
    drainSeconds: env.TANDEM_DRAIN_SECONDS ?? (env.TANDEM_MODE === "production" ? 5 : 0),
    requestWindowSeconds: env.TANDEM_REQUEST_WINDOW_SECONDS,
    trustedProxies: env.TANDEM_TRUSTED_PROXIES,
    rateLimitPerMinute: env.TANDEM_RATE_LIMIT_PER_MINUTE,
    accounts: { daily: env.TANDEM_ACCOUNTS_DAILY, networkDaily: env.TANDEM_ACCOUNTS_NETWORK_DAILY },
    sponsor: {
      accountDaily: env.TANDEM_SPONSOR_ACCOUNT_DAILY,
      daily: env.TANDEM_SPONSOR_DAILY,
      accountDailyWei: parseEther(env.TANDEM_SPONSOR_ACCOUNT_DAILY_COINS),
      dailyWei: parseEther(env.TANDEM_SPONSOR_DAILY_COINS),
      deploymentsDaily: env.TANDEM_SPONSOR_DEPLOYMENTS_DAILY,
      networkDaily: env.TANDEM_SPONSOR_NETWORK_DAILY,
    },
    relay: {
      accountDaily: env.TANDEM_RELAY_ACCOUNT_DAILY,
      daily: env.TANDEM_RELAY_DAILY,
      checkpointChainId: env.TANDEM_CHECKPOINT_CHAIN ?? chains[0]?.chainId ?? 0,
    },
    email: env.TANDEM_SMTP_URL
      ? { smtpUrl: env.TANDEM_SMTP_URL, from: env.TANDEM_EMAIL_FROM ?? `alarms@${env.TANDEM_RP_ID}` }
      : undefined,
    depositAlarmWei: parseEther(env.TANDEM_DEPOSIT_ALARM),
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: env.LOG_LEVEL,
    logFile: env.LOG_FILE,
    testHooks: env.TANDEM_TEST_HOOKS === "1",
  });
}

/** Checks the list of chains, a JSON array of `ChainConfig` with `rpc`, `bundler` and `settlementDepth`. */
export function parseChains(value: unknown): readonly ServerChain[] {
  const parsed = z.array(serverChainSchema).min(1).max(64).safeParse(value);
  if (!parsed.success) throw new StartupError("The chains file is wrong.", describe(parsed.error));
  const [first, ...others] = parsed.data;
  if (new Set(parsed.data.map(({ chainId }) => chainId)).size !== parsed.data.length) {
    throw new StartupError("The chains file lists a chain id twice.");
  }
  if (parsed.data.some(({ tokenFees, tokenPaymaster }) => tokenFees.length > 0 && tokenPaymaster === undefined)) {
    throw new StartupError("The chains file has tokenFees for a chain without a tokenPaymaster.");
  }
  if (others.some(({ factory, core }) => factory !== first?.factory || core !== first.core)) {
    throw new StartupError("The chains differ in factory or core, so accounts would not have one address.", [
      "Deploy the same contracts on every chain.",
    ]);
  }
  return parsed.data;
}

/** Refunds follow what is settled: how deep a chain's word counts as final is the operator's decision, not a default's. */
function assertDepthsAreSet(chains: unknown): void {
  const parsed = z.array(z.looseObject({ settlementDepth: z.number() })).safeParse(chains);
  if (parsed.success) return;
  throw new StartupError("A chain of the chains file has no settlementDepth: production needs it.", [
    "Set how many blocks behind the latest one are final on that chain.",
  ]);
}

/**
 * Where sealed key files are opened; undefined when no Transit key is named. For commands that need no more.
 *
 * @throws StartupError
 */
export function loadVaultConfig(environment: Readonly<Record<string, string | undefined>>): VaultConfig | undefined {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = vaultSchema.safeParse(present);
  if (!parsed.success) throw new StartupError("The configuration of Vault is wrong.", describe(parsed.error));
  return toVaultConfig(parsed.data);
}

const vaultSchema = environmentSchema.pick({
  TANDEM_MODE: true,
  TANDEM_VAULT_KEY: true,
  TANDEM_VAULT_MOUNT: true,
  VAULT_ADDR: true,
  VAULT_TOKEN: true,
  VAULT_TOKEN_FILE: true,
  VAULT_NAMESPACE: true,
});

function toVaultConfig(env: z.infer<typeof vaultSchema>): VaultConfig | undefined {
  if (env.TANDEM_VAULT_KEY === undefined) return undefined;
  if (env.VAULT_ADDR === undefined || (env.VAULT_TOKEN === undefined) === (env.VAULT_TOKEN_FILE === undefined)) {
    throw new StartupError("TANDEM_VAULT_KEY needs VAULT_ADDR, and VAULT_TOKEN_FILE or VAULT_TOKEN.");
  }
  const { protocol, origin } = new URL(env.VAULT_ADDR);
  if (env.TANDEM_MODE === "production" && protocol !== "https:") {
    throw new StartupError("VAULT_ADDR: production needs https.");
  }
  return {
    address: origin,
    token: env.VAULT_TOKEN,
    tokenFile: env.VAULT_TOKEN_FILE,
    mount: env.TANDEM_VAULT_MOUNT,
    key: env.TANDEM_VAULT_KEY,
    namespace: env.VAULT_NAMESPACE,
  };
}

/** Rules between settings. */
function checkConfig(config: CosignerConfig): CosignerConfig {
  for (const text of config.origins) {
    const { hostname, protocol } = new URL(text);
    if (hostname !== config.rpId && !hostname.endsWith(`.${config.rpId}`)) {
      throw new StartupError(`TANDEM_ORIGINS has ${text}, which is not within TANDEM_RP_ID ${config.rpId}.`);
    }
    if (config.mode === "production" && protocol !== "https:") {
      throw new StartupError(`TANDEM_ORIGINS has ${text}: production needs https.`);
    }
  }
  if (config.mode === "production") {
    if (config.testHooks) throw new StartupError("TANDEM_TEST_HOOKS=1 is refused in production.");
    const { password } = new URL(config.databaseUrl);
    if (["", "password", "postgres", "tandem"].includes(password)) {
      throw new StartupError("DATABASE_URL has no password, or a default one.", ["Give the database user a real one."]);
    }
  }
  return config;
}

async function readChains(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    throw new StartupError(`The chains file ${path} cannot be read as JSON.`, ["Set TANDEM_CHAINS_FILE."]);
  }
}

/** Names and expectations only: a value may hold a password. */
function describe(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}
