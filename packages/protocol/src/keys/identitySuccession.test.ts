import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import type { IdentitySuccession } from "../schemas/keys.ts";
import { followsIdentity, signIdentitySuccession } from "./identitySuccession.ts";

const keys = Array.from({ length: 5 }, () => generateKeyPairSync("ed25519"));
const publicOf = ({ publicKey }: { publicKey: KeyObject }): Hex =>
  `0x${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex")}`;
const identities = keys.map(publicOf);
const step = (from: number, to: number, signer = from, version = to + 1) =>
  signIdentitySuccession({
    succession: { version, from: identities[from]!, to: identities[to]! },
    sign: (bytes) => sign(null, bytes, keys[signer]!.privateKey),
  });

describe("followsIdentity", () => {
  it("behavior: follows signed steps in any order, and never back", async () => {
    const chain = await Promise.all([step(0, 1), step(1, 2), step(2, 3), step(3, 4)]);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(chain, { minLength: 4 }),
        fc.nat(4),
        fc.nat(4),
        (successions, from, to) =>
          followsIdentity({ from: identities[from]!, to: identities[to]!, successions }) === from <= to,
      ),
    );
  });

  it("S68: a missing, forged, changed or backward step leads nowhere", async () => {
    const [first, second] = await Promise.all([step(0, 1), step(1, 2)]);
    const follows = (successions: readonly IdentitySuccession[]) =>
      followsIdentity({ from: identities[0]!, to: identities[2]!, successions });
    expect(follows([first, second])).toBe(true);
    expect(follows([first])).toBe(false);
    expect(follows([second])).toBe(false);
    expect(follows([first, await step(1, 2, 3)])).toBe(false);
    expect(follows([first, { ...second, version: 9 }])).toBe(false);
    expect(follows([await step(0, 1, 0, 5), second])).toBe(false);
  });
});
