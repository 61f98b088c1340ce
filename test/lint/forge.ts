// node forge.ts: forge lint with the rules of foundry.toml, offline. Exits 1 with what it found.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../support/root.ts";

/** The binary itself: its npm wrapper looks for it in ways that depend on how it was installed. */
function findForge(): string {
  const wrapper = dirname(createRequire(import.meta.url).resolve("@foundry-rs/forge/package.json"));
  const architecture = process.arch === "x64" ? "amd64" : "arm64";
  return join(wrapper, "..", `forge-${process.platform}-${architecture}`, "bin/forge");
}

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const { status, error } = spawnSync(findForge(), ["lint", "--root", root, "--use", beside("solc.mjs")], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FOUNDRY_CONFIG: beside("foundry.toml") },
});
if (error !== undefined) console.error(`forge did not start: ${error.message}. Run npm ci.`);
if (status === 0) console.log("forge lint found nothing.");
else process.exitCode = 1;
