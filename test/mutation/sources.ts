import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { root } from "../support/root.ts";

export const areas = ["account", "recovery", "paymaster", "signature"] as const;
export type Area = (typeof areas)[number];

/** What tests deploy; a mutant is compiled into those that contain its source. */
export const deployables: readonly string[] = [
  "contracts/account/AccountFeatures.sol:AccountFeatures",
  "contracts/account/AccountCore.sol:AccountCore",
  "contracts/account/AccountFactory.sol:AccountFactory",
  "contracts/paymaster/SponsorPaymaster.sol:SponsorPaymaster",
  "contracts/paymaster/TokenPaymaster.sol:TokenPaymaster",
  "contracts/recovery/WebAuthnVerifier.sol:WebAuthnVerifier",
  "contracts/signature/ERC7913FrostVerifier.sol:ERC7913FrostVerifier",
  // Libraries under test, in a contract of the test's own.
  "test/contracts/recovery/RecoveryStateMachine.t.sol:Machine",
  "test/contracts/signature/FrostVerifier.verify.t.sol:Verifier",
].filter((name) => existsSync(join(root, name.split(":")[0] ?? "")));

const solc = createRequire(import.meta.url)("solc") as {
  compile: (input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }) => string;
};

export type Bytecodes = ReadonlyMap<string, string>;

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources?: Readonly<Record<string, { readonly ast: unknown }>>;
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>>>
  >;
};

/** Sources under mutation, of an area. */
export const listSources = (area: Area): readonly string[] =>
  readdirSync(join(root, "contracts", area))
    .filter((file) => file.endsWith(".sol"))
    .sort()
    .map((file) => `contracts/${area}/${file}`);

export function readSource(path: string): string {
  const file = existsSync(join(root, path)) ? join(root, path) : join(root, "node_modules", path);
  return readFileSync(file, "utf8");
}

/** Syntax tree of a source. */
export function parse(path: string): unknown {
  const { sources } = compile({ [path]: readSource(path) }, { "*": { "": ["ast"] } });
  return sources?.[path]?.ast;
}

/** Init code of each deployable that contains the changed source, in hex; undefined when it does not compile. */
export function compileMutant(path: string, content: string): Bytecodes | undefined {
  const affected = deployables.filter((name) => closureOf(name.split(":")[0] ?? "").has(path));
  const selection = Object.fromEntries(
    affected.map((name) => {
      const [file = "", contract = ""] = name.split(":");
      return [file, { [contract]: ["evm.bytecode.object"] }];
    }),
  );
  const roots = Object.fromEntries(Object.keys(selection).map((file) => [file, readSource(file)]));
  // A paymaster's charge allows for what its postOp costs when it is compiled as it is deployed.
  const isMeasured = affected.some((name) => name.startsWith("contracts/paymaster/"));
  const output = compile({ ...roots, [path]: content }, selection, isMeasured);
  if (output.errors?.some(({ severity }) => severity === "error")) return undefined;
  return new Map(
    affected.map((name) => {
      const [file = "", contract = ""] = name.split(":");
      return [name, output.contracts?.[file]?.[contract]?.evm.bytecode.object ?? ""] as const;
    }),
  );
}

function compile(sources: Readonly<Record<string, string>>, outputSelection: unknown, viaIR = false): Output {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion: "osaka",
      viaIR,
      optimizer: { enabled: true, runs: 1_000_000 },
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection,
    },
  };
  const read = (path: string) => {
    try {
      return { contents: readSource(path) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  return JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as Output;
}

const closures = new Map<string, ReadonlySet<string>>();

/** A source and all that it imports. */
function closureOf(path: string): ReadonlySet<string> {
  const known = closures.get(path);
  if (known !== undefined) return known;
  const closure = new Set<string>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (closure.has(next)) continue;
    closure.add(next);
    for (const [, imported = ""] of readSource(next).matchAll(/^import [^"]*"([^"]+)";/gm))
      open.push(imported.startsWith(".") ? posix.join(posix.dirname(next), imported) : imported);
  }
  closures.set(path, closure);
  return closure;
}
