import { aggregate, commit, dealKey, signShare, toPublicKeyX } from "@tandem/frost";
import { bytesToHex, hexToBytes, type Recovered, type Rotation } from "@tandem/protocol";
import fc from "fast-check";
import { decodeFunctionData, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import { encodeFactoryData } from "../address/encodeFactoryData.ts";
import { getAccountAddress } from "../address/getAccountAddress.ts";
import { accountAbi } from "../generated/abi.ts";
import { hashGuardianConfig, hashRecoveryMessage } from "../recovery/index.ts";
import { appendRotation } from "./appendRotation.ts";
import { assertRotations } from "./assertRotations.ts";
import { encodeRotateOwner } from "./encodeRotateOwner.ts";
import { getCurrentOwner } from "./getCurrentOwner.ts";
import { hashInstallOwner } from "./hashInstallOwner.ts";
import { hashRotateOwner } from "./hashRotateOwner.ts";
import { listOwners } from "./listOwners.ts";
import { planCatchUp } from "./planCatchUp.ts";

const signers = [1, 3] as const;

function createKey() {
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: signers });
  return {
    publicKey: bytesToHex(toPublicKeyX(publicKeyPackage)),
    sign(digestHex: Hex): Hex {
      const digest = hexToBytes(digestHex);
      const own = signers.map((id) => commit({ keyPackage: keyPackages[id], digest, signers, keyEpoch: 1 }));
      const commitments = { 1: own[0]!.commitments, 3: own[1]!.commitments };
      const shared = { publicKeyPackage, digest, signers, commitments };
      const shares = {
        1: signShare({ ...shared, keyPackage: keyPackages[1], nonces: own[0]!.nonces }),
        3: signShare({ ...shared, keyPackage: keyPackages[3], nonces: own[1]!.nonces }),
      };
      return bytesToHex(aggregate({ ...shared, shares }));
    },
  };
}

const keys = [createKey(), createKey(), createKey()];
const [birth] = keys;
const birthKey = birth!.publicKey;
const address = getAccountAddress({ birthKey });
const rotations = keys.slice(1).map((key, index): Rotation => {
  const newOwner = key.publicKey;
  const digest = hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(index) });
  return {
    newOwner,
    proof: key.sign(hashInstallOwner({ address, newOwner })),
    ownerSignature: keys[index]!.sign(digest),
  };
});
const publicKey = keys[2]!.publicKey;

describe("appendRotation", () => {
  const [first, second] = rotations as [Rotation, Rotation];

  test("behavior: one that the last key signed follows, oldest first", () => {
    expect(appendRotation({ address, birthKey, rotations: [], rotation: first })).toEqual([first]);
    expect(appendRotation({ address, birthKey, rotations: [first], rotation: second })).toEqual(rotations);
  });

  test("behavior: none that another key signed, for another epoch or account, or that does not prove its key", () => {
    expect(appendRotation({ address, birthKey, rotations: [], rotation: second })).toBeUndefined();
    expect(appendRotation({ address, birthKey, rotations: [first], rotation: first })).toBeUndefined();
    expect(
      appendRotation({ address: `0x${"1".repeat(40)}`, birthKey, rotations: [], rotation: first }),
    ).toBeUndefined();
    const unproven = { ...second, proof: first.proof };
    expect(appendRotation({ address, birthKey, rotations: [first], rotation: unproven })).toBeUndefined();
  });
});

describe("assertRotations", () => {
  test("behavior: no rotation, one, two: the owner is the last key", () => {
    assertRotations({ address, birthKey, publicKey: birthKey, rotations: [] });
    assertRotations({ address, birthKey, publicKey: keys[1]!.publicKey, rotations: rotations.slice(0, 1) });
    assertRotations({ address, birthKey, publicKey, rotations });
  });

  test("error: another owner, another order, a missing link, another account", () => {
    const bad = [
      { publicKey: birthKey, rotations },
      { publicKey, rotations: rotations.toReversed() },
      { publicKey, rotations: rotations.slice(1) },
      { publicKey, rotations: [] },
      { publicKey, rotations, address: getAccountAddress({ birthKey, salt: `0x${"01".repeat(32)}` }) },
      { publicKey, rotations, birthKey: keys[1]!.publicKey },
    ];
    for (const change of bad) expect(() => assertRotations({ address, birthKey, ...change })).toThrow(/not valid/);
  });

  test("error: any flipped bit of a proof or a signature", () => {
    const flip = fc.record({
      index: fc.nat(1),
      field: fc.constantFrom("proof" as const, "ownerSignature" as const),
      bit: fc.nat(52 * 8 - 1),
    });
    fc.assert(
      fc.property(flip, ({ index, field, bit }) => {
        const bytes = hexToBytes(rotations[index]![field]);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const changed = rotations.map((entry, i) => (i === index ? { ...entry, [field]: bytesToHex(bytes) } : entry));
        expect(() => assertRotations({ address, birthKey, publicKey, rotations: changed })).toThrow(/not valid/);
      }),
      { numRuns: 30 },
    );
  });
});

// Guardians made another key the owner at epoch 4, and it was rotated once since.
const [guardiansKey, next] = [createKey(), createKey()];
const recovered: Recovered = {
  newOwner: guardiansKey!.publicKey,
  proof: guardiansKey!.sign(hashInstallOwner({ address, newOwner: guardiansKey!.publicKey })),
  ownerEpoch: 4,
  rotations: [
    {
      newOwner: next!.publicKey,
      proof: next!.sign(hashInstallOwner({ address, newOwner: next!.publicKey })),
      ownerSignature: guardiansKey!.sign(hashRotateOwner({ address, newOwner: next!.publicKey, ownerEpoch: 4n })),
    },
  ],
};

