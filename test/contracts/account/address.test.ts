import { readFile } from "node:fs/promises";
import { type Address, concat, getContractAddress, type Hex, keccak256, numberToHex, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { createChain } from "../support/createChain.ts";
import { createOwner } from "../support/createOwner.ts";
import { createAccount, deployAccounts, getAddress, initialData } from "../support/deployAccounts.ts";

type Case = {
  readonly factory: Address;
  readonly core: Address;
  readonly owner: Hex;
  readonly configHash: Hex;
  readonly salt: Hex;
  readonly address: Address;
};

/** The formula of the specification, in viem's terms. */
const toAddress = ({ factory, core, owner, configHash, salt }: Omit<Case, "address">): Address =>
  getContractAddress({
    opcode: "CREATE2",
    from: factory,
    salt: keccak256(concat([configHash, salt])),
    bytecode: concat(["0x61004d3d81600a3d39f3363d3d373d3d3d363d73", core, "0x5af43d82803e903d91602b57fd5bf3", owner]),
  });

describe("the address of an account", { timeout: 60_000 }, () => {
  test("behavior: equals the committed vectors", async () => {
    const { cases } = JSON.parse(await readFile(new URL("../../vectors/address.json", import.meta.url), "utf8")) as {
      readonly cases: readonly Case[];
    };
    expect(cases.length).toBeGreaterThan(5);
    for (const { address, ...rest } of cases) expect(toAddress(rest)).toBe(address);
  });

  test("S20: other init data, other address; and what the factory answers is the formula", async () => {
    const deployment = await deployAccounts();
    const one = numberToHex(1n, { size: 32 });
    const owners = [createOwner(1n), createOwner(2n)];
    const all = owners.flatMap((owner) =>
      [zeroHash, one].flatMap((configHash) => [zeroHash, one].map((salt) => initialData(owner, { configHash, salt }))),
    );
    const addresses = await Promise.all(all.map((data) => getAddress(deployment, data)));
    expect(new Set(addresses).size).toBe(all.length);
    const { factory, core } = deployment;
    expect(addresses).toEqual(all.map((data) => toAddress({ factory, core, ...data })));
  });

  test("S23: the address is equal on two chains", async () => {
    const data = initialData(createOwner(1n), { salt: numberToHex(7n, { size: 32 }) });
    const accounts = await Promise.all(
      [31337, 10].map(async (chainId) => {
        const deployment = await deployAccounts(await createChain(chainId));
        const account = await createAccount(deployment, data);
        return [account, await deployment.chain.client.getCode({ address: account })];
      }),
    );
    expect(accounts[0]).toEqual(accounts[1]);
  });

  test("S23: core, features and factory are the same bytes on two chains", async () => {
    const codes = await Promise.all(
      [31337, 10].map(async (chainId) => {
        const { chain, features, core, factory } = await deployAccounts(await createChain(chainId));
        return Promise.all([features, core, factory].map((address) => chain.client.getCode({ address })));
      }),
    );
    expect(codes[0]).toEqual(codes[1]);
  });
});
