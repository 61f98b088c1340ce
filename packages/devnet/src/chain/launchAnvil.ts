import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StepFailedError } from "../errors.ts";
import type { Supervisor } from "../process/createSupervisor.ts";
import { identifyProcess } from "../process/identifyProcess.ts";
import type { Part } from "../types.ts";
import { callRpc } from "./callRpc.ts";
import { type ChainFiles, hasState, restoreState } from "./chainFiles.ts";
import { type ChainClient, createChainClient } from "./createChainClient.ts";
import { keepTime } from "./keepTime.ts";
import type { Network } from "./placeNetworks.ts";

/** More blocks than one second can hold, the most that a crash loses. */
const blocksAboveLost = 100;

export type Chain = {
  readonly part: Part;
  readonly rpcUrl: string;
  readonly client: ChainClient;
  /** Someone uses the chain: its time runs at full pace. */
  touch(): void;
  stop(): Promise<void>;
};

export type LaunchAnvilParameters = {
  readonly supervisor: Supervisor;
  readonly network: Network;
};

/**
 * Starts Anvil with its state in a folder.
 *
 * Anvil writes its state once a second and when it is asked to end, so after a crash the chain may be up to a second
 * older than the database. To everyone else that is a reorganisation; so that no block number comes back with other
 * contents, the chain then goes on above the numbers that may have been seen.
 */
export async function launchAnvil({ supervisor, network }: LaunchAnvilParameters): Promise<Chain> {
  const { chainId, suffix } = network;
  const { chain: port } = network.ports;
  const directory = join(network.directory, "chain");
  mkdirSync(directory, { recursive: true });
  const files: ChainFiles = { state: join(directory, "state.json"), saved: join(directory, "saved.json") };
  const cleanFile = join(directory, "stopped-cleanly");
  const rpcUrl = `http://127.0.0.1:${port}`;
  const client = createChainClient(rpcUrl, chainId);
  const genesisTime = readGenesisTime(join(directory, "genesis-time"));
  let lostBlocks = false;

  const part = await supervisor.launch({
    name: "chain",
    suffix,
    port,
    command: findAnvil(),
    args: [
      ...["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId)],
      ...["--hardfork", "osaka", "--accounts", "10", "--balance", "1000000"],
      ...["--timestamp", genesisTime, "--state", files.state, "--state-interval", "1"],
    ],
    beforeStart() {
      const wasCrash = hasState(files) && rmClean(cleanFile) === false;
      restoreState(files);
      lostBlocks = wasCrash;
    },
    async isReady() {
      if ((await client.getChainId()) !== chainId) return false;
      await callRpc(rpcUrl, "evm_setTime", [Math.floor(Date.now() / 1000)]);
      if (lostBlocks) await client.mine({ blocks: blocksAboveLost, interval: 0 });
      lostBlocks = false;
      return true;
    },
  });
  const time = keepTime({ client, files });

  return {
    part,
    rpcUrl,
    client,
    touch: time.touch,
    async stop() {
      await time.stop();
      const ran = identifyProcess(part.pid) !== undefined;
      await part.stop();
      if (ran) writeFileSync(cleanFile, "");
    },
  };
}

/**
 * The time of block 0, chosen once. Without it Anvil makes another block 0 at every start, keeps them all in its state,
 * and any of them may be the genesis next time. It also starts the clock, which is therefore set to now afterwards.
 */
function readGenesisTime(file: string): string {
  if (!existsSync(file)) writeFileSync(file, String(Math.floor(Date.now() / 1000)));
  return readFileSync(file, "utf8");
}

/** @returns false when the chain was not stopped cleanly */
function rmClean(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}

/** The binary itself: the npm wrapper would leave it running when killed. */
function findAnvil(): string {
  const processor = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${processor}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
    return join(dirname(createRequire(wrapper).resolve(`${name}/package.json`)), "bin/anvil");
  } catch (cause) {
    throw new StepFailedError(`The local chain (${name}) is not installed.`, {
      cause,
      metaMessages: ["Delete node_modules and run npm start again."],
    });
  }
}
