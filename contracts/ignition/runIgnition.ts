import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { Address, Hex } from "viem";
import hardhatConfig from "../../hardhat.config.ts";
import { createModule } from "./createModule.ts";
import type { Plan } from "./plan.ts";

export type RunIgnitionParameters = {
  readonly plan: Plan;
  /** Contracts to use where they stand, by step id; see createModule. */
  readonly present: Readonly<Record<string, Address>>;
  readonly parameters: Readonly<Record<string, Address>>;
  readonly deploymentId: string;
  readonly rpcUrl: string;
  readonly deployerKey: Hex;
  readonly journalFolder: string;
  /** A local chain confirms at once: one confirmation is enough, and polling it often costs nothing. */
  readonly isLocal: boolean;
  /** Blocks to wait for after each transaction on any other chain. */
  readonly confirmations?: number | undefined;
  /** Draws what is happening on the terminal. */
  readonly showsProgress?: boolean | undefined;
};

/** Runs Ignition's `create2` strategy over HTTP, with a journal in a folder of the caller's choice. */
export async function runIgnition(parameters: RunIgnitionParameters): Promise<void> {
  const { plan, present, rpcUrl, deployerKey, journalFolder, deploymentId, isLocal, confirmations } = parameters;
  const hre = await createHardhatRuntimeEnvironment({
    ...hardhatConfig,
    networks: { target: { type: "http", chainType: "l1", url: rpcUrl, accounts: [deployerKey] } },
    // Ignition keeps its journals below this path; the module comes as an object.
    paths: { ...hardhatConfig.paths, ignition: journalFolder },
  });
  const connection = await hre.network.create("target");
  try {
    await connection.ignition.deploy(createModule(plan, present), {
      strategy: "create2",
      deploymentId,
      parameters: { [plan.id]: { ...parameters.parameters } },
      displayUi: parameters.showsProgress ?? false,
      config: isLocal
        ? { requiredConfirmations: 1, blockPollingInterval: 50 }
        : confirmations === undefined
          ? {}
          : { requiredConfirmations: confirmations },
    });
  } finally {
    await connection.close();
  }
}
