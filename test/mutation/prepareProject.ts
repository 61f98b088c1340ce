import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/root.ts";
import { createProject, type Project } from "./createProject.ts";
import { runScript } from "./runScript.ts";
import { type Bytecodes, deployables } from "./sources.ts";

export const hardhat = join(root, "node_modules/hardhat/dist/src/cli.js");

/** Solidity tests that deploy from a file: a mutant changes the file, and no test has to be compiled again. */
const deployer = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface Files {
    function readFileBinary(string calldata path) external view returns (bytes memory);
}

library Deployer {
    function deploy(string memory name, bytes memory args) internal returns (address payable deployed) {
        Files files = Files(address(uint160(uint256(keccak256("hevm cheat code")))));
        bytes memory code = abi.encodePacked(files.readFileBinary(string.concat("mutant/", name)), args);
        assembly {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        require(deployed != address(0), "not deployed");
    }
}
`;

const vitestConfig = `export default {
  test: {
    include: ["test/contracts/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    bail: 1,
  },
};
`;

/** A project whose tests run against whatever {@link installBytecodes} put there. */
export async function prepareProject(): Promise<Project> {
  const project = createProject();
  const { directory } = project;
  mkdirSync(join(directory, "mutant"));
  writeFileSync(join(directory, "test/contracts/support/Deployer.sol"), deployer);
  writeFileSync(join(directory, "vitest.config.ts"), vitestConfig);
  const config = join(directory, "base.config.ts");
  const names = deployables.map((name) => `"mutant/${name.split(":")[1]}"`).join(", ");
  writeFileSync(config, readFileSync(config, "utf8").replace("readFile: [", `readFile: [${names}, `));
  const tests = join(directory, "test/contracts");
  for (const file of readdirSync(tests, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".sol") || file.endsWith("Deployer.sol")) continue;
    const path = join(tests, file);
    writeFileSync(path, deployFromFiles(readFileSync(path, "utf8"), "../".repeat(file.split("/").length - 1)));
  }
  const { exitCode, output } = await runScript(directory, hardhat, ["build"]);
  if (exitCode !== 0) throw new PreparationError(output);
  return project;
}

/** `new X(…)` of what is under test becomes a deployment from its file. */
function deployFromFiles(source: string, up: string): string {
  let text = source;
  for (const deployable of deployables) {
    const name = deployable.split(":")[1] ?? "";
    for (let start = text.indexOf(`new ${name}(`); start >= 0; start = text.indexOf(`new ${name}(`)) {
      const open = start + `new ${name}`.length;
      const close = findClosing(text, open);
      const args = text.slice(open + 1, close);
      text = `${text.slice(0, start)}${name}(Deployer.deploy("${name}", abi.encode(${args})))${text.slice(close + 1)}`;
    }
  }
  if (text === source || /^import \{Deployer\}/m.test(text)) return text;
  return text.replace(/^import /m, `import {Deployer} from "${up || "./"}support/Deployer.sol";\nimport `);
}

function findClosing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; ; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return index;
  }
}

/** Puts init code where Solidity tests and TypeScript tests deploy from. */
export function installBytecodes(directory: string, bytecodes: Bytecodes): void {
  for (const [deployable, code] of bytecodes) {
    const [file = "", name = ""] = deployable.split(":");
    writeFileSync(join(directory, "mutant", name), Buffer.from(code, "hex"));
    const artifact = join(directory, "artifacts", file, `${name}.json`);
    if (!existsSync(artifact)) continue;
    writeFileSync(artifact, JSON.stringify({ ...JSON.parse(readFileSync(artifact, "utf8")), bytecode: `0x${code}` }));
  }
}

export class PreparationError extends Error {
  override readonly name = "PreparationError";
  constructor(output: string) {
    super(`The contracts and tests do not compile unchanged:\n${output.slice(-4000)}`);
  }
}
