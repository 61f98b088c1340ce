import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/root.ts";
import type { Mutant } from "./listMutants.ts";
import { applyMutant } from "./listMutants.ts";
import { hardhat, installBytecodes } from "./prepareProject.ts";
import { runScript } from "./runScript.ts";
import { type Area, compileMutant, readSource } from "./sources.ts";

/** "invalid" does not compile; "same" compiles to the same code. Neither counts. */
export type Verdict = "killed" | "survived" | "invalid" | "same";

type Step = { readonly runner: "solidity" | "vitest"; readonly folders: readonly string[] };

/** Which tests have to notice, the likeliest and cheapest first. */
const steps: Readonly<Record<Area, readonly Step[]>> = {
  account: [
    { runner: "solidity", folders: ["account", "mutants"] },
    { runner: "vitest", folders: ["account", "mutants"] },
    { runner: "vitest", folders: ["recovery"] },
    { runner: "solidity", folders: ["invariants"] },
  ],
  recovery: [
    { runner: "vitest", folders: ["recovery", "mutants"] },
    { runner: "solidity", folders: ["recovery", "mutants", "invariants"] },
  ],
  paymaster: [
    { runner: "vitest", folders: ["paymaster", "mutants"] },
    { runner: "solidity", folders: ["paymaster"] },
  ],
  signature: [
    { runner: "solidity", folders: ["signature", "account"] },
    { runner: "vitest", folders: ["account"] },
  ],
};

/** A mutant that loops for ever is one that was noticed. */
const timeoutSeconds = 600;

/** Compiles the mutant into a prepared project and runs tests until one fails. */
export async function testMutant(directory: string, area: Area, mutant: Mutant): Promise<Verdict> {
  const source = readSource(mutant.file);
  const bytecodes = compileMutant(mutant.file, applyMutant(source, mutant));
  if (bytecodes === undefined) return "invalid";
  const unchanged = compileMutant(mutant.file, source) ?? new Map<string, string>();
  if ([...bytecodes].every(([name, code]) => unchanged.get(name) === code)) return "same";
  try {
    installBytecodes(directory, bytecodes);
    for (const step of steps[area]) if (!(await passes(directory, step))) return "killed";
    return "survived";
  } finally {
    installBytecodes(directory, unchanged);
  }
}

/** Whether the unchanged contracts pass: or every mutant would count as killed. */
export async function testUnchanged(directory: string, area: Area): Promise<boolean> {
  for (const step of steps[area]) if (!(await passes(directory, step))) return false;
  return true;
}

async function passes(directory: string, { runner, folders }: Step): Promise<boolean> {
  const suffix = runner === "solidity" ? ".t.sol" : ".test.ts";
  const files = folders.flatMap((folder) => listFiles(folder, suffix));
  if (files.length === 0) return true;
  const { exitCode } =
    runner === "solidity"
      ? await runScript(directory, hardhat, ["test", "solidity", "--no-compile", ...files], { timeoutSeconds })
      : await runScript(directory, join(root, "node_modules/vitest/vitest.mjs"), ["run", ...files], { timeoutSeconds });
  return exitCode === 0;
}

function listFiles(folder: string, suffix: string): readonly string[] {
  try {
    return readdirSync(join(root, "test/contracts", folder))
      .filter((file) => file.endsWith(suffix))
      .map((file) => `test/contracts/${folder}/${file}`);
  } catch {
    return [];
  }
}
