import { createRequire } from "node:module";
import { posix } from "node:path";
import { type Mutation, readSource } from "./readSource.ts";
import { solve } from "./solve.ts";

const solc = createRequire(import.meta.url)("solc") as {
  compile: (input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }) => string;
};

/** "vacuous": the assertions hold only because no execution reaches them. */
export type Verdict = "proven" | "refuted" | "vacuous" | "unknown";

/** One function of a properties contract, and perhaps a change of the sources it is about. */
export type PropertyRequest = {
  readonly path: string;
  readonly name: string;
  readonly mutation?: Mutation | undefined;
};

type Diagnostic = {
  readonly errorCode: string;
  readonly severity: string;
  readonly formattedMessage: string;
  readonly sourceLocation?: { readonly file: string; readonly start: number };
};

/** Codes of the CHC engine about an assertion. */
const verdicts: Readonly<Record<string, Verdict>> = { "9576": "proven", "6328": "refuted", "7812": "unknown" };

/** A property in its source: what its notice says, its name. */
export const propertyPattern = / {4}\/\/\/ @notice (.*)\n {4}function (\w+)[\s\S]*?\n {4}}\n/g;

/**
 * Checks one property with the model checker of the Solidity compiler (CHC engine: loops without a bound) and
 * Z3. Behind the property's own assertions stands one that is false: it has to be refuted, or nothing was
 * proven.
 */
export async function checkProperty({ path, name, mutation }: PropertyRequest): Promise<Verdict> {
  const source = isolate(readSource(path, mutation), name);
  const diagnostics = await runChecker(path, source, mutation);
  const found = diagnostics
    .filter(({ sourceLocation, errorCode }) => sourceLocation?.file === path && errorCode in verdicts)
    .sort((a, b) => (a.sourceLocation?.start ?? 0) - (b.sourceLocation?.start ?? 0))
    .map(({ errorCode }) => verdicts[errorCode] ?? "unknown");
  if (found.length !== source.split("assert(").length - 1) return "unknown";
  const reached = found.pop();
  if (found.includes("refuted")) return "refuted";
  if (!found.every((verdict) => verdict === "proven")) return "unknown";
  if (reached === "proven") return "vacuous";
  return reached === "refuted" ? "proven" : "unknown";
}

/**
 * The source without the other properties. One that changes state becomes the constructor: what storage holds before
 * is among its arguments, and the checker need not find out what transactions could have stored.
 */
function isolate(source: string, name: string): string {
  return source.replace(propertyPattern, (body: string, _text: string, other: string) => {
    if (other !== name) return "";
    return body
      .replace(/ {4}}\n$/, "        assert(false);\n    }\n")
      .replace(/function \w+(\([^)]*\))\s+external\s+\{/, "constructor$1 {");
  });
}

/** Compiles until the compiler asks for no further answer of the solver. */
async function runChecker(path: string, source: string, mutation: Mutation | undefined) {
  const answers: Record<string, string> = {};
  const read = (file: string) => {
    try {
      return { contents: readSource(file, mutation) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  for (;;) {
    const input = toInput(path, source, answers);
    const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as {
      readonly errors?: readonly Diagnostic[];
      readonly auxiliaryInputRequested?: { readonly smtlib2queries?: Readonly<Record<string, string>> };
    };
    const failures = output.errors?.filter(({ severity }) => severity === "error") ?? [];
    if (failures.length > 0)
      throw new CheckerError(failures.map(({ formattedMessage }) => formattedMessage).join("\n"));
    const queries = Object.entries(output.auxiliaryInputRequested?.smtlib2queries ?? {});
    const open = queries.filter(([hash]) => !(hash in answers));
    if (open.length === 0) return output.errors ?? [];
    for (const [hash, query] of open) answers[hash] = await solve(query);
  }
}

const toInput = (path: string, content: string, smtlib2responses: Readonly<Record<string, string>>) => ({
  language: "Solidity",
  sources: { [path]: { content } },
  auxiliaryInput: { smtlib2responses },
  settings: {
    modelChecker: {
      contracts: { [path]: [`${posix.basename(path, ".sol")}Properties`] },
      engine: "chc",
      solvers: ["smtlib2"],
      targets: ["assert"],
      showProvedSafe: true,
      showUnproved: true,
    },
  },
});

export class CheckerError extends Error {
  override readonly name = "CheckerError";
  constructor(messages: string) {
    super(`The property does not compile:\n${messages}`);
  }
}
