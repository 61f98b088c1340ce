// node imports.ts: the one-way import rule of the packages. Exits 1 with one line for each import that breaks it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { root as repository } from "../support/root.ts";
import { readImports } from "./readImports.ts";

export type Violation = { readonly file: string; readonly imported: string; readonly reason: string };

/** Who may import whom: right may import left, never back. `devnet` and `test` run everything, so they may see it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  frost: [],
  protocol: [],
  account: ["frost", "protocol"],
  client: ["frost", "protocol", "account"],
  app: ["frost", "protocol", "account", "client"],
  cosigner: ["frost", "protocol", "account"],
  connect: ["protocol"],
  devnet: ["frost", "protocol", "account", "client", "cosigner"],
};
/** Their sources run in browsers. */
const browserPackages = new Set(["frost", "protocol", "account", "client", "connect"]);
/** The last holds examples of what is wrong. */
const skipped = new Set(["node_modules", ".next", "generated", "imports.test.ts"]);

/** Every import below `root` that breaks a rule. */
export function findViolations(root: string): readonly Violation[] {
  const files = ["app", "packages", "test", "contracts"].flatMap((folder) => listSources(join(root, folder)));
  return files.flatMap((file) =>
    readImports(readFileSync(file, "utf8")).flatMap((imported) => {
      const reason = judge(root, file, imported);
      return reason ? [{ file: relative(root, file), imported, reason }] : [];
    }),
  );
}

function judge(root: string, file: string, imported: string): string | undefined {
  const from = describeFile(root, file);
  const named = /^@tandem\/([^/]+)(\/.*)?$/.exec(imported);
  if (named) {
    const [, name = "", inside] = named;
    if (inside && !hasDoor(root, name, inside))
      return "a package is imported by its doors only, not by a path inside it";
    return judgePackage(from, name);
  }
  if (imported.startsWith("node:"))
    return from.isSource && browserPackages.has(from.owner) ? "this runs in browsers, which have no Node" : undefined;
  if (!imported.startsWith(".")) return undefined;

  const target = resolve(dirname(file), imported);
  const to = describeFile(root, target);
  if (to.owner !== from.owner) return judgeOutside(root, from, to, target);
  return judgeFolders(root, file, target);
}

/** Whether a package opens a second door: an entry of `exports` in its package.json. */
function hasDoor(root: string, name: string, inside: string): boolean {
  const manifest = join(root, "packages", name, "package.json");
  if (!existsSync(manifest)) return false;
  const { exports = {} } = JSON.parse(readFileSync(manifest, "utf8")) as { exports?: Record<string, string> }; // ours
  return `.${inside}` in exports;
}

function judgePackage(from: FileInfo, name: string): string | undefined {
  if (from.owner === "test" || from.owner === name) return undefined;
  const mayImport = allowed[from.owner];
  if (mayImport?.includes(name)) return undefined;
  return `${from.owner} may import ${mayImport?.join(", ") || "no package"}, not ${name}`;
}

/** A relative import that leaves its package. */
function judgeOutside(root: string, from: FileInfo, to: FileInfo, target: string): string | undefined {
  const isWorkspace = to.owner in allowed;
  if (from.owner === "test" || !from.isSource) {
    // Generated data, and what a package keeps for tests, are no insides.
    const open = /^packages\/[^/]+\/(src\/index\.ts$|src\/generated\/|test\/|testing\/)/;
    const isOpen = !isWorkspace || to.owner === "app" || open.test(relative(root, target).replaceAll(sep, "/"));
    return isOpen ? undefined : "tests use a package by its door: src/index.ts";
  }
  if (isWorkspace) return `another package is imported by its name: @tandem/${to.owner}`;
  return from.isSource && from.owner in allowed ? "a package stands alone: nothing outside it is imported" : undefined;
}

/** Inside a package: a folder that has an index is entered through it, and a feature always has one. */
function judgeFolders(root: string, file: string, target: string): string | undefined {
  for (let folder = dirname(target); folder.startsWith(root + sep); folder = dirname(folder)) {
    if (file.startsWith(folder + sep)) return undefined;
    // A package's scripts and test tools see its insides.
    if (/^packages.[^/\\]+.src$/.test(relative(root, folder))) return undefined;
    const isFeature = relative(root, dirname(folder)) === join("app", "features");
    const index = ["index.ts", "index.tsx"].map((name) => join(folder, name)).find(existsSync);
    const isEntered = target === folder || target === index;
    if ((index || isFeature) && !isEntered) return `${relative(root, folder)} is entered through its index only`;
  }
  return undefined;
}

type FileInfo = {
  /** The package's folder name, or the top-level folder. */
  readonly owner: string;
  /** Part of what is shipped: neither a test nor a script. */
  readonly isSource: boolean;
};

function describeFile(root: string, file: string): FileInfo {
  const [top = "", second = "", ...rest] = relative(root, file).split(sep);
  const isTest = /\.(test|test-d)\.tsx?$/.test(file);
  if (top !== "packages") return { owner: top, isSource: !isTest };
  return { owner: second, isSource: rest[0] === "src" && !isTest };
}

function listSources(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listSources(path);
    return /\.(ts|tsx|mts|mjs)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

if (import.meta.main) {
  const violations = findViolations(repository);
  for (const { file, imported, reason } of violations) console.error(`${file}: "${imported}": ${reason}`);
  if (violations.length > 0) process.exitCode = 1;
  else console.log("Every import follows the rule.");
}
