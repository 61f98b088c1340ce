import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import type { Prepared, PrepareParameters } from "./pageClient.ts";

let bundled: Promise<string> | undefined;

/**
 * Makes an account in this page's profile, with this page's passkeys, through `@tandem/client` and no screen. A virtual
 * authenticator keeps its PRF secrets to itself, so what a passkey is to open has to be made beside it.
 */
export async function prepareInPage(page: Page, origin: string, parameters: PrepareParameters): Promise<Prepared> {
  // A page of the site that has nothing to do with an account.
  await page.goto(new URL("/operator", origin).href);
  bundled ??= bundle();
  await page.evaluate(await bundled);
  return page.evaluate(
    (given) =>
      (
        globalThis as unknown as { tandemPageClient: { prepare(of: PrepareParameters): Promise<Prepared> } }
      ).tandemPageClient // the bundle's global
        .prepare(given),
    parameters,
  );
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("pageClient.ts", import.meta.url))],
    write: false,
    bundle: true,
    format: "iife",
    globalName: "tandemPageClient",
    target: "es2022",
    // zod must not probe for `eval`, which the page's policy reports. `var` of a script is a global of the page.
    banner: { js: "globalThis.__zod_globalConfig={jitless:true};" },
    footer: { js: "globalThis.tandemPageClient=tandemPageClient;" },
  });
  return outputFiles[0]?.text ?? "";
}
