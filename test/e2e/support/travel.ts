import { createTestClient, http } from "viem";
import { foundry } from "viem/chains";
import type { World } from "./world.ts";

/** Lets time pass on every chain. */
export async function travel({ stack }: World, seconds: number): Promise<void> {
  for (const { rpc } of stack.chains) {
    const chain = createTestClient({ mode: "anvil", chain: foundry, transport: http(rpc) });
    await chain.increaseTime({ seconds });
    await chain.mine({ blocks: 1 });
  }
}
