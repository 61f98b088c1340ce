import type { Page, Request, Route } from "playwright-core";

export type HoldParameters = {
  /** Before the server hears of it, or after it has answered and before the page does. */
  readonly when: "before" | "after";
  readonly matches: (request: Request) => boolean;
};

/**
 * Holds the next request that matches for ever, as a page that is closed at that moment would see it. Resolves when
 * the moment is there; `release` lets later requests pass.
 */
export async function holdRequest(page: Page, { when, matches }: HoldParameters) {
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const handle = async (route: Route) => {
    if (!matches(route.request())) return route.fallback();
    if (when === "after") await route.fetch();
    reach();
  };
  await page.route("**/*", handle);
  return { reached, release: () => page.unroute("**/*", handle) };
}

/** Matches "METHOD /path". */
export function onPath(pattern: RegExp): (request: Request) => boolean {
  return (request) => pattern.test(`${request.method()} ${new URL(request.url()).pathname}`);
}

/** Matches JSON-RPC calls of this method. */
export function onRpc(method: string): (request: Request) => boolean {
  return (request) => request.postData()?.includes(`"${method}"`) ?? false;
}
