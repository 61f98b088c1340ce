import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Address, createPublicClient, type Hex, http, isAddress, keccak256, type PublicClient } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { privateKeyToAddress } from "viem/accounts";
import { type Plan, samplesPlan, sampleTokens, tandemPlan } from "./plan.ts";
import { predictAddresses } from "./predictAddresses.ts";

export type DeployParameters = {
  readonly rpcUrl: string;
  /** Pays for the deployment; gets no rights. */
  readonly deployerKey: Hex;
  /** Folder of Ignition's journals; an interrupted deployment goes on from there. */
  readonly journalFolder: string;
  readonly paymasterOwner: Address;
  readonly paymasterSigner: Address;
  /** Who may mint sample tokens; without it none are deployed. For local chains. */
  readonly faucet?: Address;
  /** Blocks to wait for after each transaction; Ignition's own number unless given, 1 on a local chain. */
  readonly confirmations?: number;
  /** Draws what is happening on the terminal. */
  readonly showsProgress?: boolean;
};

export type TokenDeployment = {
  readonly address: Address;
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
};

export type DeployReturnType = {
  readonly chainId: number;
  readonly genesisHash: Hex;
  readonly entryPoint: Address;
  readonly core: Address;
  readonly features: Address;
  readonly factory: Address;
  readonly webAuthnVerifier: Address;
  readonly frostVerifier: Address;
  readonly sponsorPaymaster: Address;
  readonly tokenPaymaster: Address;
  readonly tokens: readonly TokenDeployment[];
  /** keccak256 of the code on the chain, by address. */
  readonly codeHashes: Readonly<Record<Address, Hex>>;
};

/** A contract that the deployment needs, or should have made, is not on the chain. */
export class ContractMissingError extends Error {
  override readonly name = "ContractMissingError";
  constructor(contract: string, address: Address, action: string) {
    super(`There is no ${contract} at ${address}. ${action}`);
  }
}

/** Transactions of an interrupted deployment are not confirmed yet. */
export class TransactionsPendingError extends Error {
  override readonly name = "TransactionsPendingError";
  constructor(deployer: Address, count: number) {
    super(`${count} transactions of ${deployer} are not confirmed yet. Wait for them and run the command again.`);
  }
}

const longestWaitSeconds = 600;
/** The chains of the local stack: they mine at once. */
const localChainIds: readonly number[] = [31337, 31338];

/**
 * Deploys everything to its deterministic address; what is in place already is left alone.
 *
 * Uses the compiled artifacts as they are and never compiles. With everything in place it only reads. The chain needs
 * the EntryPoint; CreateX is put in place on chain id 31337 and must exist on any other.
 */
export async function deploy(parameters: DeployParameters): Promise<DeployReturnType> {
  const { rpcUrl, paymasterOwner, paymasterSigner, faucet } = parameters;
  const client = createPublicClient({ transport: http(rpcUrl) });
  const [chainId, genesis] = await Promise.all([client.getChainId(), client.getBlock({ blockNumber: 0n })]);
  const chain = { client, chainId, genesisHash: genesis.hash };

  const codeHashes: Record<Address, Hex> = {};
  const readBack = async (contract: string, address: Address, action: string) => {
    const code = await client.getCode({ address });
    if (code === undefined) throw new ContractMissingError(contract, address, action);
    codeHashes[address] = keccak256(code);
  };
  await readBack("EntryPoint v0.9", entryPoint09Address, "The chain must have it before Tandem is deployed.");

  const tandem = await deployPlan(tandemPlan, { paymasterOwner, paymasterSigner }, chain, parameters);
  const samples = faucet === undefined ? undefined : await deployPlan(samplesPlan, { faucet }, chain, parameters);
  for (const [id, address] of Object.entries({ ...tandem, ...samples })) {
    await readBack(id, address, "Ignition reported success: is the chain being reset while deploying?");
  }
  const tokens = sampleTokens.flatMap(({ id, ...token }) => {
    const address = samples?.[id];
    return address === undefined ? [] : [{ address, ...token }];
  });
  return { chainId, genesisHash: genesis.hash, entryPoint: entryPoint09Address, ...tandem, tokens, codeHashes };
}

type Chain = { readonly client: PublicClient; readonly chainId: number; readonly genesisHash: Hex };

