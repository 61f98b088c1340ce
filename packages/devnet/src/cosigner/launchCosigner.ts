import { join } from "node:path";
import type { Supervisor } from "../process/createSupervisor.ts";
import { root } from "../root.ts";
import type { Part, Program } from "../types.ts";

export type LaunchCosignerParameters = {
  readonly supervisor: Supervisor;
  readonly port: number;
  readonly origins: readonly string[];
  readonly databaseUrl: string;
  readonly chainsFile: string;
  readonly keysDirectory: string;
  readonly logsDirectory: string;
  readonly testHooks: boolean;
  /** The service in another form. */
  readonly program: Program | undefined;
  /** More settings of the service, for tests of its limits. */
  readonly environment: Readonly<Record<string, string>>;
};

/** Starts the co-signer as it runs in production: a process of its own, configured by its environment. */
export function launchCosigner(parameters: LaunchCosignerParameters): Promise<Part> {
  const { supervisor, port, origins, databaseUrl, chainsFile, keysDirectory, logsDirectory, testHooks, program } =
    parameters;
  return supervisor.launch({
    name: "cosigner",
    port,
    command: process.execPath,
    args: [program?.script ?? join(root, "packages/cosigner/src/main.ts")],
    cwd: root,
    env: {
      TANDEM_MODE: "local",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      TANDEM_ORIGINS: origins.join(","),
      TANDEM_RP_ID: "localhost",
      TANDEM_CHAINS_FILE: chainsFile,
      TANDEM_KEYS_DIR: keysDirectory,
      LOG_FILE: join(logsDirectory, "cosigner.log"),
      ...(program && { NODE_COMPILE_CACHE: program.compileCache }),
      ...(testHooks && { TANDEM_TEST_HOOKS: "1" }),
      ...parameters.environment,
    },
    isReady: async (log) => log.has(/^ready /),
  });
}
