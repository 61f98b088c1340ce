// node natspec.ts: everything external in contracts/ says what it is. Exits 1 with one line for each that does not.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { root as repository } from "../support/root.ts";

export type ReadImport = (path: string) => string;

/** What is read of the compiler's syntax tree. */
type Node = {
  readonly nodeType: string;
  readonly name: string;
  readonly kind?: string;
  readonly visibility?: string;
  readonly baseFunctions?: readonly unknown[];
  readonly documentation?: { readonly text: string } | null;
  readonly parameters?: { readonly parameters: readonly Node[] };
  readonly returnParameters?: { readonly parameters: readonly Node[] };
  readonly nodes?: readonly Node[];
};
type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources?: Readonly<Record<string, { readonly ast: Node }>>;
};

/**
 * External functions, events and errors of these sources without `@notice`, or without a `@param` or `@return`. What
 * overrides something has its documentation. Throws TypeError when they do not compile.
 */
export function findUndocumented(sources: Readonly<Record<string, string>>, readImport: ReadImport): readonly string[] {
  const output = compile(sources, readImport);
  const failed = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (failed.length > 0) throw new TypeError(failed.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return Object.keys(sources).flatMap((file) =>
    (output.sources?.[file]?.ast.nodes ?? [])
      .filter(({ nodeType }) => nodeType === "ContractDefinition")
      .flatMap((contract) =>
        (contract.nodes ?? [])
          .filter(isExternal)
          .flatMap((node) => findMissing(node).map((tag) => `${file}: ${contract.name}.${nameOf(node)} has no ${tag}`)),
      ),
  );
}

function isExternal({ nodeType, visibility, kind }: Node): boolean {
  if (nodeType === "EventDefinition" || nodeType === "ErrorDefinition") return true;
  if (nodeType === "VariableDeclaration") return visibility === "public";
  return nodeType === "FunctionDefinition" && kind !== "constructor" && /^(external|public)$/.test(visibility ?? "");
}

const nameOf = ({ name, kind = "" }: Node): string => name || kind;

function findMissing({ documentation, baseFunctions = [], parameters, returnParameters }: Node): readonly string[] {
  const text = documentation?.text ?? "";
  if (text.includes("@inheritdoc") || (text === "" && baseFunctions.length > 0)) return [];
  const named = (list: readonly Node[] = []) => list.map(({ name }) => name).filter((name) => name !== "");
  const returns = (text.match(/@return\b/g) ?? []).length;
  return [
    ...(/@notice\s+\S/.test(text) ? [] : ["@notice"]),
    ...named(parameters?.parameters)
      .filter((name) => !new RegExp(`@param\\s+${name}\\s+\\S`).test(text))
      .map((name) => `@param ${name}`),
    ...(returns < (returnParameters?.parameters.length ?? 0) ? ["@return"] : []),
  ];
}

function compile(sources: Readonly<Record<string, string>>, readImport: ReadImport): Output {
  const solc: { compile: (input: string, callbacks: object) => string } = createRequire(import.meta.url)("solc");
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: { evmVersion: "osaka", outputSelection: { "*": { "": ["ast"] } } },
  };
  const read = (path: string) => {
    try {
      return { contents: readImport(path) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  return JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
}

if (import.meta.main) {
  const folder = join(repository, "contracts");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sol") && dirname(file) !== "mocks")
    .map((file) => [`contracts/${file}`, readFileSync(join(folder, file), "utf8")] as const);
  const readImport: ReadImport = (path) => readFileSync(join(repository, "node_modules", path), "utf8");
  const complaints = findUndocumented(Object.fromEntries(sources), readImport);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
  else console.log("Everything external is documented.");
}
