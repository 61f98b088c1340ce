import { spawnSync } from "node:child_process";
import { cpSync, existsSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Program } from "../../packages/devnet/src/index.ts";
import { makeOnce } from "./makeOnce.ts";
import { root } from "./root.ts";

// Programs that tests start often, each as one file: the same code, without a second of loading modules at every start.

/** The co-signer, or another entry that has it inside. */
export function bundleCosigner(entry = "packages/cosigner/src/main.ts"): Promise<Program> {
  return bundleProgram({
    name: `test-cosigner-${basename(entry, ".ts")}`,
    entry: join(root, entry),
    sources: ["packages", "package-lock.json", entry],
    // Without its settings it ends at once, and cleanly.
    trial: [],
    place(directory) {
      cpSync(join(root, "packages/cosigner/src/store/migrations"), join(directory, "migrations"), { recursive: true });
    },
  });
}

/** The ERC-4337 bundler. */
export function bundleAlto(): Promise<Program> {
  const devnet = fileURLToPath(import.meta.resolve("@tandem/devnet"));
  const alto = dirname(createRequire(devnet).resolve("@pimlico/alto"));
  return bundleProgram({
    name: "test-alto",
    entry: join(alto, "cli/alto.js"),
    sources: ["package-lock.json"],
    trial: ["--help"],
    // Its logger starts a worker from a file of its own.
    external: ["pino"],
    modules: join(alto, "../node_modules"),
  });
}

type BundleParameters = {
  readonly name: string;
  readonly entry: string;
  /** Files and folders that decide what it is. */
  readonly sources: readonly string[];
  /** Arguments of a run that ends at once, for Node to keep what it compiled: a process that is killed keeps nothing. */
  readonly trial: readonly string[];
  readonly external?: readonly string[];
  /** Where it finds what stays outside, such as native code. */
  readonly modules?: string;
  /** Puts beside it what it reads at run time. */
  readonly place?: (directory: string) => void;
};

async function bundleProgram(parameters: BundleParameters): Promise<Program> {
  const { name, entry, sources, trial, external = [], modules = join(root, "node_modules"), place } = parameters;
  const directory = await makeOnce({ name, sources, make });
  if (directory === undefined) throw new TypeError("a bundle is made everywhere");
  const [script, compileCache] = [join(directory, "main.mjs"), join(directory, "compiled")];
  if (!existsSync(compileCache)) {
    spawnSync(process.execPath, [script, ...trial], { env: { NODE_COMPILE_CACHE: compileCache } });
  }
  return { script, compileCache };

  async function make(own: string): Promise<true> {
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node24",
      // Half as much to parse at every start.
      minifyWhitespace: true,
      minifySyntax: true,
      external: ["pg-native", ...external],
      // CommonJS packages in the bundle ask for Node's own modules by require, and for the place of their file.
      banner: { js: commonJsNames },
      outfile: join(own, "main.mjs"),
      logLevel: "silent",
    });
    place?.(own);
    symlinkSync(modules, join(own, "node_modules"));
    return true;
  }
}

const commonJsNames = `
import { createRequire as requireFrom } from "node:module";
const require = requireFrom(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;
`;
