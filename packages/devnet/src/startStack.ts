import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureLocalKeys } from "@tandem/cosigner";
import { buildApp } from "./app/buildApp.ts";
import { launchApp } from "./app/launchApp.ts";
import { buildContracts } from "./chain/buildContracts.ts";
import type { Chain } from "./chain/launchAnvil.ts";
import { type Network, placeNetworks } from "./chain/placeNetworks.ts";
import { launchCosigner } from "./cosigner/launchCosigner.ts";
import { type Database, launchPostgres } from "./database/launchPostgres.ts";
import type { PartFailedError } from "./errors.ts";
import { createFaucet, type Faucet } from "./front/createFaucet.ts";
import { startFront } from "./front/startFront.ts";
import { openRun, type Run } from "./openRun.ts";
import { assertPortsFree, findFreePorts } from "./ports.ts";
import { startNetwork } from "./startNetwork.ts";
import {
  type ChainEntry,
  type OnProgress,
  type Part,
  type PartName,
  type Ports,
  type Program,
  partNames,
} from "./types.ts";

export type StartStackParameters = {
  /** Holds everything that lasts: chain, database, keys, logs. */
  readonly dataDirectory: string;
  /** Default: ports that are free now. */
  readonly ports?: Ports | undefined;
  /** Ids of more chains to run beside 31337, each with a bundler of its own: `[31338]`. */
  readonly otherChains?: readonly number[];
  /** Parts to leave out. The chains always run. */
  readonly without?: readonly Exclude<PartName, "chain">[];
  /** Starts over with a new chain, database and keys. */
  readonly reset?: boolean | undefined;
  /** Opens the co-signer's hooks for tests; the bundler's clock follows the chain's. */
  readonly testHooks?: boolean;
  /** The same programs in another form: these are started instead of the packages' own files. */
  readonly programs?: { readonly bundler?: Program; readonly cosigner?: Program };
  /** More settings of the co-signer. */
  readonly cosignerEnvironment?: Readonly<Record<string, string>>;
  readonly onProgress?: OnProgress;
  /** Cancels a start, and ends a stack that runs. */
  readonly signal?: AbortSignal;
};

export type Stack = {
  readonly urls: {
    /** What people open. */
    readonly front: string;
    readonly rpc: string;
    readonly bundler: string;
    readonly cosigner: string;
    readonly database: string;
  };
  /** The first is 31337. */
  readonly chains: readonly ChainEntry[];
  /** The parts; of chains and bundlers those of 31337. */
  readonly parts: Readonly<Record<PartName, Part>>;
  /** The parts of every chain, in the order of `chains`. */
  readonly networks: readonly { readonly chainId: number; readonly chain: Part; readonly bundler: Part }[];
  readonly dataDirectory: string;
  /** Gives test money on 31337. */
  readonly faucet: Faucet;
  /** Ends everything; PostgreSQL and the chain write their state. */
  stop(): Promise<void>;
  /** Settles when the stack has ended: with the error when a part died, with nothing when it was stopped. */
  readonly ended: Promise<PartFailedError | undefined>;
};

/**
 * Starts the local stack and returns when everything serves. What does not depend on each other starts side by side.
 *
 * @throws DataFolderError, PortTakenError, PartFailedError, StepFailedError; then nothing is left running
 *
 * @example
 * const stack = await startStack({ dataDirectory: "/tmp/tandem" });
 * await stack.faucet({ address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" });
 * await stack.stop();
 */
export async function startStack(parameters: StartStackParameters): Promise<Stack> {
  const ports = parameters.ports ?? (await findFreePorts());
  const { dataDirectory, otherChains = [] } = parameters;
  const networks = await placeNetworks({ dataDirectory, ports, otherChains });
  const run = await openRun(parameters, ports);
  try {
    await assertPortsFree(ports, partNames.filter(run.isWanted));
    const { chain, database, chains, faucet } = await startParts(run, networks, parameters);
    return {
      urls: {
        front: `http://localhost:${ports.front}`,
        rpc: chain.rpcUrl,
        bundler: `http://127.0.0.1:${ports.bundler}`,
        cosigner: `http://127.0.0.1:${ports.cosigner}`,
        database: database?.url ?? "",
      },
      chains,
      parts: run.parts(),
      networks: networks.map(({ chainId, ports: { chain, bundler } }) => ({
        chainId,
        chain: run.find("chain", chain),
        bundler: run.find("bundler", bundler),
      })),
      dataDirectory,
      faucet,
      stop: run.stop,
      ended: run.ended,
    };
  } catch (error) {
    await run.stop();
    throw run.failure() ?? error;
  }
}

type Started = {
  readonly chain: Chain;
  readonly database: Database | undefined;
  readonly chains: readonly ChainEntry[];
  readonly faucet: Faucet;
};

/** Each part starts as soon as what it needs is there. */
async function startParts(
  run: Run,
  [mainNetwork, ...otherNetworks]: readonly [Network, ...Network[]],
  parameters: StartStackParameters,
): Promise<Started> {
  const { data, ports, supervisor, signal } = run;
  const { logsDirectory, directory: dataDirectory } = data;
  const now = Promise.resolve();
  const keysDirectory = join(dataDirectory, "keys");
  const keys = ensureLocalKeys({ directory: keysDirectory });
  const { testHooks = false, programs = {}, cosignerEnvironment = {} } = parameters;

  const compiled = run.step("Contracts compiled", now, () => buildContracts({ logsDirectory, signal }));
  const common = { run, compiled, keys, followsChainClock: testHooks, bundlerProgram: programs.bundler };
  const main = startNetwork({ ...common, network: mainNetwork });
  const others = otherNetworks.map((network) => startNetwork({ ...common, network, main }));
  const all = [main, ...others];
  const chains = Promise.all(all.map(({ entry }) => entry));
  const database = run.part("database", "Database", now, async () => {
    const launched = await launchPostgres({ supervisor, port: ports.database, dataDirectory });
    run.add(launched.part);
    return launched;
  });
  const built = run.part("app", "Wallet built", now, () => buildApp({ logsDirectory, signal }));
  const app = run.part("app", "Wallet", built, async () => {
    run.add(await launchApp({ supervisor, port: ports.app }));
  });
  const cosigner = run.part("cosigner", "Co-signer", Promise.all([chains, database]), async ([entries, store]) => {
    const chainsFile = join(dataDirectory, "chains.json");
    writeFileSync(chainsFile, JSON.stringify(entries, null, 2));
    run.add(
      await launchCosigner({
        ...{ supervisor, port: ports.cosigner, origins: [`http://localhost:${ports.front}`] },
        ...{ databaseUrl: store?.url ?? "", chainsFile, keysDirectory, logsDirectory, testHooks },
        program: programs.cosigner,
        environment: cosignerEnvironment,
      }),
    );
  });
  const faucet = Promise.all([main.chain, main.entry]).then(([{ client }, { tokens }]) => createFaucet(client, tokens));
  await run.all([...all.flatMap(({ chain, bundler }) => [chain, bundler]), database, app, cosigner, faucet]);

  const front = Promise.all([faucet, ...all.map(({ chain }) => chain)]);
  await run.part("front", "Front server", front, async ([giveMoney, ...used]) => {
    const networks = [mainNetwork, ...otherNetworks];
    const onUse = () => used.forEach(({ touch }) => void touch());
    run.add(await startFront({ ports, networks, faucet: giveMoney, logsDirectory, onUse }));
  });
  return { chain: await main.chain, database: await database, chains: await chains, faucet: await faucet };
}
