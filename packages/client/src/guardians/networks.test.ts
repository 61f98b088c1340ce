import { getAccountAddress } from "@tandem/account";
import { type Hex, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { createOwnerKey, signRotation } from "../../testing/createOwnerKey.ts";
import { createSet } from "../../testing/guardianSets.ts";
import { withFirst } from "./firstSet.ts";
import { hashFirst } from "./hashFirst.ts";
import { hashSet, withKnown } from "./knownSets.ts";
import { type Position, toNetwork } from "./networks.ts";
import type { GuardianBook, GuardianSet } from "./types.ts";

const key = createOwnerKey();
const birthKey = key.publicKey;
const address = getAccountAddress({ birthKey, configHash: zeroHash, salt: zeroHash });
const account = { address, birthKey, publicKey: birthKey, configHash: zeroHash, rotations: [] };
const signed = (set: GuardianSet, by = key): GuardianSet => ({
  ...set,
  ownerSignature: by.sign(hashFirst(address, set)),
});

const earlier = signed(createSet("12", 1));
const present = createSet("13", 2);
/** The owner has changed its guardians on one network. */
const book = withKnown(
  withKnown({ version: 1, accountId: "0x01", draft: present.members, current: present } as GuardianBook, 1, earlier),
  2,
);

function on(set: GuardianSet | undefined, changes: Partial<NonNullable<Position["read"]>["onChain"]> = {}): Position {
  const onChain = {
    isDeployed: true,
    configEpoch: BigInt(set?.configEpoch ?? 0),
    configHash: set ? hashSet(set) : zeroHash,
    cooldownUntil: 0,
    scheduled: undefined,
    ...changes,
  };
  const owner = onChain.isDeployed ? { owner: birthKey as Hex, ownerEpoch: 0n } : undefined;
  return { chain: { chainId: 5, name: "Example" }, read: { onChain, owner, chainTime: 100 } };
}

const read = (position: Position, changed: GuardianBook = book) => toNetwork({ account, book: changed, position });

describe("toNetwork", () => {
  test("behavior: an earlier list counts, and who of it was taken out since", () => {
    const network = read(on(earlier));
    expect(network).toMatchObject({ status: "earlier", inForce: earlier, unnamed: 0, replaced: undefined });
    expect(network.removed.map(({ name }) => name)).toEqual(["Guardian 2"]);
  });

  test("behavior: the present list, under whatever epoch its network counts", () => {
    expect(read(on(present))).toMatchObject({ status: "same", removed: [] });
    const other = { ...present, configEpoch: 5 };
    expect(read(on(other), withKnown(book, 9, other))).toMatchObject({ status: "same", inForce: other });
  });

  test("behavior: without guardians, what the owner once signed can still be put in place, until the present is", () => {
    for (const isDeployed of [true, false]) {
      const network = read(on(undefined, { isDeployed }));
      expect(network).toMatchObject({ status: "none", replaced: { members: earlier.members }, canSignFirst: true });
    }
    const both = withFirst(book, key.sign(hashFirst(address, present)), 9);
    // Either may come first, which is said as it is.
    expect(read(on(undefined), both)).toMatchObject({ status: "signed", replaced: {}, canSignFirst: false });
    expect(read(on(earlier), both)).toMatchObject({ status: "earlier", replaced: undefined, canSignFirst: false });
  });

  test("behavior: what an earlier key signed counts only where the account is not there yet", () => {
    const next = createOwnerKey();
    const rotations = [signRotation(key, next, { address, ownerEpoch: 0 })];
    const rotated = { ...account, publicKey: next.publicKey, rotations };
    const at = (isDeployed: boolean) => toNetwork({ account: rotated, book, position: on(undefined, { isDeployed }) });
    expect(at(false).replaced).toBeDefined();
    expect(at(true).replaced).toBeUndefined();
  });

  test("behavior: a network that another key owns, one that names a list nobody knows, one that does not answer", () => {
    const recovered = { newOwner: birthKey, proof: "0x" as Hex, ownerEpoch: 1, rotations: [] };
    const strange = { ...account, publicKey: createOwnerKey().publicKey, recovered };
    expect(toNetwork({ account: strange, book, position: on(earlier) }).status).toBe("foreign");
    expect(read(on(createSet("45", 3))).status).toBe("unknown");
    expect(read({ chain: { chainId: 5, name: "Example" }, read: undefined }).status).toBe("unreachable");
  });

  test("behavior: of what is scheduled, whether it brings the present list there", () => {
    const update = { ...present, configEpoch: 7 };
    const scheduled = { configHash: hashSet(update), readyAt: 1, expiresAt: 2 };
    const network = read(on(earlier, { scheduled }), withKnown(book, 9, update));
    expect(network.scheduled).toMatchObject({ isMeant: true, isNext: false, set: update });
    expect(read(on(earlier, { scheduled })).scheduled).toMatchObject({ isMeant: false, set: undefined });
  });

  test("behavior: people whom only the network's commitments name are counted", () => {
    const nameless = { ...createSet("456", 3), members: createSet("45", 3).members };
    expect(read(on(nameless), withKnown(book, 0, nameless))).toMatchObject({ status: "earlier", unnamed: 1 });
  });
});