describe("assertRotations after a recovery", () => {
  const account = { address, birthKey, rotations };
  const alone = { ...recovered, rotations: [] };

  test("behavior: the guardians' key, and the keys that follow it at its epoch", () => {
    assertRotations({ ...account, publicKey: recovered.newOwner, recovered: alone });
    assertRotations({ ...account, publicKey: next!.publicKey, recovered });
  });

  test("error: another epoch, another account, the key of before, a key without a proof", () => {
    const bad = [
      { publicKey: next!.publicKey, recovered: { ...recovered, ownerEpoch: 3 } },
      { publicKey: next!.publicKey, recovered: { ...recovered, ownerEpoch: 5 } },
      { publicKey: next!.publicKey, recovered: { ...recovered, proof: recovered.rotations[0]!.proof } },
      { publicKey: recovered.newOwner, recovered },
      { publicKey, recovered: alone },
      { publicKey: next!.publicKey, recovered: { ...recovered, newOwner: publicKey } },
      { publicKey: recovered.newOwner, recovered: alone, address: getAccountAddress({ birthKey, salt: birthKey }) },
    ];
    for (const change of bad) expect(() => assertRotations({ ...account, ...change })).toThrow(/not valid/);
  });
});

describe("listOwners", () => {
  test("behavior: from the birth key by position; after a recovery from the guardians' key at its epoch", () => {
    const born = listOwners({ birthKey, rotations });
    expect(born.map(({ owner, ownerEpoch }) => [owner, ownerEpoch])).toEqual(
      keys.map((key, index) => [key.publicKey, index]),
    );
    expect(born.map((entry) => entry.next)).toEqual([rotations[0], rotations[1], undefined]);
    expect(listOwners({ birthKey, rotations, recovered })).toEqual([
      { owner: recovered.newOwner, ownerEpoch: 4, next: recovered.rotations[0] },
      { owner: next!.publicKey, ownerEpoch: 5, next: undefined },
    ]);
  });
});

describe("getCurrentOwner", () => {
  test("behavior: the last key and its epoch", () => {
    expect(getCurrentOwner({ birthKey, rotations: [] })).toEqual({ owner: birthKey, ownerEpoch: 0 });
    expect(getCurrentOwner({ birthKey, rotations })).toEqual({ owner: publicKey, ownerEpoch: 2 });
    expect(getCurrentOwner({ birthKey, rotations, recovered })).toEqual({ owner: next!.publicKey, ownerEpoch: 5 });
  });
});

describe("encodeRotateOwner", () => {
  test("behavior: decodes to what went in", () => {
    const [rotation] = rotations;
    const decoded = decodeFunctionData({ abi: accountAbi, data: encodeRotateOwner(rotation!) });
    const { newOwner, proof, ownerSignature } = rotation!;
    expect(decoded).toEqual({ functionName: "rotateOwner", args: [newOwner, proof, ownerSignature] });
  });
});

describe("planCatchUp", () => {
  const [factory, zeros] = [`0x${"0f".repeat(20)}` as const, `0x${"00".repeat(32)}` as const];
  const origin = { birthKey, configHash: zeros, salt: zeros, rotations };
  const config = {
    threshold: 1,
    recoveryDelay: 172_800,
    recoveryWindow: 604_800,
    configDelay: 172_800,
    commitments: [zeros],
  };
  const message = { configHash: hashGuardianConfig(config, 1n) };
  const signature = keys[1]!.sign(hashRecoveryMessage(address, { primaryType: "FirstGuardians", message }));
  const plan = (ownerEpoch: bigint | undefined, more: Partial<Parameters<typeof planCatchUp>[0]> = {}) =>
    planCatchUp({ address, factory, origin, state: { ownerEpoch, configEpoch: 0n }, ...more });
  const kinds = (...parameters: Parameters<typeof plan>) => plan(...parameters).map(({ kind }) => kind);

  test("behavior: the missing rotations; a deployment brings all of them", () => {
    expect(kinds(0n)).toEqual(["rotate", "rotate"]);
    expect(kinds(2n)).toEqual([]);
    expect(plan(undefined)).toEqual([{ kind: "deploy", to: factory, data: encodeFactoryData(origin) }]);
  });

  test("behavior: first guardians come while the key that signed them is the owner", () => {
    const firstGuardians = { config, signature };
    expect(kinds(undefined, { firstGuardians })).toEqual(["deploy", "set-guardians", "rotate"]);
    expect(kinds(0n, { firstGuardians })).toEqual(["rotate", "set-guardians", "rotate"]);
    expect(kinds(1n, { firstGuardians })).toEqual(["set-guardians", "rotate"]);
    expect(kinds(2n, { firstGuardians })).toEqual([]);
    expect(kinds(0n, { firstGuardians, state: { ownerEpoch: 0n, configEpoch: 1n } })).toEqual(["rotate", "rotate"]);
    expect(kinds(0n, { firstGuardians, origin: { ...origin, configHash: `0x${"01".repeat(32)}` } })).toEqual([
      "rotate",
      "rotate",
    ]);
  });
});
