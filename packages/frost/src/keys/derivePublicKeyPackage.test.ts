import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rngArbitrary } from "../../testing/arbitraries.ts";
import { runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { KeyPackageError } from "../errors.ts";
import { dealKey } from "./dealKey.ts";
import { derivePublicKeyPackage } from "./derivePublicKeyPackage.ts";

describe("derivePublicKeyPackage", () => {
  test("behavior: every single share gives the dealt public package", () => {
    fc.assert(
      fc.property(rngArbitrary, (rng) => {
        const { keyPackages, publicKeyPackage } = dealKey({ identifiers: [1, 2, 3], rng });
        for (const keyPackage of Object.values(keyPackages)) {
          expect(derivePublicKeyPackage(keyPackage, [1, 2, 3])).toEqual(publicKeyPackage);
        }
      }),
      runs(8),
    );
  });

  test("error: a share that is the whole key, and bytes that are no point", () => {
    const { keyPackages } = dealKey({ identifiers: [1, 2, 3], rng: seededRng("whole") });
    const share = keyPackages[2];
    const act = (changes: Partial<typeof share>) => () => derivePublicKeyPackage({ ...share, ...changes }, [1, 2, 3]);
    expect(act({ verifyingShare: share.publicKey })).toThrow(KeyPackageError);
    expect(act({ verifyingShare: new Uint8Array(33) })).toThrow(KeyPackageError);
    expect(act({ publicKey: new Uint8Array(33) })).toThrow(KeyPackageError);
  });
});
