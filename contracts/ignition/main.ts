// npm run deploy -- --network <name or URL> …: says what a deployment will do, asks, deploys, reads back.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type Address, createPublicClient, formatEther, type Hex, http, isAddress, isHex, size } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { deploy } from "./deploy.ts";
import { type DeploymentDescription, describeDeployment } from "./describeDeployment.ts";
import { resolveNetwork } from "./resolveNetwork.ts";
import { verifyDeployment } from "./verifyDeployment.ts";

const usage = `npm run deploy -- --network <name or RPC URL> --paymaster-owner 0x… --paymaster-signer 0x…

  --network           RPC URL, localhost, or a name of viem/chains (sepolia, base, …)
  --paymaster-owner   who may change the paymasters' signers and withdraw; keep its key off the servers
  --paymaster-signer  the key of the co-signing service
  --faucet            also deploy sample tokens that this address may mint; for test chains
  --journal           folder of the journal of what was sent; an interrupted deployment goes on from it
                      (.tandem/ignition)
  --out               file for the deployment, which the co-signer's TANDEM_CHAINS_FILE refers to
  --confirmations     blocks to wait for after each transaction (5)
  --yes               do not ask
TANDEM_DEPLOYER_KEY   the key that pays, 0x and 64 digits; it gets no rights`;

/** Chains on which nobody has to be asked: those of local nodes. */
const localChainIds: readonly number[] = [31337, 1337];

/** What was given cannot be used; the message says what to give. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      network: { type: "string" },
      "paymaster-owner": { type: "string" },
      "paymaster-signer": { type: "string" },
      faucet: { type: "string" },
      journal: { type: "string", default: ".tandem/ignition" },
      out: { type: "string" },
      confirmations: { type: "string" },
      yes: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(usage);
  if (values.network === undefined) throw new UsageError(`--network is missing.\n\n${usage}`);
  const rpcUrl = resolveNetwork(values.network);
  const deployerKey = readDeployerKey();
  const addresses = {
    paymasterOwner: readAddress("paymaster-owner", values["paymaster-owner"]),
    paymasterSigner: readAddress("paymaster-signer", values["paymaster-signer"]),
    ...(values.faucet === undefined ? {} : { faucet: readAddress("faucet", values.faucet) }),
  };
  const confirmations = values.confirmations === undefined ? {} : { confirmations: readCount(values.confirmations) };

  const client = createPublicClient({ transport: http(rpcUrl) });
  const description = await describeDeployment({ client, deployer: privateKeyToAddress(deployerKey), ...addresses });
  print(description);
  assertPossible(description);
  const isWork = description.contracts.some(({ isPresent }) => !isPresent);
  const asks = isWork && !values.yes && !localChainIds.includes(description.chainId);
  if (asks && !(await isConfirmed(description.chainId))) {
    say("Nothing was sent.");
    process.exitCode = 1;
    return;
  }
  const deployment = await deploy({
    rpcUrl,
    deployerKey,
    journalFolder: resolve(values.journal),
    showsProgress: process.stdout.isTTY,
    ...addresses,
    ...confirmations,
  });
  const notes = await verifyDeployment({ client, deployment, ...addresses });
  for (const note of notes) say(note);
  say("Read back: every contract's code and addresses are the compiled ones.");
  if (values.out === undefined) return;
  const out = resolve(values.out);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(deployment, null, 2)}\n`);
  say(`Written to ${out}.`);
}

function readDeployerKey(): Hex {
  const key = process.env.TANDEM_DEPLOYER_KEY;
  if (key === undefined || !isHex(key) || size(key) !== 32) {
    throw new UsageError("TANDEM_DEPLOYER_KEY, the key that pays, is not set to 0x and 64 hex digits.");
  }
  return key;
}

function readAddress(name: string, value: string | undefined): Address {
  if (value === undefined) throw new UsageError(`--${name} is missing.\n\n${usage}`);
  if (!isAddress(value)) throw new UsageError(`--${name} is no address: ${value}`);
  return value;
}

function readCount(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new UsageError(`--confirmations is no number of blocks: ${value}`);
  return Number(value);
}

function print({ chainId, deployer, balanceWei, contracts, gas, costWei }: DeploymentDescription): void {
  say(`Chain      ${chainId}`);
  say(`Deployer   ${deployer}, ${formatEther(balanceWei)} of the native coin\n`);
  for (const { id, address, isPresent } of contracts) {
    say(`${isPresent ? "in place " : "to deploy"}  ${id.padEnd(17)} ${address}`);
  }
  const rest = contracts.filter(({ isPresent }) => !isPresent).length;
  if (rest === 0) say("\nEverything is in place; nothing will be sent.");
  else say(`\n${rest} contracts to deploy, at most about ${gas} gas: ${formatEther(costWei)} at today's price.`);
}

function assertPossible({ missing, contracts, balanceWei, costWei, deployer }: DeploymentDescription): void {
  const [first] = missing;
  if (first !== undefined) {
    throw new UsageError(`There is no ${first.contract} at ${first.address}. The chain must have it before.`);
  }
  if (contracts.every(({ isPresent }) => isPresent) || balanceWei >= costWei) return;
  throw new UsageError(`The deployer has too little. Send ${formatEther(costWei - balanceWei)} more to ${deployer}.`);
}

/** Only the word itself is a yes; the end of the input is a no. */
async function isConfirmed(chainId: number): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await new Promise<string>((done) => {
    prompt.once("close", () => done(""));
    prompt.question(`\nChain ${chainId} is no local chain. Deploy to it? Type yes: `, done);
  });
  prompt.close();
  return answer.trim().toLowerCase() === "yes";
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
if (process.connected) process.disconnect();
