import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import type { Hex } from "viem";
import type { Prepared, PrepareParameters } from "./pageClient.ts";

type PageClient = typeof import("./pageClient.ts");

let bundled: Promise<string> | undefined;

/**
 * Makes an account in this page's profile, with this page's passkeys, through `@tandem/client` and no screen. A virtual
 * authenticator keeps its PRF secrets to itself, so what a passkey is to open has to be made beside it.
 */
export async function prepareInPage(page: Page, origin: string, parameters: PrepareParameters): Promise<Prepared> {
  // A page of the site that has nothing to do with an account.
  await page.goto(new URL("/operator", origin).href);
  return callInPage(page, "prepare", parameters);
}

/** Runs one function of pageClient.ts in a page of the site, whatever it shows. */
export async function callInPage<name extends keyof PageClient>(
  page: Page,
  name: name,
  parameters: Parameters<PageClient[name]>[0],
): Promise<Awaited<ReturnType<PageClient[name]>>> {
  bundled ??= bundle();
  if (!(await page.evaluate(() => "tandemPageClient" in globalThis))) await page.evaluate(await bundled);
  const call = ([called, given]: readonly [string, unknown]) =>
    // The bundle's global.
    (globalThis as unknown as { tandemPageClient: Record<string, (of: unknown) => unknown> }).tandemPageClient[
      called
    ]?.(given);
  // What comes out of the page is what its function gave.
  return (await page.evaluate(call, [name, parameters] as const)) as Awaited<ReturnType<PageClient[name]>>;
}

/** Another browser's page becomes a device of the account, taken in by one that has it. */
export async function joinInPages(
  { owner, other, origin }: { readonly owner: Page; readonly other: Page; readonly origin: string },
  { accountId, deviceName }: { readonly accountId: Hex; readonly deviceName: string },
): Promise<void> {
  await other.goto(new URL("/operator", origin).href);
  const code = await callInPage(other, "showDevice", { deviceName });
  await callInPage(owner, "takeIn", { accountId, code });
  await callInPage(other, "joinAccount", undefined);
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
