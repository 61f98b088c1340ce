import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tandemAddresses } from "@tandem/account";
import { type Address, type Hex, keccak256, parseEther } from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { z } from "zod";
import { StepFailedError } from "../errors.ts";
import { root } from "../root.ts";
import { runStep } from "../runStep.ts";
import type { ChainClient } from "./createChainClient.ts";
import { getRole } from "./roles.ts";

const address = z.custom<Address>((value) => /^0x[0-9a-fA-F]{40}$/.test(String(value)));

const hash = z.custom<Hex>((value) => /^0x[0-9a-f]{64}$/.test(String(value)));

const deploymentSchema = z.object({
  genesisHash: hash,
  entryPoint: address,
  core: address,
  features: address,
  factory: address,
  sponsorPaymaster: address,
  tokenPaymaster: address,
  tokens: z.array(z.object({ address, symbol: z.string(), name: z.string(), decimals: z.number() })),
  codeHashes: z.record(address, hash),
});
export type Deployment = z.infer<typeof deploymentSchema>;

export type DeployContractsParameters = {
  readonly client: ChainClient;
  /** What is known of the deployment is kept here. */
  readonly directory: string;
  readonly logFile: string;
  readonly paymasterSigner: Address;
  /** Hash of the contracts' sources: a deployment of the same ones is only checked. */
  readonly sourcesHash: string;
  readonly signal?: AbortSignal;
};

/** Deploys what is not in place, checks the addresses against the generated ones, and fills the paymasters' deposits. */
export async function deployContracts(parameters: DeployContractsParameters): Promise<Deployment> {
  const { client, directory, paymasterSigner, sourcesHash } = parameters;
  const file = join(directory, "deployment.json");
  const originFile = join(directory, "deployed-from");
  const origin = `${sourcesHash} ${paymasterSigner}`;
  const isCurrent = readIfThere(originFile) === origin && (await isInPlace(client, readIfThere(file)));
  if (!isCurrent) {
    await runDeployment(parameters, file);
    writeFileSync(originFile, origin);
  }
  const deployment = deploymentSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  assertGenerated(deployment);
  for (const paymaster of [deployment.sponsorPaymaster, deployment.tokenPaymaster])
    await fillDeposit(client, paymaster);
  return deployment;
}

async function runDeployment(parameters: DeployContractsParameters, out: string): Promise<void> {
  const { client, directory, logFile, paymasterSigner, signal } = parameters;
  await runStep({
    title: "Deploying the contracts",
    command: process.execPath,
    args: [
      join(root, "contracts/ignition/deploy.ts"),
      ...["--rpc-url", client.transport.url ?? "", "--journal", join(directory, "ignition"), "--out", out],
      ...["--paymaster-owner", getRole("deployer").address, "--paymaster-signer", paymasterSigner],
      ...["--faucet", getRole("faucet").address],
    ],
    cwd: root,
    env: { TANDEM_DEPLOYER_KEY: getRole("deployer").privateKey, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" },
    logFile,
    signal,
  });
}

/** True when the chain is the one of this deployment and has exactly its code: a crash may have lost the newest. */
async function isInPlace(client: ChainClient, text: string): Promise<boolean> {
  const parsed = deploymentSchema.safeParse(text === "" ? undefined : JSON.parse(text));
  if (!parsed.success) return false;
  const { genesisHash, codeHashes } = parsed.data;
  const genesis = await client.getBlock({ blockNumber: 0n });
  const codes = await Promise.all(
    Object.entries(codeHashes).map(async ([contract, expected]) => {
      const code = await client.getCode({ address: contract as Address }); // Checked by the schema.
      return code !== undefined && keccak256(code) === expected;
    }),
  );
  return genesis.hash === genesisHash && codes.every(Boolean);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Browsers and co-signer compute account addresses from the generated ones: a difference would lose money. */
function assertGenerated(deployment: Deployment): void {
  for (const name of ["features", "core", "factory"] as const) {
    if (deployment[name].toLowerCase() === tandemAddresses[name].toLowerCase()) continue;
    throw new StepFailedError(`The ${name} contract is at ${deployment[name]}, not at ${tandemAddresses[name]}.`, {
      metaMessages: ["The generated addresses do not belong to these contracts: run npm run generate."],
    });
  }
}

const fullDeposit = parseEther("1000");

async function fillDeposit(client: ChainClient, paymaster: Address): Promise<void> {
  const entryPoint = { address: entryPoint09Address, abi: entryPoint09Abi } as const;
  const deposit = await client.readContract({ ...entryPoint, functionName: "balanceOf", args: [paymaster] });
  if (deposit >= fullDeposit / 2n) return;
  const hash = await client.writeContract({
    ...entryPoint,
    account: getRole("deployer").account,
    functionName: "depositTo",
    args: [paymaster],
    value: fullDeposit - deposit,
  });
  await client.waitForTransactionReceipt({ hash });
}
