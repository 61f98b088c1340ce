import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import { defineConfig } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";

// The compiler comes from npm, so that a build needs no download and every machine uses the same bytes.
const solcPath = createRequire(import.meta.url).resolve("solc/soljson.js");

const compiler = {
  version: "0.8.37",
  path: solcPath,
  settings: {
    evmVersion: "osaka",
    viaIR: true,
    optimizer: { enabled: true, runs: 1_000_000 },
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["storageLayout"] } },
  },
} as const;

// Warnings about a dependency's source are not ours to fix; our own are errors. Not so those about size (EIP-170,
// EIP-3860): tests may be large. test/snapshots checks what is deployed.
const sizeWarnings = new Set(["5574", "3860"]);
const warningsAreErrors: HardhatPlugin = {
  id: "warnings-are-errors",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        invokeSolc: async (context, compiler, input, config, next) => {
          const output = await next(context, compiler, input, config);
          const errors = output.errors?.flatMap((error) => {
            if (error.severity !== "warning") return [error];
            if (error.formattedMessage?.includes("--> npm/")) return [];
            if (sizeWarnings.has(error.errorCode ?? "")) return [error];
            return [{ ...error, type: "Error", severity: "error" as const }];
          });
          return errors === undefined ? output : { ...output, errors };
        },
      }),
    }),
  },
};

// The cold path is large and its gas matters little: 1M runs would put it above the size limit of EIP-170.
const coldPath = {
  ...compiler,
  settings: { ...compiler.settings, optimizer: { enabled: true, runs: 1_000 } },
} as const;

// Tests that deploy what was compiled for deployment (test/contracts/support/Deployer.sol) need no slow compiler
// themselves. The others have contracts or libraries of ours inside.
const deployerTests = ["account", "invariants"].flatMap((folder) =>
  readdirSync(`${import.meta.dirname}/test/contracts/${folder}`)
    .filter((file) => file.endsWith(".t.sol"))
    .map((file) => `test/contracts/${folder}/${file}`),
);
const quick = { ...compiler, settings: { ...compiler.settings, viaIR: false } } as const;

const profile = {
  compilers: [compiler],
  overrides: {
    "contracts/account/AccountFeatures.sol": coldPath,
    ...Object.fromEntries(deployerTests.map((file) => [file, quick])),
  },
};

export default defineConfig({
  plugins: [hardhatToolboxViem, warningsAreErrors],
  // Every profile compiles alike: Ignition deploys exactly the bytes that were tested.
  solidity: { profiles: { default: profile, production: profile } },
  paths: { sources: "contracts", tests: { solidity: "test/contracts" }, ignition: "contracts/ignition" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", chainId: 31337, allowUnlimitedContractSize: false },
  },
  ignition: {
    strategyConfig: {
      create2: { salt: "0x74616e64656d2f76310000000000000000000000000000000000000000000000" },
    },
  },
  test: {
    solidity: {
      // `npm run test:deep` goes a hundred times further.
      fuzz: { runs: 256 },
      invariant: { runs: 32, depth: 32 },
      fsPermissions: {
        readFile: [
          "test/vectors/frost.json",
          "test/vectors/address.json",
          "node_modules/hardhat-predeploy/bin/0x433709009B8330FDa32311DF1C2AFA402eD8D009.bytecode",
        ],
      },
    },
  },
});