async function deployPlan<const P extends Plan>(
  plan: P,
  arguments_: Readonly<Record<string, Address>>,
  chain: Chain,
  { rpcUrl, deployerKey, journalFolder, confirmations, showsProgress }: DeployParameters,
): Promise<Record<P["steps"][number]["id"], Address>> {
  const addresses = await predictAddresses(plan, arguments_);
  const before = await findPresent(chain.client, addresses);
  if (Object.keys(before).length === plan.steps.length) return addresses;

  // A chain id may come back with another genesis; arguments of the plan are part of the addresses.
  const key = keccak256(`0x${Object.values(addresses).join("").replaceAll("0x", "")}`).slice(2, 10);
  const deploymentId = `${plan.id}-${chain.chainId}-${chain.genesisHash.slice(2, 10)}-${key}`;
  const journal = join(journalFolder, "deployments", deploymentId);
  const isLocal = localChainIds.includes(chain.chainId);
  const found = await readJournal(journal, plan.id, before);
  const startOver = async () => {
    await waitForConfirmations(chain.client, privateKeyToAddress(deployerKey), confirmations ?? (isLocal ? 1 : 5));
    await rm(journal, { recursive: true, force: true });
    return findPresent(chain.client, addresses);
  };
  const run = async (present: Readonly<Record<string, Address>>) => {
    if (Object.keys(present).length === plan.steps.length) return;
    // Loaded only when there is something to deploy: Hardhat takes a second to start.
    const { runIgnition } = await import("./runIgnition.ts");
    await runIgnition({
      plan,
      present,
      parameters: arguments_,
      deploymentId,
      rpcUrl,
      deployerKey,
      journalFolder,
      isLocal,
      confirmations,
      showsProgress,
    });
  };
  try {
    await run(found ?? (await startOver()));
  } catch (error) {
    // Killed between two notes of one step, Ignition finds no way on from its journal. The chain says what is in place.
    if (found === undefined || !isJournalBroken(error)) throw error;
    await run(await startOver());
  }
  return addresses;
}

/** HHE10000: an invariant of Ignition's own. */
function isJournalBroken(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Internal Hardhat Ignition invariant was violated");
}

async function findPresent(
  client: PublicClient,
  addresses: Readonly<Record<string, Address>>,
): Promise<Readonly<Record<string, Address>>> {
  const entries = await Promise.all(
    Object.entries(addresses).map(async ([id, address]) => {
      const code = await client.getCode({ address });
      return code === undefined ? [] : [[id, address] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
}

/**
 * The contracts that the journal holds as found in place. Undefined when journal and chain do not agree on what is
 * deployed: after an interruption between a contract's creation and its note, when the journal was lost, or when the
 * chain was reset. The chain is right.
 */
async function readJournal(
  folder: string,
  moduleId: string,
  present: Readonly<Record<string, Address>>,
): Promise<Readonly<Record<string, Address>> | undefined> {
  const text = await readFile(join(folder, "deployed_addresses.json"), "utf8").catch(() => "{}");
  const futures = Object.keys(JSON.parse(text) as Record<string, string>).map((id) => id.slice(moduleId.length + 1));
  const noted = new Set(futures.map((future) => future.replace(/Present$/, "")));
  const isSame = noted.size === Object.keys(present).length && Object.keys(present).every((id) => noted.has(id));
  if (!isSame) return undefined;
  return Object.fromEntries(Object.entries(present).filter(([id]) => futures.includes(`${id}Present`)));
}

/** Waits for what an interrupted deployment sent: Ignition refuses to start beside it without its journal. */
async function waitForConfirmations(client: PublicClient, deployer: Address, confirmations: number): Promise<void> {
  const deadline = Date.now() + longestWaitSeconds * 1000;
  for (;;) {
    const latest = await client.getBlockNumber({ cacheTime: 0 });
    const blockNumber = latest >= confirmations ? latest - BigInt(confirmations - 1) : 0n;
    const [confirmed, sent] = await Promise.all([
      client.getTransactionCount({ address: deployer, blockNumber }),
      client.getTransactionCount({ address: deployer, blockTag: "pending" }),
    ]);
    if (confirmed >= sent) return;
    if (Date.now() > deadline) throw new TransactionsPendingError(deployer, sent - confirmed);
    await new Promise((done) => setTimeout(done, 500));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "rpc-url": { type: "string" },
      journal: { type: "string" },
      "paymaster-owner": { type: "string" },
      "paymaster-signer": { type: "string" },
      faucet: { type: "string" },
      out: { type: "string" },
    },
  });
  const required = (name: keyof typeof values): string => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`--${name} is missing`);
    return value;
  };
  const address = (name: keyof typeof values): Address => {
    const value = required(name);
    if (!isAddress(value)) throw new TypeError(`--${name} is not an address`);
    return value;
  };
  const deployerKey = process.env.TANDEM_DEPLOYER_KEY;
  if (deployerKey === undefined) throw new TypeError("TANDEM_DEPLOYER_KEY, the key that pays, is not set");

  const out = resolve(required("out"));
  const deployment = await deploy({
    rpcUrl: required("rpc-url"),
    deployerKey: deployerKey as Hex, // Hardhat checks it and says what is wrong
    journalFolder: resolve(required("journal")),
    paymasterOwner: address("paymaster-owner"),
    paymasterSigner: address("paymaster-signer"),
    ...(values.faucet === undefined ? {} : { faucet: address("faucet") }),
  });
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(deployment, null, 2)}\n`);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
