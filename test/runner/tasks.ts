import { join } from "node:path";
import { root } from "../support/root.ts";

/** How a task's outcome becomes numbers: one check that passes or fails, Vitest's report, or Hardhat's summary. */
export type Count = "check" | "vitest" | "hardhat";

export type Task = {
  readonly name: string;
  readonly stage: Stage;
  readonly args: readonly string[];
  readonly count: Count;
  /** Tasks that must have passed before. */
  readonly after?: readonly string[];
  /** Runs alone: it starts a stack, and what it times must not wait for others. */
  readonly isAlone?: boolean;
  readonly cwd?: string;
};

export const stages = ["lint", "types", "unit", "contracts", "build", "integration", "e2e"] as const;
export type Stage = (typeof stages)[number];

const bin = (path: string) => join(root, "node_modules", path);
const hardhat = bin("hardhat/dist/src/cli.js");
const vitest = (project: string) => [
  bin("vitest/vitest.mjs"),
  "run",
  "--config",
  "test/vitest.config.ts",
  "--project",
  project,
];

/** Everything `npm test` does; all of it are scripts for this Node. What takes longest and holds up others comes first. */
export const tasks: readonly Task[] = [
  { name: "compile", stage: "build", args: ["test/runner/build.ts", "contracts"], count: "check" },
  { name: "wallet", stage: "build", args: ["test/runner/build.ts", "app"], count: "check" },
  { name: "solidity", stage: "contracts", args: [hardhat, "test", "solidity"], count: "hardhat", after: ["compile"] },
  { name: "contracts", stage: "contracts", args: vitest("contracts"), count: "vitest", after: ["compile"] },
  { name: "unit", stage: "unit", args: vitest("unit"), count: "vitest" },
  { name: "types", stage: "types", args: [bin("typescript/bin/tsc"), "-p", "."], count: "check" },
  { name: "types of the app", stage: "types", args: [bin("typescript/bin/tsc"), "-p", "app"], count: "check" },
  { name: "proofs", stage: "contracts", args: ["test/formal/prove.ts", "--quick"], count: "check" },
  {
    name: "format and style",
    stage: "lint",
    args: [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
    count: "check",
  },
  {
    name: "solhint",
    stage: "lint",
    args: [bin("solhint/solhint.js"), "--disc", "--noPoster", "-c", "test/lint/solhint.json", "contracts/**/*.sol"],
    count: "check",
  },
  { name: "forge lint", stage: "lint", args: ["test/lint/forge.ts"], count: "check" },
  {
    name: "dead code",
    stage: "lint",
    args: [bin("knip/bin/knip.js"), "--no-progress", "-c", "test/lint/knip.json"],
    count: "check",
  },
  { name: "natspec", stage: "lint", args: ["test/lint/natspec.ts"], count: "check" },
  { name: "imports", stage: "lint", args: ["test/lint/imports.ts"], count: "check" },
  { name: "documents", stage: "lint", args: ["test/lint/docs.ts"], count: "check" },
  { name: "lock file", stage: "lint", args: ["packages/devnet/setup/lock.mjs", "--check"], count: "check" },
  {
    name: "generated code",
    stage: "contracts",
    args: ["packages/account/scripts/generate.ts", "--check"],
    count: "check",
    after: ["compile"],
  },
  {
    name: "integration",
    stage: "integration",
    args: vitest("integration"),
    count: "vitest",
    after: ["compile", "wallet"],
    isAlone: true,
  },
  { name: "e2e", stage: "e2e", args: vitest("e2e"), count: "vitest", after: ["compile", "wallet"], isAlone: true },
];
