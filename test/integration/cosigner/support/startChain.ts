import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type ChainClient, createChainClient, getRole } from "@tandem/devnet";
import { type Address, bytesToHex, type Hex, parseAbi, parseEther, zeroAddress } from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { type DeployReturnType, deploy } from "../../../../contracts/ignition/deploy.ts";
import { root } from "../../../support/root.ts";
import { findFreePort } from "./startDatabase.ts";

export type TestChain = {
  readonly rpcUrl: string;
  readonly client: ChainClient;
  readonly deployment: DeployReturnType;
  stop(): Promise<void>;
};

const signersAbi = parseAbi(["function setSigners(address first, address second)"]);
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
  const deployment = await placeContracts({ client, rpcUrl, directory, paymasterSigner });
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

type Place = {
  readonly client: ChainClient;
  readonly rpcUrl: string;
  readonly directory: string;
  readonly paymasterSigner: Address;
};

/** Deploys everything, once for the same contracts: later chains begin with what the first one came to. */
async function placeContracts(place: Place): Promise<DeployReturnType> {
  const { client, paymasterSigner } = place;
  const template = findTemplate();
  const known = template === undefined ? undefined : readTemplate(template);
  if (known === undefined) {
    const deployment = await deployContracts(place);
    if (template !== undefined) writeTemplate(template, { deployment, state: await client.dumpState() });
    return deployment;
  }
  await client.loadState({ state: known.state });
  const { sponsorPaymaster, tokenPaymaster } = known.deployment;
  for (const address of [sponsorPaymaster, tokenPaymaster]) {
    const hash = await client.writeContract({
      address,
      abi: signersAbi,
      account: getRole("deployer").account,
      functionName: "setSigners",
      args: [paymasterSigner, zeroAddress],
    });
    await client.waitForTransactionReceipt({ hash });
  }
  const genesis = await client.getBlock({ blockNumber: 0n });
  return { ...known.deployment, genesisHash: genesis.hash };
}

async function deployContracts({ client, rpcUrl, directory, paymasterSigner }: Place): Promise<DeployReturnType> {
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
  return deployment;
}

type Template = { readonly deployment: DeployReturnType; readonly state: Hex };

/** Named after the sources that are compiled; undefined when nobody knows which. */
function findTemplate(): string | undefined {
  try {
    const sources = readFileSync(join(root, "cache/tandem-contracts.stamp"), "utf8").trim();
    return join(root, "cache", `test-chain-${sources}.json`);
  } catch {
    return undefined;
  }
}

function readTemplate(file: string): Template | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Template) : undefined; // by writeTemplate
}

/** Whole at once: other tests start side by side. */
function writeTemplate(file: string, template: Template): void {
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(template));
  renameSync(`${file}.${process.pid}`, file);
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
