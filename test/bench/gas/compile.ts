import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Abi, Hex } from "viem";

const require = createRequire(import.meta.url);
const root = new URL("../../../", import.meta.url);

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
};

export type Compiled = { readonly abi: Abi; readonly bytecode: Hex };

/** Compiles a file of this folder, which exists for measuring only, with the product's compiler settings. */
export function compile(file: string): (name: string) => Compiled {
  const solc: { compile: (input: string, callbacks: object) => string } = require("solc");
  const read = (url: URL | string): string => readFileSync(url, "utf8");
  const input = {
    language: "Solidity",
    sources: { [`test/bench/gas/${file}.sol`]: { content: read(new URL(`${file}.sol`, import.meta.url)) } },
    settings: {
      evmVersion: "osaka",
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000_000 },
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const findImports = (path: string) => ({
    contents: read(path.startsWith("contracts/") ? new URL(path, root) : require.resolve(path)),
  });
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImports }));
  const errors = output.errors?.filter((error) => error.severity === "error") ?? [];
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  return (name) => {
    const contract = output.contracts?.[`test/bench/gas/${file}.sol`]?.[name];
    if (contract === undefined) throw new Error(`no contract ${name}`);
    return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
  };
}
