import { join } from "node:path";
import type { Supervisor } from "../process/createSupervisor.ts";
import { root } from "../root.ts";
import type { Part } from "../types.ts";

/** Serves the production build of the wallet. */
export function launchApp({
  supervisor,
  port,
}: {
  readonly supervisor: Supervisor;
  readonly port: number;
}): Promise<Part> {
  return supervisor.launch({
    name: "app",
    port,
    command: process.execPath,
    args: [
      ...[join(root, "node_modules/next/dist/bin/next"), "start", join(root, "app")],
      ...["--port", String(port), "--hostname", "127.0.0.1"],
    ],
    cwd: join(root, "app"),
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" })).status < 500,
  });
}
