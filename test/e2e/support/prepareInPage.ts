import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import type { OtherThresholdParameters, Prepared, PrepareParameters } from "./pageClient.ts";

let bundled: Promise<string> | undefined;

type PageClient = typeof import("./pageClient.ts");

/**
 * Makes an account in this page's profile, with this page's passkeys, through `@tandem/client` and no screen. A virtual
 * authenticator keeps its PRF secrets to itself, so what a passkey is to open has to be made beside it.
 */
export async function prepareInPage(page: Page, origin: string, parameters: PrepareParameters): Promise<Prepared> {
  await openPageClient(page, origin);
  return page.evaluate(
    (given) => (globalThis as unknown as { tandemPageClient: PageClient }).tandemPageClient.prepare(given), // the bundle's global
    parameters,
  );
}

/** What another hand does with this profile's account: another number of guardians, announced, or scheduled a day later. */
export async function changeThresholdInPage(
  page: Page,
  origin: string,
  { step, ...parameters }: OtherThresholdParameters & { readonly step: "announceThreshold" | "scheduleThreshold" },
): Promise<void> {
  await openPageClient(page, origin);
  await page.evaluate(
    ([name, given]) => (globalThis as unknown as { tandemPageClient: PageClient }).tandemPageClient[name](given), // the bundle's global
    [step, parameters] as const,
  );
}

/** A page of the site that has nothing to do with an account, with the client in it. */
async function openPageClient(page: Page, origin: string): Promise<void> {
  await page.goto(new URL("/operator", origin).href);
  bundled ??= bundle();
  await page.evaluate(await bundled);
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
