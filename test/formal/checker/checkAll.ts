import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CheckerError, type PropertyRequest, type Verdict } from "./checkProperty.ts";

const script = fileURLToPath(new URL("./worker.ts", import.meta.url));

/**
 * Checks requests side by side, in their order, and reports each as it ends. One that takes longer than
 * `timeoutSeconds` is unknown.
 */
export async function checkAll<const Request extends PropertyRequest>(
  requests: readonly Request[],
  options: {
    readonly sideBySide: number;
    readonly timeoutSeconds: number;
    readonly report: (request: Request, verdict: Verdict) => void;
  },
): Promise<void> {
  const waiting = [...requests];
  async function work(): Promise<void> {
    let child: ChildProcess | undefined;
    try {
      for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
        child ??= fork(script);
        const verdict = await ask(child, request, options.timeoutSeconds);
        if (child.killed) child = undefined;
        options.report(request, verdict);
      }
    } finally {
      child?.kill();
    }
  }
  await Promise.all(Array.from({ length: options.sideBySide }, work));
}

function ask(child: ChildProcess, request: PropertyRequest, timeoutSeconds: number): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      settle();
      resolve("unknown");
    }, timeoutSeconds * 1000);
    const onExit = () => {
      settle();
      reject(new CheckerError(`The checker ended without a verdict on ${request.name}.`));
    };
    const onMessage = (answer: { readonly verdict: Verdict } | { readonly error: string }) => {
      settle();
      if ("error" in answer) reject(new CheckerError(answer.error));
      else resolve(answer.verdict);
    };
    function settle(): void {
      clearTimeout(timer);
      child.off("exit", onExit);
      child.off("message", onMessage);
    }
    child.once("exit", onExit);
    child.once("message", onMessage);
    child.send(request);
  });
}
