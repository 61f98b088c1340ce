import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type ChainClient, createChainClient, getRole } from "@tandem/devnet";
import { type Address, bytesToHex, parseEther } from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { type DeployReturnType, deploy } from "../../../../contracts/ignition/deploy.ts";
import { findFreePort } from "./startDatabase.ts";

export type TestChain = {
  readonly rpcUrl: string;
  readonly client: ChainClient;
  readonly deployment: DeployReturnType;
  stop(): Promise<void>;
};

const senderCreator: Address = "0x0A630a99Df908A81115A3022927Be82f9299987e";

/**
 * Anvil with the canonical EntryPoint and our contracts, the paymaster's deposit filled. It mines on demand, and every
 * two seconds so that its clock, which validity is measured by, goes on.
 */
export async function startChain({ paymasterSigner }: { readonly paymasterSigner: Address }): Promise<TestChain> {
  const directory = mkdtempSync(join(tmpdir(), "tandem-cosigner-chain-"));
  const port = await findFreePort();
  const child = spawn(
    findAnvil(),
    [
      ...["--host", "127.0.0.1", "--port", String(port), "--chain-id", "31337", "--hardfork", "osaka", "--silent"],
      ...["--block-time", "2", "--mixed-mining"],
    ],
    { stdio: "ignore" },
  );
  const rpcUrl = `http://127.0.0.1:${port}`;
  const client = createChainClient(rpcUrl);
  await waitUntilReady(client, child);
  for (const address of [entryPoint09Address, senderCreator]) {
    await client.setCode({ address, bytecode: readRuntimeCode(address) });
  }
  const deployment = await deploy({
    rpcUrl,
    deployerKey: getRole("deployer").privateKey,
    journalFolder: directory,
    paymasterOwner: getRole("deployer").address,
    paymasterSigner,
    faucet: getRole("faucet").address,
  });
  const hash = await client.writeContract({
    address: entryPoint09Address,
    abi: entryPoint09Abi,
    account: getRole("deployer").account,
    functionName: "depositTo",
    args: [deployment.sponsorPaymaster],
    value: parseEther("100"),
  });
  await client.waitForTransactionReceipt({ hash });
  return {
    rpcUrl,
    client,
    deployment,
    async stop() {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(client: ChainClient, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error("anvil ended");
    try {
      await client.getChainId();
      return;
    } catch {
      await wait(50);
    }
  }
  throw new Error("anvil does not answer");
}

function findAnvil(): string {
  const name = `@foundry-rs/anvil-${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin/anvil");
}

function readRuntimeCode(address: Address) {
  const main = createRequire(import.meta.url).resolve("hardhat-predeploy");
  return bytesToHex(readFileSync(join(dirname(main), "../bin", `${address}.bytecode`)));
}
