import { BaseError } from "@tandem/protocol";
import { restoreLog } from "./audit/index.ts";
import { loadConfig } from "./config.ts";
import { createCosigner } from "./createCosigner.ts";
import { StartupError } from "./errors.ts";
import { ensureLocalKeys } from "./keys/index.ts";

/** Longest time to finish what has arrived after SIGTERM. */
const drainMs = 15_000;

async function main([command, path]: readonly string[]): Promise<void> {
  if (command === "create-keys") {
    if (!path) throw new StartupError("Usage: node main.ts create-keys <directory>");
    const keys = await ensureLocalKeys({ directory: path, origin: "production" });
    process.stdout.write(`${JSON.stringify(keys)}\n`);
    return;
  }
  if (command === "declare-restore") {
    process.stdout.write(`${JSON.stringify(await restoreLog(await loadConfig(process.env), path))}\n`);
    return;
  }
  const config = await loadConfig(process.env);
  if (config.mode === "local") await ensureLocalKeys({ directory: config.keysDirectory });
  const cosigner = createCosigner({ config });
  const { url } = await cosigner.start();
  process.stdout.write(`ready ${url}\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), drainMs).unref();
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
