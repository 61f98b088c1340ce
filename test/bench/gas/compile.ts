import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Abi, Hex } from "viem";

const require = createRequire(import.meta.url);

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
};

export type Compiled = { readonly abi: Abi; readonly bytecode: Hex };

/** Compiles contracts of this folder, which exist for measuring only, with the product's compiler settings. */
export function compile(names: readonly string[]): (name: string) => Compiled {
  const solc: { compile: (input: string, callbacks: object) => string } = require("solc");
  const read = (url: URL | string): string => readFileSync(url, "utf8");
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(
      names.map((name) => [`${name}.sol`, { content: read(new URL(`${name}.sol`, import.meta.url)) }]),
    ),
    settings: {
      evmVersion: "osaka",
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000_000 },
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const findImports = (path: string) => ({ contents: read(require.resolve(path)) });
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImports }));
  const errors = output.errors?.filter((error) => error.severity === "error") ?? [];
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  return (name) => {
    const contract = output.contracts?.[`${name}.sol`]?.[name];
    if (contract === undefined) throw new Error(`no contract ${name}`);
    return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
  };
}
