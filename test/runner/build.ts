// node build.ts contracts|app: the builds of `npm start`, done once before the tests that need them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, buildContracts } from "../../packages/devnet/src/index.ts";

const logsDirectory = mkdtempSync(join(tmpdir(), "tandem-build-"));
try {
  await (process.argv[2] === "app" ? buildApp({ logsDirectory }) : buildContracts({ logsDirectory }));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(logsDirectory, { recursive: true });
}
