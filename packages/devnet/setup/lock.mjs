// node lock.mjs [--check]: keeps package-lock.json complete for every platform.
// Where a registry lacks a package for another platform, npm leaves it out of the lock file, and `npm ci` then
// refuses the lock ("Missing: … from lock file"). This adds an entry for each; npm skips them where they do not fit.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./toolchain.mjs";

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = {
  amd64: "x64",
  arm: "arm",
  arm64: "arm64",
  armv7: "arm",
  ia32: "ia32",
  loong64: "loong64",
  mips64el: "mips64el",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm32: "wasm32",
  x64: "x64",
};

const file = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = findMissing(lock.packages);

if (missing.length === 0) {
  console.log("package-lock.json is complete.");
} else if (process.argv.includes("--check")) {
  console.error(`package-lock.json misses ${missing.map(([name]) => name).join(", ")}: run npm run lock`);
  process.exitCode = 1;
} else {
  for (const [name, range] of missing) lock.packages[`node_modules/${name}`] = stub(name, range);
  lock.packages = sortByName(lock.packages);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`Added ${missing.length} packages of other platforms to package-lock.json.`);
}

function findMissing(packages) {
  const found = new Map();
  for (const [location, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {}))
      if (!isResolved(packages, location, name)) found.set(name, range);
  }
  return [...found];
}

/** Node's rule: a dependency is looked for in node_modules of the package's folder and of every folder above. */
function isResolved(packages, location, name) {
  for (let folder = location; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

function stub(name, range) {
  const words = name.split(/[^a-z0-9]+/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = [...new Set(words.filter((word) => Object.hasOwn(processors, word)).map((word) => processors[word]))];
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return {
    version: range.replace(/^[~^]/, ""),
    ...(cpu.length > 0 && { cpu }),
    optional: true,
    ...(os.length > 0 && { os }),
    ...(libc.length > 0 && os.includes("linux") && { libc }),
  };
}

function sortByName(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
}
