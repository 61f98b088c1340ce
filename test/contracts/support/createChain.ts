import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { network } from "hardhat";
import { bytesToHex, publicActions } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";

const require = createRequire(import.meta.url);
const senderCreatorAddress = "0x0A630a99Df908A81115A3022927Be82f9299987e";

export type Chain = Awaited<ReturnType<typeof createChain>>;

/** A simulated chain with the canonical EntryPoint v0.9 and its SenderCreator. */
export async function createChain(chainId = 31337) {
  const connection = await network.create({ override: { chainId } });
  const client = (await connection.viem.getTestClient()).extend(publicActions);
  for (const address of [entryPoint09Address, senderCreatorAddress] as const) {
    const path = require.resolve(`hardhat-predeploy/bin/${address}.bytecode`);
    await client.setCode({ address, bytecode: bytesToHex(await readFile(path)) });
  }
  const [wallet] = await connection.viem.getWalletClients();
  if (wallet === undefined) throw new Error("the simulated chain has no funded account");
  return { chainId, client, wallet, viem: connection.viem, provider: connection.provider };
}
