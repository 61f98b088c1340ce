import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Address, bytesToHex, createTestClient, http, parseEther, publicActions } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";

const require = createRequire(import.meta.url);
const senderCreatorAddress = "0x0A630a99Df908A81115A3022927Be82f9299987e";

export type Anvil = { readonly process: ChildProcess; readonly rpcUrl: string; readonly stop: () => Promise<void> };

/** The anvil binary itself: its npm wrapper leaves the binary running when it is killed. */
export async function startAnvil({ chainId = 31337 } = {}): Promise<Anvil> {
  const wrapper = dirname(require.resolve("@foundry-rs/anvil/package.json"));
  const binary = join(
    wrapper,
    "..",
    `anvil-${process.platform}-${process.arch === "x64" ? "amd64" : "arm64"}/bin/anvil`,
  );
  const options = ["--port", "0", "--hardfork", "osaka", "--block-time", "2", "--mixed-mining"];
  const child = spawn(binary, [...options, "--chain-id", String(chainId)]);
  const rpcUrl = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`anvil ended: ${output}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Listening on (\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(`http://${address}`);
    });
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
  };
  return { process: child, rpcUrl, stop };
}

export const clientOf = (rpcUrl: string) =>
  createTestClient({ mode: "anvil", transport: http(rpcUrl) }).extend(publicActions);

export async function installEntryPoint(rpcUrl: string): Promise<void> {
  for (const address of [entryPoint09Address, senderCreatorAddress] as const) {
    const path = require.resolve(`hardhat-predeploy/bin/${address}.bytecode`);
    await clientOf(rpcUrl).setCode({ address, bytecode: bytesToHex(await readFile(path)) });
  }
}

export const fund = (rpcUrl: string, address: Address): Promise<void> =>
  clientOf(rpcUrl).setBalance({ address, value: parseEther("10") });
