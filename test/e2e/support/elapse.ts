import { expect } from "vitest";
import type { World } from "./world.ts";

/** Lets time pass for one account, as the service counts it. */
export async function elapse({ origin }: World, accountId: string, seconds: number): Promise<void> {
  const response = await fetch(`${origin}/v1/test/elapse`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ accountId, seconds }),
  });
  expect(response.ok).toBe(true);
}
