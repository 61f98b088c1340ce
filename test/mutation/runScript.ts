import { spawn } from "node:child_process";

/** How a script ended; no exit code when it ran out of time. */
export type Outcome = { readonly exitCode: number | undefined; readonly output: string };

/** Runs a script of an installed package with this Node, in a project; a group of its own, so that all of it ends. */
export function runScript(
  directory: string,
  script: string,
  args: readonly string[],
  options: { readonly timeoutSeconds?: number; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Outcome> {
  const { timeoutSeconds = 3600, environment = {} } = options;
  const child = spawn(process.execPath, [script, ...args], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It ended in between.
    }
  };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, timeoutSeconds * 1000);
  process.once("exit", end);
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        output += data;
      });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      process.off("exit", end);
      resolve({ exitCode: isLate ? undefined : (code ?? 1), output });
    });
  });
}
