import { join } from "node:path";
import type { Address } from "viem";
import { launchAlto } from "./bundler/launchAlto.ts";
import { deployContracts } from "./chain/deployContracts.ts";
import { describeChain } from "./chain/describeChain.ts";
import { installCreateX } from "./chain/installCreateX.ts";
import { installEntryPoint } from "./chain/installEntryPoint.ts";
import { type Chain, launchAnvil } from "./chain/launchAnvil.ts";
import type { Network } from "./chain/placeNetworks.ts";
import type { Run } from "./openRun.ts";
import type { ChainEntry, Program } from "./types.ts";

export type StartNetworkParameters = {
  readonly run: Run;
  readonly network: Network;
  /** Hash of the contracts' sources, once they are compiled. */
  readonly compiled: Promise<string>;
  readonly keys: Promise<{ readonly paymasterSigner: Address }>;
  /** The main network, for another: Ignition puts CreateX there only. */
  readonly main?: StartedNetwork;
  readonly followsChainClock: boolean;
  readonly bundlerProgram: Program | undefined;
};

export type StartedNetwork = {
  readonly chain: Promise<Chain>;
  readonly bundler: Promise<unknown>;
  /** What the co-signer and browsers are told of the chain, once its contracts are in place. */
  readonly entry: Promise<ChainEntry>;
};

/** Starts a chain, its bundler and the deployment on it, each as soon as what it needs is there. */
export function startNetwork(parameters: StartNetworkParameters): StartedNetwork {
  const { run, network, compiled, keys, main, followsChainClock, bundlerProgram: program } = parameters;
  const { supervisor, signal, data } = run;
  const { directory, suffix } = network;

  const chain = run.step(`Chain${suffix}`, Promise.resolve(), async () => {
    const launched = await launchAnvil({ supervisor, network });
    run.add(launched.part, launched.stop);
    await installEntryPoint(launched.client);
    return launched;
  });
  const bundler = run.part("bundler", `Bundler${suffix}`, chain, async ({ rpcUrl }) => {
    run.add(await launchAlto({ supervisor, network, rpcUrl, followsChainClock, program }));
  });
  const needs = Promise.all([chain, keys, compiled, main?.chain, main?.entry]);
  const deployed = run.step(`Contracts deployed${suffix}`, needs, async ([{ client }, keys, sourcesHash, donor]) => {
    if (donor) await installCreateX(client, donor.client);
    const logFile = join(data.logsDirectory, `contracts-deploy${suffix}.log`);
    const { paymasterSigner } = keys;
    return deployContracts({ client, directory, logFile, paymasterSigner, sourcesHash, signal });
  });
  return { chain, bundler, entry: deployed.then((deployment) => describeChain(deployment, network)) };
}
