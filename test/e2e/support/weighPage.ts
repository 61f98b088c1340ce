import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";

const settleMs = 3_000;

export type Weight = {
  /** The scripts that the document itself asks for, kB gzip. */
  readonly firstLoad: number;
  /** With what is loaded once something needs it. */
  readonly untilIdle: number;
};

/** Loads a page again and weighs its JavaScript. @param ready what is there when it has been loaded, a test id */
export async function weighPage(page: Page, ready: string): Promise<Weight> {
  const urls = new Set<string>();
  page.on("request", (request) => {
    if (request.resourceType() === "script") urls.add(request.url());
  });
  const document = await page.reload();
  await page.getByTestId(ready).waitFor();
  await page.waitForTimeout(settleMs);
  const html = (await document?.text()) ?? "";
  const sizes = await Promise.all(
    [...urls].map(async (url) => {
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      return { isFirst: html.includes(new URL(url).pathname), kilobytes: gzipSync(bytes).length / 1000 };
    }),
  );
  const sum = (rows: typeof sizes) => rows.reduce((total, { kilobytes }) => total + kilobytes, 0);
  return { firstLoad: sum(sizes.filter(({ isFirst }) => isFirst)), untilIdle: sum(sizes) };
}
