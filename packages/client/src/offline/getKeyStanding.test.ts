import {
  encodeRecoveryCall,
  encodeRotateOwner,
  getAccountAddress,
  signingDigest,
  tandemAddresses,
} from "@tandem/account";
import type { GuardianConfig } from "@tandem/protocol";
import { zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { createOwnerKey, proveOwner, signRotation } from "../../testing/createOwnerKey.ts";
import { getKeyStanding } from "./getKeyStanding.ts";
import type { OfflineAccount } from "./types.ts";

const [birth, second, third, guardians] = [createOwnerKey(), createOwnerKey(), createOwnerKey(), createOwnerKey()];
const address = getAccountAddress({ birthKey: birth.publicKey });
const rotations = [
  signRotation(birth, second, { address, ownerEpoch: 0 }),
  signRotation(second, third, { address, ownerEpoch: 1 }),
] as const;
const account: OfflineAccount = {
  accountId: `0x${"11".repeat(16)}`,
  name: "Ada",
  address,
  publicKey: third.publicKey,
  keyEpoch: 3,
  birthKey: birth.publicKey,
  configHash: zeroHash,
  salt: zeroHash,
  rotations,
};
const rotate = (rotation: (typeof rotations)[number]) => ({
  kind: "rotate",
  to: address,
  data: encodeRotateOwner(rotation),
});
const at = (key: typeof birth, ownerEpoch: bigint, configEpoch = 0n) => ({
  owner: key.publicKey,
  ownerEpoch,
  configEpoch,
});

describe("getKeyStanding", () => {
  test("behavior: the newest key is current", () => {
    expect(getKeyStanding({ account, state: at(third, 2n) })).toEqual({ status: "current" });
  });

  test("behavior: an earlier key wants the rotations that are missing, oldest first", () => {
    const behind = (key: typeof birth, epoch: bigint) => getKeyStanding({ account, state: at(key, epoch) });
    expect(behind(birth, 0n)).toEqual({ status: "behind", transactions: rotations.map(rotate) });
    expect(behind(second, 1n)).toEqual({ status: "behind", transactions: [rotate(rotations[1])] });
  });

  test("behavior: first guardians are set while the key that signed them is the owner, and only where none are", () => {
    const config: GuardianConfig = {
      threshold: 1,
      recoveryDelay: 172_800,
      recoveryWindow: 604_800,
      configDelay: 172_800,
      commitments: [`0x${"22".repeat(32)}`],
    };
    const signature = second.sign(signingDigest({ kind: "firstGuardians", chainId: 1, config }, { address }));
    const set = { config, configEpoch: 1, members: [], ownerSignature: signature };
    const { factory } = tandemAddresses;
    const call = {
      functionName: "setFirstGuardians",
      config,
      ownerSignature: signature,
      factory,
      salt: zeroHash,
    } as const;
    const setGuardians = { kind: "set-guardians", to: address, data: encodeRecoveryCall(call) };
    expect(getKeyStanding({ account, state: at(birth, 0n), guardians: [set] })).toEqual({
      status: "behind",
      transactions: [rotate(rotations[0]), setGuardians, rotate(rotations[1])],
    });
    expect(getKeyStanding({ account, state: at(birth, 0n, 1n), guardians: [set] })).toEqual({
      status: "behind",
      transactions: rotations.map(rotate),
    });
  });

  test("behavior: a key that nobody here knows has replaced it", () => {
    expect(getKeyStanding({ account, state: at(guardians, 2n) })).toEqual({ status: "replaced" });
    expect(getKeyStanding({ account, state: at(birth, 3n) })).toEqual({ status: "replaced" });
  });

  test("behavior: after a recovery its key leads on, and what was before waits for guardians", () => {
    const after = signRotation(guardians, third, { address, ownerEpoch: 3 });
    const recovered = {
      newOwner: guardians.publicKey,
      proof: proveOwner(guardians, address),
      ownerEpoch: 3,
      rotations: [after],
    };
    const of = { ...account, rotations: rotations.slice(0, 1), recovered };
    expect(getKeyStanding({ account: of, state: at(third, 4n) })).toEqual({ status: "current" });
    expect(getKeyStanding({ account: of, state: at(guardians, 3n) })).toEqual({
      status: "behind",
      transactions: [rotate(after)],
    });
    expect(getKeyStanding({ account: of, state: at(second, 1n) })).toEqual({ status: "not-recovered" });
    expect(getKeyStanding({ account: of, state: at(birth, 9n) })).toEqual({ status: "replaced" });
  });
});
