import { spawn, spawnSync } from "node:child_process";

/** Z3 ends by itself then. */
const timeoutSeconds = 100;

export type SolverName = "z3" | "z3-solver";

/** Z3 of the system where there is one: it is about ten times faster than the one from npm, in WebAssembly. */
export const solverName: SolverName = spawnSync("z3", ["--version"]).status === 0 ? "z3" : "z3-solver";

/** What Z3 answers to an SMT-LIB 2 script. */
export const solve = (query: string): Promise<string> => (solverName === "z3" ? runBinary(query) : runWasm(query));

function runBinary(query: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("z3", ["-in", `-T:${timeoutSeconds}`], { stdio: ["pipe", "pipe", "inherit"] });
    let answer = "";
    child.stdout.on("data", (data) => {
      answer += data;
    });
    child.on("error", reject);
    child.on("close", () => resolve(answer));
    child.stdin.end(query);
  });
}

async function runWasm(query: string): Promise<string> {
  const { Z3 } = await loadWasm();
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  const answer = await Z3.eval_smtlib2_string(context, query);
  Z3.del_context(context);
  Z3.del_config(config);
  return answer;
}

let loading: ReturnType<typeof importWasm> | undefined;

async function importWasm() {
  const { init } = await import("z3-solver");
  return init();
}

function loadWasm() {
  loading ??= importWasm();
  return loading;
}
