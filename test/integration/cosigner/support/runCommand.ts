import { execFile } from "node:child_process";
import { join } from "node:path";
import { origin, writeChainsFile } from "./startCosigner.ts";
import type { TestService } from "./startService.ts";

/** Runs a command of the service as its operator does, with the environment of the service. @returns what it prints. */
export function runCommand(
  { bundle, ...service }: Pick<TestService, "bundle" | "chain" | "database" | "directory">,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  if (!bundle) throw new TypeError("a service from a bundle");
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: bundle.compileCache,
    DATABASE_URL: service.database.url,
    TANDEM_ORIGINS: origin,
    TANDEM_RP_ID: "localhost",
    TANDEM_CHAINS_FILE: writeChainsFile(service.directory, service.chain),
    TANDEM_KEYS_DIR: join(service.directory, "keys"),
    LOG_LEVEL: "silent",
    ...environment,
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [bundle.script, ...args], { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args.join(" ")}: ${stderr || error.message}`));
      else resolve(stdout);
    });
  });
}
