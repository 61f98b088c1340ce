import { verify } from "@tandem/frost";
import fc from "fast-check";
import { type Address, bytesToHex, concat, type Hex, hexToBytes, numberToHex, slice } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { type Chain, createChain } from "../support/createChain.ts";
import { createOwner } from "../support/createOwner.ts";

// The contract uses ecrecover for a point multiplication; `verify` of @tandem/frost multiplies the point with noble. Neither
// knows of the other's way.

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let chain: Chain;
let verifier: Address;

beforeAll(async () => {
  chain = await createChain();
  ({ address: verifier } = await chain.viem.deployContract("ERC7913FrostVerifier"));
}, 60_000);

type Signed = { readonly key: Hex; readonly digest: Hex; readonly signature: Hex };

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value): Hex => bytesToHex(value));
const scalarEdges = [0n, 1n, order - 1n, order, order + 1n, 2n ** 256n - 1n].map((value) =>
  numberToHex(value, { size: 32 }),
);

/** What is done to a good signature; most of it makes a bad one. */
const changes = fc.oneof(
  fc.constant((signed: Signed): Signed => signed),
  fc.tuple(fc.nat(51), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => (signed: Signed): Signed => {
    const signature = hexToBytes(signed.signature);
    signature[at] = (signature[at] ?? 0) ^ mask;
    return { ...signed, signature: bytesToHex(signature) };
  }),
  fc.constantFrom(...scalarEdges).map((s) => ({ key, digest, signature }: Signed): Signed => {
    return { key, digest, signature: concat([s, slice(signature, 32)]) };
  }),
  fc.constantFrom(...scalarEdges).map(
    (key) =>
      (signed: Signed): Signed => ({ ...signed, key }),
  ),
  bytes(32).map(
    (key) =>
      (signed: Signed): Signed => ({ ...signed, key }),
  ),
  bytes(32).map(
    (digest) =>
      (signed: Signed): Signed => ({ ...signed, digest }),
  ),
  bytes(20).map((re) => ({ key, digest, signature }: Signed): Signed => {
    return { key, digest, signature: concat([slice(signature, 0, 32), re]) };
  }),
  fc.constant((signed: Signed): Signed => {
    return { ...signed, signature: concat([slice(signed.signature, 0, 32), `0x${"00".repeat(20)}`]) };
  }),
  fc.nat(80).map((length) => (signed: Signed): Signed => {
    return { ...signed, signature: slice(concat([signed.signature, `0x${"00".repeat(40)}`]), 0, length) };
  }),
);

async function askContract({ key, digest, signature }: Signed): Promise<boolean> {
  const answer = await chain.client.readContract({
    abi: (await chain.viem.getContractAt("ERC7913FrostVerifier", verifier)).abi,
    address: verifier,
    functionName: "verify",
    args: [key, digest, signature],
  });
  return answer === "0x024ad318";
}

describe("FrostVerifier and @tandem/frost", () => {
  test("S7: say the same of any key, digest and signature, good, changed or malformed", async () => {
    const seen = { good: 0, bad: 0 };
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 1n, max: 2n ** 64n }), bytes(32), changes, async (seed, digest, change) => {
        const owner = createOwner(seed);
        const signed = change({ key: owner.publicKey, digest, signature: owner.sign(digest) });
        const { key, signature } = signed;
        const wanted = verify({
          publicKey: hexToBytes(key),
          digest: hexToBytes(signed.digest),
          signature: hexToBytes(signature),
        });
        seen[wanted ? "good" : "bad"]++;
        expect(await askContract(signed)).toBe(wanted);
      }),
      { numRuns: Number(process.env.TANDEM_CASES ?? 400) },
    );
    expect(seen.good).toBeGreaterThan(10);
    expect(seen.bad).toBeGreaterThan(100);
  }, 120_000);
});
