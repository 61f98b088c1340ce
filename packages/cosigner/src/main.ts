import { BaseError } from "@tandem/protocol";
import { restoreLog } from "./audit/index.ts";
import { runKeysCommand } from "./commands/index.ts";
import { loadConfig, loadVaultConfig } from "./config.ts";
import { createCosigner } from "./createCosigner.ts";
import { StartupError } from "./errors.ts";
import { createVaultSealer, ensureLocalKeys } from "./keys/index.ts";

/** Longest time to finish what has arrived after SIGTERM. */
const drainMs = 15_000;

async function main([command, path, ...rest]: readonly string[]): Promise<void> {
  if (command === "keys") {
    const print = (line: string) => void process.stdout.write(`${line}\n`);
    await runKeysCommand(path === undefined ? rest : [path, ...rest], process.env, print);
    return;
  }
  if (command === "create-keys") {
    if (!path) throw new StartupError("Usage: node main.ts create-keys <directory>");
    const vault = loadVaultConfig(process.env);
    const sealer = vault && createVaultSealer(vault);
    const keys = await ensureLocalKeys({ directory: path, origin: "production", sealer });
    process.stdout.write(`${JSON.stringify(keys)}\n`);
    return;
  }
  if (command === "declare-restore") {
    process.stdout.write(`${JSON.stringify(await restoreLog(await loadConfig(process.env), path))}\n`);
    return;
  }
  const config = await loadConfig(process.env);
  if (config.mode === "local") {
    const sealer = config.vault && createVaultSealer(config.vault);
    await ensureLocalKeys({ directory: config.keysDirectory, sealer });
  }
  const cosigner = createCosigner({ config });
  const { url } = await cosigner.start();
  process.stdout.write(`ready ${url}\n`);
  // A launcher that is gone cannot send a signal.
  for (const event of ["SIGTERM", "SIGINT", "disconnect"] as const) {
    process.once(event, () => {
      setTimeout(() => process.exit(1), drainMs + config.drainSeconds * 1000).unref();
      void cosigner.stop().then(() => process.exit(0));
    });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Messages of our own errors say what to do; anything else is named by its class, as it may quote what it was given.
  const text = error instanceof BaseError ? error.message : `The co-signer could not start: ${String(error)}`;
  console.error(text);
  process.exit(1);
});
