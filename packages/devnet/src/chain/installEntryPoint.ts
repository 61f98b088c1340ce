import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Address, bytesToHex } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import type { ChainClient } from "./createChainClient.ts";

const senderCreatorAddress: Address = "0x0A630a99Df908A81115A3022927Be82f9299987e";

/**
 * Puts the canonical EntryPoint v0.9 and its SenderCreator at their addresses. The runtime code comes from
 * hardhat-predeploy; deploying them again would need their deployer's key.
 */
export async function installEntryPoint(client: ChainClient): Promise<void> {
  for (const address of [entryPoint09Address, senderCreatorAddress]) {
    const bytecode = readRuntimeCode(address);
    if ((await client.getCode({ address })) !== bytecode) await client.setCode({ address, bytecode });
  }
}

function readRuntimeCode(address: Address) {
  const { resolve } = createRequire(import.meta.url);
  // The main file is in dist/, the code beside it in bin/.
  const folder = join(dirname(resolve("hardhat-predeploy")), "../bin");
  return bytesToHex(readFileSync(join(folder, `${address}.bytecode`)));
}
