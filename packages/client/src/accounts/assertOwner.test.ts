import { accountAbi, getAccountAddress, tandemAddresses } from "@tandem/account";
import type { Account, Config } from "@tandem/protocol";
import { decodeFunctionData, encodeFunctionResult, type Hex, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { createOwnerKey, proveOwner, signRotation } from "../../testing/createOwnerKey.ts";
import { createTestContext } from "../../testing/createTestContext.ts";
import { CosignerMisbehavedError, ServiceUnreachableError } from "../errors.ts";
import { assertOwner } from "./assertOwner.ts";

const [birth, guardians, later, stranger] = [createOwnerKey(), createOwnerKey(), createOwnerKey(), createOwnerKey()];
const origin = { birthKey: birth.publicKey, configHash: zeroHash, salt: zeroHash };
const address = getAccountAddress(origin).toLowerCase() as Hex;
const born = { address, birthKey: birth.publicKey, publicKey: birth.publicKey, rotations: [] };
const install = (key = guardians, ownerEpoch = 1) => ({
  newOwner: key.publicKey,
  proof: proveOwner(key, address),
  ownerEpoch,
  rotations: [],
});
/** Guardians have installed a key. */
const recovered = { ...born, publicKey: guardians.publicKey, recovered: install() };
/** And it was rotated since. */
const rotation = signRotation(guardians, later, { address, ownerEpoch: 1 });
const rotated = {
  ...born,
  publicKey: later.publicKey,
  recovered: { ...install(), rotations: [rotation] },
};

type Named = { readonly owner: Hex; readonly ownerEpoch: bigint };

/** A page whose chains name these owners: undefined where the account has no code, "down" where nobody answers. */
function createPage(...chains: readonly (Named | "down" | undefined)[]) {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const index = Number(new URL(String(input)).pathname.slice("/rpc/".length));
    const named = chains[index];
    asked.push(String(index));
    if (named === "down") throw new TypeError("fetch failed");
    const calls: { id: number; method: string; params: [{ data: Hex }] }[] = JSON.parse(String(init?.body));
    const answers = calls.map(({ id, method, params }) => {
      if (method === "eth_getCode") return { jsonrpc: "2.0", id, result: named ? "0x01" : "0x" };
      const { functionName } = decodeFunctionData({ abi: accountAbi, data: params[0].data });
      if (!named || (functionName !== "owner" && functionName !== "ownerEpoch")) throw new TypeError(functionName);
      const result = encodeFunctionResult({ abi: accountAbi, functionName, result: named[functionName] });
      return { jsonrpc: "2.0", id, result };
    });
    return Response.json(answers);
  };
  const config = {
    chains: chains.map((_, index) => ({
      chainId: index + 1,
      name: `Chain ${index}`,
      rpcUrl: `/rpc/${index}`,
      bundlerUrl: `/bundler/${index}`,
      factory: tandemAddresses.factory.toLowerCase(),
      core: tandemAddresses.core.toLowerCase(),
    })),
  };
  const context = createTestContext({ fetch });
  // Nothing but the chains is read of it.
  context.memory.config = { value: Promise.resolve(config as unknown as Config), expiresAt: Number.POSITIVE_INFINITY };
  return { context, asked };
}

const at = (key: { readonly publicKey: Hex }, ownerEpoch: bigint): Named => ({ owner: key.publicKey, ownerEpoch });
const check = (page: ReturnType<typeof createPage>, account: Partial<Account>, known?: Hex) =>
  assertOwner(page.context, { account: { ...born, ...account }, known });

describe("assertOwner", () => {
  test("behavior: a key that follows from the birth key needs no chain", async () => {
    const page = createPage("down");
    await check(page, {});
    const next = signRotation(birth, later, { address, ownerEpoch: 0 });
    await check(page, { publicKey: later.publicKey, rotations: [next] });
    expect(page.asked).toEqual([]);
  });

  test("behavior: the guardians' key, where a chain names it; also while a later key is on its way there", async () => {
    await check(createPage(at(guardians, 1n)), recovered);
    await check(createPage(at(later, 2n)), rotated);
    await check(createPage(at(guardians, 1n)), rotated);
    // One chain is enough: the others are not deployed, have the old key, or do not answer.
    await check(createPage(undefined, at(birth, 0n), "down", at(guardians, 1n)), recovered);
  });

  test("behavior: the guardians' key, where this device has held one of the keys; no chain is asked", async () => {
    const page = createPage("down");
    await check(page, recovered, guardians.publicKey);
    await check(page, rotated, guardians.publicKey);
    await check(page, rotated, later.publicKey);
    expect(page.asked).toEqual([]);
  });

  test("error: a recovery that no chain knows of", async () => {
    for (const chains of [[undefined], [at(birth, 0n)], [at(stranger, 1n)], [undefined, at(stranger, 1n)]]) {
      await expect(check(createPage(...chains), recovered)).rejects.toBeInstanceOf(CosignerMisbehavedError);
    }
  });

  test("error: the co-signer's own key, proved and all, where the chain names the guardians'", async () => {
    const page = createPage(at(guardians, 1n));
    const lie = { publicKey: stranger.publicKey, recovered: install(stranger) };
    await expect(check(page, lie)).rejects.toBeInstanceOf(CosignerMisbehavedError);
    // Hung on to the guardians' key without its signature.
    const forged = signRotation(stranger, stranger, { address, ownerEpoch: 1 });
    const hung = { publicKey: stranger.publicKey, recovered: { ...install(), rotations: [forged] } };
    await expect(check(page, hung)).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });

  test("error: a device is moved to a key that does not follow from its own, whatever a chain says", async () => {
    const page = createPage(at(stranger, 1n));
    const lie = { publicKey: stranger.publicKey, recovered: install(stranger) };
    await expect(check(page, lie, guardians.publicKey)).rejects.toBeInstanceOf(CosignerMisbehavedError);
    await expect(check(page, lie, birth.publicKey)).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });

  test("error: another owner epoch than the chain's", async () => {
    const page = createPage(at(guardians, 2n));
    await expect(check(page, recovered)).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });

  test("error: a key that has not signed for this address, on a chain where it owns another", async () => {
    const other = `0x${"44".repeat(20)}` as const;
    const lie = { ...recovered, recovered: { ...install(), proof: proveOwner(guardians, other) } };
    await expect(check(createPage(at(guardians, 1n)), lie)).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });

  test("error: no chain answers, which is nobody's lie", async () => {
    await expect(check(createPage("down"), recovered)).rejects.toBeInstanceOf(ServiceUnreachableError);
    await expect(check(createPage(undefined, "down"), recovered)).rejects.toBeInstanceOf(ServiceUnreachableError);
  });

  test("error: a rotation cut off, so that an old key comes back", async () => {
    const cut = { publicKey: guardians.publicKey, recovered: install() };
    // The chain has gone on to the next key.
    await expect(check(createPage(at(later, 2n)), cut)).rejects.toBeInstanceOf(CosignerMisbehavedError);
    await expect(check(createPage("down"), cut, later.publicKey)).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });
});
