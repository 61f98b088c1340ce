import { createTestClient, http } from "viem";
import { foundry } from "viem/chains";
import type { World } from "./world.ts";

/** Lets time pass on the chain. */
export async function travel({ stack }: World, seconds: number): Promise<void> {
  const chain = createTestClient({ mode: "anvil", chain: foundry, transport: http(stack.urls.rpc) });
  await chain.increaseTime({ seconds });
  await chain.mine({ blocks: 1 });
}
