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

/**
 * The package's own call of `eval_smtlib2_string` (z3-solver 5.2.0) puts the script on a stack that is used again while a
 * thread still reads it: a script cut up like that is an error, or another script with another answer. Here it has memory
 * of its own until the answer is there.
 */
async function runWasm(query: string): Promise<string> {
  const { Z3, em } = await loadWasm();
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  const bytes = new TextEncoder().encode(`${query}\0`);
  const script: number = em._malloc(bytes.length);
  new Uint8Array(em.HEAPU32.buffer).set(bytes, script);
  const answer: string = await em.async_call(() =>
    em.ccall("async_Z3_eval_smtlib2_string", "void", ["number", "number"], [context, script]),
  );
  em._free(script);
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
