import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../../support/root.ts";

/**
 * The service as one file, for tests that start it hundreds of times: the same code, without a second of loading
 * modules. @returns the script.
 */
export async function bundleCosigner(directory: string, entry = "packages/cosigner/src/main.ts"): Promise<string> {
  const outfile = join(directory, "bundle", "main.mjs");
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
    outfile,
    logLevel: "silent",
  });
  cpSync(join(root, "packages/cosigner/src/store/migrations"), join(directory, "bundle", "migrations"), {
    recursive: true,
  });
  symlinkSync(join(root, "node_modules"), join(directory, "bundle", "node_modules"));
  return outfile;
}
