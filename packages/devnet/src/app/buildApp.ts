import { join } from "node:path";
import { buildOnce } from "../buildOnce.ts";
import { root } from "../root.ts";
import { runStep } from "../runStep.ts";

export type BuildParameters = { readonly logsDirectory: string; readonly signal?: AbortSignal };

/** Builds the wallet for production if it or a package in it changed. @returns the hash of its sources */
export function buildApp({ logsDirectory, signal }: BuildParameters): Promise<string> {
  const packages = ["frost", "protocol", "account", "client"].map((name) => `packages/${name}/src`);
  return buildOnce({
    sources: ["app", ...packages, "package-lock.json"],
    result: "app/.next/BUILD_ID",
    stamp: "app/.next/tandem.stamp",
    build: async () => {
      const step = {
        command: process.execPath,
        cwd: join(root, "app"),
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
        logFile: join(logsDirectory, "app-build.log"),
        signal,
      };
      await runStep({ ...step, title: "Building the page for the day without a server", args: ["exit/build.ts"] });
      const next = join(root, "node_modules/next/dist/bin/next");
      await runStep({ ...step, title: "Building the wallet", args: [next, "build", join(root, "app")] });
    },
  });
}
