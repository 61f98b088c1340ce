import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/root.ts";

/** A copy of the contracts and their tests that may be changed, instrumented and compiled; `remove` deletes it. */
export type Project = { readonly directory: string; readonly remove: () => void };

/**
 * The compiler of the project without its slow pipeline: what a contract does is the same, what it costs is not. Code
 * may be larger than a chain allows.
 */
const config = `import base from "./base.config.ts";

const [compiler] = base.solidity.profiles.default.compilers;
const settings = { ...compiler.settings, viaIR: false, optimizer: { enabled: true, runs: 1_000_000 } };
const profile = { compilers: [{ ...compiler, settings }] };

export default {
  ...base,
  // Instrumented and changed sources have warnings of their own.
  plugins: base.plugins.filter(({ id }) => id !== "warnings-are-errors"),
  solidity: { profiles: { default: profile, production: profile } },
  networks: { default: { ...base.networks.default, allowUnlimitedContractSize: true } },
};
`;

/** The contracts, their tests, and what those read. */
const copied = [
  ...["contracts", "test/contracts", "test/formal", "test/support", "test/vectors"],
  ...["package.json", "tsconfig.json"],
];

/** Copies what is tested; packages and dependencies are linked. */
export function createProject(): Project {
  const directory = mkdtempSync(join(tmpdir(), "tandem-contracts-"));
  for (const path of copied) cpSync(join(root, path), join(directory, path), { recursive: true });
  cpSync(join(root, "hardhat.config.ts"), join(directory, "base.config.ts"));
  writeFileSync(join(directory, "hardhat.config.ts"), config);
  for (const path of ["node_modules", "packages"]) symlinkSync(join(root, path), join(directory, path));
  mkdirSync(join(directory, "test/snapshots"), { recursive: true });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
