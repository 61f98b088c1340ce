import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { StepFailedError } from "./errors.ts";

export type RunStepParameters = {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly signal?: AbortSignal | undefined;
};

/** Runs a program of set-up to its end, its output in a log. Throws {@link StepFailedError} with the last lines. */
export async function runStep({ title, command, args, cwd, env, logFile, signal }: RunStepParameters): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal }),
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output.push(text);
      appendFileSync(logFile, text);
    });
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (exitCode, ended) => resolve(exitCode ?? ended ?? "unknown"));
  });
  if (code === 0) return;
  const lastLines = output.join("").trim().split("\n").slice(-15);
  throw new StepFailedError(`${title} failed (${code}).`, {
    metaMessages: [...lastLines.map((line) => `  ${line}`), `The whole log: ${logFile}`],
  });
}
