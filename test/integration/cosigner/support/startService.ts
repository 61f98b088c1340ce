import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureLocalKeys } from "@tandem/cosigner";
import type { Program } from "@tandem/devnet";
import type { ChainConfig, Config } from "@tandem/protocol";
import { bundleCosigner } from "../../../support/bundlePrograms.ts";
import { createDevice, type Device } from "./createDevice.ts";
import { startChain, type TestChain } from "./startChain.ts";
import { type CosignerProcess, startCosigner } from "./startCosigner.ts";
import { startDatabase, type TestDatabase } from "./startDatabase.ts";

/** A database, a chain with the contracts, and a co-signer process over both. */
export type TestService = {
  readonly directory: string;
  readonly database: TestDatabase;
  readonly chain: TestChain;
  readonly cosigner: CosignerProcess;
  /** What its servers start from; undefined for the sources. */
  readonly bundle: Program | undefined;
  readonly config: Config;
  readonly chainConfig: ChainConfig;
  /** One more server over the same database and keys. */
  startServer(environment?: Readonly<Record<string, string>>): Promise<CosignerProcess>;
  createDevice(): Promise<Device>;
  stop(): Promise<void>;
};

export async function startService(
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly fsync?: boolean;
    /** Servers start as in production, not from one file. */
    readonly isUnbundled?: boolean;
  } = {},
): Promise<TestService> {
  const directory = mkdtempSync(join(tmpdir(), "tandem-cosigner-"));
  const { paymasterSigner } = await ensureLocalKeys({ directory: join(directory, "keys") });
  const [database, chain, bundle] = await Promise.all([
    startDatabase(options.fsync === undefined ? {} : { fsync: options.fsync }),
    startChain({ paymasterSigner }),
    options.isUnbundled ? undefined : bundleCosigner(),
  ]);
  const servers: CosignerProcess[] = [];
  const startServer = async (environment = options.environment ?? {}) => {
    const server = await startCosigner({ directory, databaseUrl: database.url, chain, environment, ...bundle });
    servers.push(server);
    return server;
  };
  const cosigner = await startServer();
  const config = (await (await fetch(`${cosigner.url}/v1/config`)).json()) as Config;
  const chainConfig = config.chains[0]!;
  return {
    directory,
    database,
    chain,
    cosigner,
    bundle,
    config,
    chainConfig,
    startServer,
    createDevice: () => createDevice(() => cosigner.url, config),
    async stop() {
      await Promise.all(servers.map((server) => server.kill()));
      await Promise.all([database.stop(), chain.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
