// node forge.ts: forge lint with the rules of foundry.toml, offline. Exits 1 with what it found.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findForge } from "../support/findForge.ts";
import { root } from "../support/root.ts";

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const { status, error } = spawnSync(findForge(), ["lint", "--root", root, "--use", beside("solc.mjs")], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FOUNDRY_CONFIG: beside("foundry.toml") },
});
if (error !== undefined) console.error(`forge did not start: ${error.message}. Run npm ci.`);
if (status === 0) console.log("forge lint found nothing.");
else process.exitCode = 1;
