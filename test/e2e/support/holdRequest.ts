import type { Page, Request, Route } from "playwright-core";

export type HoldParameters = {
  /** Before the server hears of it, or after it has answered and before the page does. */
  readonly when: "before" | "after";
  readonly matches: (request: Request) => boolean;
};

/**
 * Holds the next request that matches for ever, as a page that is closed at that moment would see it; those after it
 * pass. Resolves `reached` when the moment is there. `close` is the moment's end: the page is loaded again.
 */
export async function holdRequest(page: Page, { when, matches }: HoldParameters) {
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  let held = false;
  const handle = async (route: Route) => {
    if (held || !matches(route.request())) return route.fallback();
    held = true;
    if (when === "after") await route.fetch();
    reach();
  };
  await page.route("**/*", handle);
  return {
    reached,
    // The handler stays and lets everything pass: where interception ends while a page loads, Chromium may leave one of its
    // requests hanging for ever (https://github.com/microsoft/playwright/issues/41802).
    close: async () => void (await page.reload()),
  };
}

/** Matches "METHOD /path". */
export function onPath(pattern: RegExp): (request: Request) => boolean {
  return (request) => pattern.test(`${request.method()} ${new URL(request.url()).pathname}`);
}

/** Matches JSON-RPC calls of this method. */
export function onRpc(method: string): (request: Request) => boolean {
  return (request) => request.postData()?.includes(`"${method}"`) ?? false;
}
