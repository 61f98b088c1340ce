import { spawnSync } from "node:child_process";
import { cpSync, existsSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { makeOnce } from "../../../support/makeOnce.ts";
import { root } from "../../../support/root.ts";

export type CosignerBundle = {
  readonly script: string;
  /** What Node made of it, for NODE_COMPILE_CACHE: a process that is killed writes none. */
  readonly compileCache: string;
};

/** The service as one file, for tests that start it often: the same code, without a second of loading modules. */
export async function bundleCosigner(entry = "packages/cosigner/src/main.ts"): Promise<CosignerBundle> {
  const name = `test-cosigner-${basename(entry, ".ts")}`;
  const directory = await makeOnce({ name, sources: ["packages", "package-lock.json", entry], make: bundle });
  if (directory === undefined) throw new TypeError("a bundle is made everywhere");
  const [script, compileCache] = [join(directory, "main.mjs"), join(directory, "compiled")];
  // Without its settings it ends at once, and cleanly.
  if (!existsSync(compileCache)) spawnSync(process.execPath, [script], { env: { NODE_COMPILE_CACHE: compileCache } });
  return { script, compileCache };

  async function bundle(own: string): Promise<true> {
    await build({
      entryPoints: [join(root, entry)],
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node24",
      // Half as much to parse at every start.
      minifyWhitespace: true,
      minifySyntax: true,
      external: ["pg-native"],
      // CommonJS packages in the bundle ask for Node's own modules by require.
      // Native code stays beside its package; the bundle finds it through the link below.
      banner: {
        js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
      },
      outfile: join(own, "main.mjs"),
      logLevel: "silent",
    });
    cpSync(join(root, "packages/cosigner/src/store/migrations"), join(own, "migrations"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(own, "node_modules"));
    return true;
  }
}
