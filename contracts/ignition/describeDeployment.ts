import { type Address, encodeDeployData, hexToBytes, type PublicClient, size } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { type Plan, type Step, samplesPlan, tandemPlan } from "./plan.ts";
import { createXAddress, predictAddresses } from "./predictAddresses.ts";
import { readArtifact } from "./readArtifact.ts";

export type PlannedContract = {
  readonly id: string;
  readonly contract: string;
  readonly address: Address;
  readonly isPresent: boolean;
};

export type DeploymentDescription = {
  readonly chainId: number;
  readonly deployer: Address;
  readonly balanceWei: bigint;
  readonly contracts: readonly PlannedContract[];
  /** What has to be on the chain before, and is not. */
  readonly missing: readonly { readonly contract: string; readonly address: Address }[];
  /** An upper estimate for what is not present yet. */
  readonly gas: bigint;
  readonly costWei: bigint;
};

export type DescribeDeploymentParameters = {
  readonly client: PublicClient;
  readonly deployer: Address;
  readonly paymasterOwner: Address;
  readonly paymasterSigner: Address;
  /** Who may mint sample tokens; without it none are planned. */
  readonly faucet?: Address;
};

/** Reads what a deployment would do on a chain; changes nothing. */
export async function describeDeployment(parameters: DescribeDeploymentParameters): Promise<DeploymentDescription> {
  const { client, deployer, paymasterOwner, paymasterSigner, faucet } = parameters;
  const [chainId, balanceWei, gasPrice] = await Promise.all([
    client.getChainId(),
    client.getBalance({ address: deployer }),
    client.getGasPrice(),
  ]);
  const plans: readonly (readonly [Plan, Readonly<Record<string, Address>>])[] = [
    [tandemPlan, { paymasterOwner, paymasterSigner }],
    ...(faucet === undefined ? [] : [[samplesPlan, { faucet }] as const]),
  ];
  const contracts: PlannedContract[] = [];
  let gas = 0n;
  for (const [plan, arguments_] of plans) {
    const addresses: Readonly<Record<string, Address>> = await predictAddresses(plan, arguments_);
    for (const step of plan.steps) {
      const address = at(addresses, step.id);
      const isPresent = await hasCode(client, address);
      contracts.push({ id: step.id, contract: step.contract, address, isPresent });
      if (!isPresent) gas += await estimateGas(step, { ...addresses, ...arguments_ });
    }
  }
  // Ignition puts CreateX on a chain of this id by itself.
  const needed = [
    { contract: "EntryPoint v0.9", address: entryPoint09Address },
    ...(chainId === 31337 ? [] : [{ contract: "CreateX", address: createXAddress }]),
  ];
  const present = await Promise.all(needed.map(({ address }) => hasCode(client, address)));
  const missing = needed.filter((_, index) => !present[index]);
  return { chainId, deployer, balanceWei, contracts, missing, gas, costWei: gas * gasPrice };
}

const hasCode = async (client: PublicClient, address: Address): Promise<boolean> =>
  (await client.getCode({ address })) !== undefined;

function at(addresses: Readonly<Record<string, Address>>, name: string): Address {
  const address = addresses[name];
  if (address === undefined) throw new TypeError(`"${name}" is not known`);
  return address;
}

/**
 * Gas of one creation through CreateX: the transaction and its calldata, CREATE2, the hash of the init code (EIP-3860),
 * 200 for each byte of code, and 150,000 for what the costliest constructor (a paymaster's) and CreateX do.
 */
async function estimateGas(step: Step, known: Readonly<Record<string, Address>>): Promise<bigint> {
  const { abi, bytecode, deployedBytecode } = await readArtifact(step);
  const find = (name: string) => at(known, name);
  const initCode = encodeDeployData({ abi, bytecode, args: step.args<Address>({ at: find, parameter: find }) });
  const bytes = hexToBytes(initCode);
  const calldata = bytes.reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0);
  const words = Math.ceil(bytes.length / 32);
  return BigInt(21_000 + calldata + 32_000 + 14 * words + 200 * size(deployedBytecode) + 150_000);
}
