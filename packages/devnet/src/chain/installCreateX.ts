import type { Address } from "viem";
import { StepFailedError } from "../errors.ts";
import type { ChainClient } from "./createChainClient.ts";

const createXAddress: Address = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

/** Ignition puts CreateX in place on chain id 31337 only: another local chain gets the code that one has. */
export async function installCreateX(client: ChainClient, from: ChainClient): Promise<void> {
  if ((await client.getCode({ address: createXAddress })) !== undefined) return;
  const bytecode = await from.getCode({ address: createXAddress });
  if (bytecode === undefined) throw new StepFailedError("The main chain has no CreateX.");
  await client.setCode({ address: createXAddress, bytecode });
}
