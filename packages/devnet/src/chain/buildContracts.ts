import { join } from "node:path";
import { buildOnce } from "../buildOnce.ts";
import { root } from "../root.ts";
import { runStep } from "../runStep.ts";

export type BuildParameters = { readonly logsDirectory: string; readonly signal?: AbortSignal };

/** Compiles the contracts if they changed. @returns the hash of their sources */
export function buildContracts({ logsDirectory, signal }: BuildParameters): Promise<string> {
  return buildOnce({
    sources: ["contracts", "hardhat.config.ts", "package-lock.json"],
    result: "artifacts/contracts/account/AccountFactory.sol/AccountFactory.json",
    stamp: "cache/tandem-contracts.stamp",
    build: () =>
      runStep({
        title: "Compiling the contracts",
        command: process.execPath,
        args: [join(root, "node_modules/hardhat/dist/src/cli.js"), "build", "--no-tests"],
        cwd: root,
        env: { HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" },
        logFile: join(logsDirectory, "contracts-build.log"),
        signal,
      }),
  });
}
