import {
  getAccountAddress,
  hashGuardianConfig,
  hashInstallOwner,
  hashRecoveryMessage,
  hashRotateOwner,
} from "@tandem/account";
import { aggregate, commit, dealKey, signShare, toPublicKeyX } from "@tandem/frost";
import { bytesToHex, hexToBytes } from "@tandem/protocol";
import { type Hex, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { planHandOver } from "./planHandOver.ts";

const signers = [2, 3] as const;

function createKey() {
  const { keyPackages, publicKeyPackage } = dealKey({ identifiers: signers });
  const sign = (digestHex: Hex): Hex => {
    const digest = hexToBytes(digestHex);
    const make = (id: 2 | 3) => commit({ keyPackage: keyPackages[id], digest, signers, keyEpoch: 1 });
    const own = { 2: make(2), 3: make(3) };
    const commitments = { 2: own[2].commitments, 3: own[3].commitments };
    const shared = { publicKeyPackage, digest, signers, commitments };
    const shares = {
      2: signShare({ ...shared, keyPackage: keyPackages[2], nonces: own[2].nonces }),
      3: signShare({ ...shared, keyPackage: keyPackages[3], nonces: own[3].nonces }),
    };
    return bytesToHex(aggregate({ ...shared, shares }));
  };
  return { publicKey: bytesToHex(toPublicKeyX(publicKeyPackage)), sign };
}

const [birth, solo, next] = [createKey(), createKey(), createKey()];
const birthKey = birth.publicKey;
const address = getAccountAddress({ birthKey, configHash: zeroHash, salt: zeroHash });
const config = { threshold: 0, recoveryDelay: 1, recoveryWindow: 1, configDelay: 1, commitments: [] };

function rotate(from: typeof birth, to: typeof birth, ownerEpoch: bigint) {
  const newOwner = to.publicKey;
  return {
    newOwner,
    proof: to.sign(hashInstallOwner({ address, newOwner })),
    ownerSignature: from.sign(hashRotateOwner({ address, newOwner, ownerEpoch })),
  };
}

const toSolo = rotate(birth, solo, 0n);
const { newOwner, proof, ownerSignature } = rotate(solo, next, 1n);
const recovery = {
  address,
  newOwner,
  proof,
  ownerEpoch: 1,
  recoveryHash: zeroHash,
  origin: { birthKey, configHash: zeroHash, salt: zeroHash, rotations: [toSolo] },
  guardians: { configEpoch: 1, config },
} as const;
const chain = { chainId: 1, chainKey: 7, factory: `0x${"fa".repeat(20)}` } as const;

function plan(
  owner: { owner: Hex; ownerEpoch: bigint } | undefined,
  change: Partial<Pick<typeof recovery, "guardians">> & {
    origin?: object;
    ownerEpoch?: number;
    ownerSignature?: Hex;
  } = {},
) {
  const state = { owner, configuration: { configEpoch: 0n, configHash: zeroHash } };
  const { ownerSignature: signature = ownerSignature, ...changed } = change;
  const parameters = { chain, state, ownerSignature: signature, recovery: { ...recovery, ...changed } };
  return planHandOver(parameters as Parameters<typeof planHandOver>[0]).map(({ jobKey }) => jobKey.split(":")[0]);
}

describe("planHandOver", () => {
  test("behavior: where the key that signed owns the account, it gives it on", () => {
    expect(plan({ owner: solo.publicKey, ownerEpoch: 1n })).toEqual(["hand-over"]);
  });

  test("behavior: a chain that missed that key, or has no code yet, is brought along: nobody could do so later", () => {
    expect(plan({ owner: birthKey, ownerEpoch: 0n })).toEqual(["rotation", "hand-over"]);
    expect(plan(undefined)).toEqual(["deployment", "hand-over"]);
  });

  test("behavior: first guardians are set there while the key that signed them is the owner", () => {
    const guarded = { ...config, threshold: 1, commitments: [zeroHash] };
    const configHash = hashGuardianConfig(guarded, 1n);
    const firstGuardiansSignature = birth.sign(
      hashRecoveryMessage(address, { primaryType: "FirstGuardians", message: { configHash } }),
    );
    const guardians = { configEpoch: 1, config: guarded, firstGuardiansSignature } as never;
    expect(plan({ owner: birthKey, ownerEpoch: 0n }, { guardians })).toEqual([
      "first-guardians",
      "rotation",
      "hand-over",
    ]);
  });

  test("behavior: another history, made-up keys and another's signature bring nothing", () => {
    const stranger = createKey();
    expect(plan({ owner: stranger.publicKey, ownerEpoch: 0n })).toEqual([]);
    expect(plan({ owner: stranger.publicKey, ownerEpoch: 1n })).toEqual([]);
    expect(plan({ owner: next.publicKey, ownerEpoch: 2n })).toEqual([]);
    expect(plan(undefined, { ownerSignature: rotate(stranger, next, 1n).ownerSignature })).toEqual([]);
    const rotations = [{ ...toSolo, ownerSignature: rotate(stranger, solo, 0n).ownerSignature }];
    expect(plan(undefined, { origin: { ...recovery.origin, rotations } })).toEqual([]);
  });

  test("behavior: a request that names another epoch than its rotations lead to brings nothing", () => {
    expect(plan(undefined, { ownerEpoch: 2 })).toEqual([]);
    expect(plan({ owner: birthKey, ownerEpoch: 0n }, { ownerEpoch: 0 })).toEqual([]);
  });

  test("behavior: a key that guardians installed follows from no rotation: only where it is the owner", () => {
    const origin = { ...recovery.origin, rotations: [] };
    expect(plan({ owner: solo.publicKey, ownerEpoch: 1n }, { origin })).toEqual(["hand-over"]);
    expect(plan({ owner: birthKey, ownerEpoch: 0n }, { origin })).toEqual([]);
    expect(plan(undefined, { origin })).toEqual([]);
  });
});
