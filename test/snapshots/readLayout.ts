import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, stringToHex } from "viem";

const require = createRequire(import.meta.url);
const root = new URL("../../", import.meta.url);
const storagePath = "contracts/account/AccountStorage.sol";

type Member = { readonly label: string; readonly slot: string; readonly offset: number; readonly type: string };
type StorageLayout = {
  readonly storage: readonly Member[];
  readonly types: Record<string, { readonly label: string; readonly members?: readonly Member[] }>;
};
type Output = { readonly contracts: Record<string, Record<string, { readonly storageLayout: StorageLayout }>> };

export type Layout = {
  /** Variables outside any namespace: there must be none. */
  readonly core: readonly string[];
  readonly features: readonly string[];
  /** By ERC-7201 id: the namespace's slot, and where in it each member lies. */
  readonly namespaces: Record<string, { readonly slot: Hex; readonly members: readonly string[] }>;
};

/** The storage layout of an account as the compiler sees it. */
export function readLayout(): Layout {
  const source = readFileSync(new URL(storagePath, root), "utf8");
  const found = [...source.matchAll(/erc7201:(\S+)\s+struct (\w+)/g)].map(([, id, struct]) => ({ id, struct }));
  const variables = found.map(({ struct }) => `AccountStorage.${struct} ${struct};`).join("\n");
  const probe = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;
import {AccountStorage} from "${storagePath}";
import {AccountCore} from "contracts/account/AccountCore.sol";
import {AccountFeatures} from "contracts/account/AccountFeatures.sol";
contract Probe { ${variables} }`;
  const { contracts } = compile(probe);
  const layoutOf = (path: string, name: string): StorageLayout => {
    const layout = contracts[path]?.[name]?.storageLayout;
    if (layout === undefined) throw new Error(`no storage layout of ${name}`);
    return layout;
  };
  const probed = layoutOf("probe.sol", "Probe");
  const membersOf = (struct: string | undefined): readonly string[] => {
    const variable = probed.storage.find(({ label }) => label === struct);
    const members = probed.types[variable?.type ?? ""]?.members ?? [];
    return members.map(({ label, slot, offset, type }) => `${slot}+${offset} ${probed.types[type]?.label} ${label}`);
  };
  const plain = (name: string) => layoutOf(`contracts/account/${name}.sol`, name).storage.map(({ label }) => label);
  return {
    core: plain("AccountCore"),
    features: plain("AccountFeatures"),
    namespaces: Object.fromEntries(
      found.map(({ id = "", struct }) => [id, { slot: toSlot(id), members: membersOf(struct) }]),
    ),
  };
}

/** keccak256(abi.encode(uint256(keccak256(id)) - 1)) & ~0xff. */
function toSlot(id: string): Hex {
  const inner = BigInt(keccak256(stringToHex(id))) - 1n;
  return `${keccak256(encodeAbiParameters(parseAbiParameters("uint256"), [inner])).slice(0, -2)}00` as Hex;
}

function compile(probe: string): Output {
  const solc: { compile: (input: string, callbacks: object) => string } = require("solc");
  const input = {
    language: "Solidity",
    sources: { "probe.sol": { content: probe } },
    settings: { evmVersion: "osaka", outputSelection: { "*": { "*": ["storageLayout"] } } },
  };
  const findImports = (path: string) => ({
    contents: readFileSync(path.startsWith("contracts/") ? new URL(path, root) : require.resolve(path), "utf8"),
  });
  return JSON.parse(solc.compile(JSON.stringify(input), { import: findImports }));
}
