import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { entryPoint09Address } from "viem/account-abstraction";
import { callRpc } from "../chain/callRpc.ts";
import type { Network } from "../chain/placeNetworks.ts";
import { getRole } from "../chain/roles.ts";
import type { Supervisor } from "../process/createSupervisor.ts";
import type { Part, Program } from "../types.ts";

export type LaunchAltoParameters = {
  readonly supervisor: Supervisor;
  readonly network: Network;
  readonly rpcUrl: string;
  /** Its clock is the chain's, wherever a test has taken that. */
  readonly followsChainClock: boolean;
  /** Alto in another form. */
  readonly program: Program | undefined;
};

/** EIP-7825 caps a transaction at 16,777,216 gas; a bundle stays below. */
const mostGas = "15000000";

/** Starts the ERC-4337 bundler, a program of its own. The chain must have the EntryPoint. */
export async function launchAlto(parameters: LaunchAltoParameters): Promise<Part> {
  const { supervisor, network, rpcUrl, followsChainClock, program } = parameters;
  const { bundler: port } = network.ports;
  const alto = dirname(createRequire(import.meta.url).resolve("@pimlico/alto"));
  const options = {
    entrypoints: entryPoint09Address,
    "rpc-url": rpcUrl,
    port: String(port),
    // Safe mode needs a tracer that this chain does not have; our accounts' ERC-7562 tests do that work.
    "safe-mode": "false",
    "executor-private-keys": getRole("bundlerExecutor").privateKey,
    "utility-private-key": getRole("bundlerUtility").privateKey,
    "block-time": "50",
    // Milliseconds between two looks for operations. More often wakes it for nothing, and other parts wait for the processor.
    "min-bundle-interval": "25",
    "max-bundle-interval": "50",
    "max-gas-per-bundle": mostGas,
    "max-gas-per-user-op": mostGas,
    // At their default these two log every answer of the chain in full.
    "public-client-log-level": "warn",
    "wallet-client-log-level": "warn",
  };
  return supervisor.launch({
    name: "bundler",
    suffix: network.suffix,
    port,
    command: process.execPath,
    args: [
      ...preload("./loopback.mjs"),
      ...(followsChainClock ? preload("./chainClock.mjs") : []),
      program?.script ?? join(alto, "cli/alto.js"),
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ],
    // No file of settings from the folder it is started in, no telemetry.
    cwd: alto,
    env: {
      ...{ OTEL_SDK_DISABLED: "true", NODE_OPTIONS: "", TANDEM_CHAIN_CLOCK: rpcUrl },
      ...(program && { NODE_COMPILE_CACHE: program.compileCache }),
    },
    isReady: async () => Array.isArray(await callRpc(`http://127.0.0.1:${port}`, "eth_supportedEntryPoints")),
  });
}

function preload(file: string): readonly string[] {
  return ["--import", fileURLToPath(new URL(file, import.meta.url))];
}
