import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import vectors from "../../../../test/vectors/log.json" with { type: "json" };
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { LogFormatError } from "./errors.ts";
import { hashEmptyTree, hashLeaf } from "./hashes.ts";
import { openTree, type ReadTile } from "./openTree.ts";
import { formatTilePath, parseTilePath, type Tile, widthOfTile } from "./tiles.ts";
import { type TreeHead, verifyConsistency } from "./verifyConsistency.ts";
import { verifyInclusion } from "./verifyInclusion.ts";

const bytes = (hex: string) => hexToBytes(hex as `0x${string}`);
const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** The definition of RFC 6962 section 2.1 word by word, over OpenSSL and the whole list of leaf hashes: slow and plain. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return new Uint8Array(sha256());
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return new Uint8Array(sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k))));
}

/** PATH(m, D[n]) of the same section. */
function naivePath(m: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

/** SUBPROOF(m, D[n], b). */
function naiveSubproof(m: number, leaves: readonly Uint8Array[], b: boolean): readonly Uint8Array[] {
  if (m === leaves.length) return b ? [] : [naiveRoot(leaves)];
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return m <= k
    ? [...naiveSubproof(m, leaves.slice(0, k), b), naiveRoot(leaves.slice(k))]
    : [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

/** Tiles by their definition in tlog-tiles: MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]). */
function naiveTiles(leaves: readonly Uint8Array[]): ReadTile & { readonly read: Tile[] } {
  const read: Tile[] = [];
  const readTile = (tile: Tile) => {
    read.push(tile);
    const span = 256 ** Number(tile.level);
    const hashes = Array.from({ length: tile.width }, (_, i) => {
      const begin = (tile.index * 256 + i) * span;
      return naiveRoot(leaves.slice(begin, begin + span));
    });
    return new Uint8Array(Buffer.concat(hashes));
  };
  return Object.assign(readTile, { read });
}

const leaves = Array.from({ length: 1001 }, (_, i) => hashLeaf(Uint8Array.of(i >> 8, i & 255)));
const roots = leaves.map((_, size) => naiveRoot(leaves.slice(0, size)));
const head = (size: number): TreeHead => ({ size, root: roots[size]! });
const size = fc.integer({ min: 0, max: 1000 });

describe("openTree", () => {
  test("behavior: the root of every size from 0 to 1000 is the naive one", async () => {
    for (let n = 0; n <= 1000; n++) {
      const tree = openTree({ size: n, readTile: naiveTiles(leaves.slice(0, n)) });
      expect(bytesToHex(await tree.root())).toBe(bytesToHex(roots[n]!));
    }
  }, 60_000);

  test("behavior: proofs of inclusion are the naive ones, and verify", async () => {
    const place = size.filter((n) => n > 0).chain((n) => fc.tuple(fc.constant(n), fc.nat(n - 1)));
    await fc.assert(
      fc.asyncProperty(place, async ([n, index]) => {
        const known = leaves.slice(0, n);
        const proof = await openTree({ size: n, readTile: naiveTiles(known) }).proveInclusion(index);
        expect(proof.map(bytesToHex)).toEqual(naivePath(index, known).map(bytesToHex));
        expect(verifyInclusion({ leafHash: leaves[index]!, index, size: n, root: roots[n]!, proof })).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("behavior: proofs of consistency are the naive ones, and verify", async () => {
    const sizes = size.chain((to) => fc.tuple(fc.nat(to), fc.constant(to)));
    await fc.assert(
      fc.asyncProperty(sizes, async ([from, to]) => {
        const known = leaves.slice(0, to);
        const proof = await openTree({ size: to, readTile: naiveTiles(known) }).proveConsistency(from);
        if (from > 0) expect(proof.map(bytesToHex)).toEqual(naiveSubproof(from, known, true).map(bytesToHex));
        expect(verifyConsistency({ from: head(from), to: head(to), proof })).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("behavior: every pair of sizes up to 66 is consistent, and with another root is not", async () => {
    for (let to = 0; to <= 66; to++) {
      const tree = openTree({ size: to, readTile: naiveTiles(leaves.slice(0, to)) });
      for (let from = 0; from <= to; from++) {
        const proof = await tree.proveConsistency(from);
        expect(verifyConsistency({ from: head(from), to: head(to), proof })).toBe(true);
        const other = { ...head(from), root: roots[from + 1]! };
        expect(verifyConsistency({ from: other, to: head(to), proof })).toBe(false);
      }
    }
  });

  test("behavior: asks for a tile once, and for none that the tree does not have", async () => {
    const readTile = naiveTiles(leaves.slice(0, 900));
    const tree = openTree({ size: 900, readTile });
    await Promise.all([tree.root(), tree.proveInclusion(3), tree.proveInclusion(899), tree.proveConsistency(301)]);
    const paths = readTile.read.map(formatTilePath).sort();
    expect(paths).toEqual(["0/000", "0/001", "0/003.p/132", "1/000.p/3"]);
  });

  test("error: a tile of another length, an index or a size outside the tree", async () => {
    const tree = openTree({ size: 3, readTile: () => new Uint8Array(64) });
    await expect(tree.root()).rejects.toThrow(LogFormatError);
    await expect(tree.proveInclusion(3)).rejects.toThrow(InvalidParameterError);
    await expect(tree.proveConsistency(4)).rejects.toThrow(InvalidParameterError);
    expect(() => openTree({ size: -1, readTile: () => new Uint8Array() })).toThrow(InvalidParameterError);
  });
});

describe("verifyInclusion and verifyConsistency", () => {
  const { tree, argon2020 } = vectors;
  const entries = tree.entries.map(bytes);

  test("behavior: the published roots of Certificate Transparency", () => {
    const hashes = entries.map(hashLeaf);
    tree.roots.forEach((root, n) => {
      expect(bytesToHex(naiveRoot(hashes.slice(0, n)))).toBe(root);
    });
    expect(bytesToHex(hashEmptyTree())).toBe(tree.roots[0]);
  });

  test.each(tree.inclusion)(
    "behavior: the published proof of entry $index in $size",
    async ({ index, size, proof }) => {
      const hashes = entries.map(hashLeaf).slice(0, size);
      const own = await openTree({ size, readTile: naiveTiles(hashes) }).proveInclusion(index);
      expect(own.map(bytesToHex)).toEqual(proof);
      const root = bytes(tree.roots[size]!);
      expect(verifyInclusion({ leafHash: hashes[index]!, index, size, root, proof: proof.map(bytes) })).toBe(true);
    },
  );

  test.each(tree.consistency)("behavior: the published proof of $from in $to", async ({ from, to, proof }) => {
    const hashes = entries.map(hashLeaf).slice(0, to);
    const own = await openTree({ size: to, readTile: naiveTiles(hashes) }).proveConsistency(from);
    expect(own.map(bytesToHex)).toEqual(proof);
    const at = (n: number) => ({ size: n, root: bytes(tree.roots[n]!) });
    expect(verifyConsistency({ from: at(from), to: at(to), proof: proof.map(bytes) })).toBe(true);
  });

  test("behavior: two proofs of a public log with 961,984,013 entries", () => {
    const { inclusion, consistency } = argon2020;
    const to = { size: argon2020.size, root: bytes(argon2020.root) };
    const from = { size: consistency.from, root: bytes(consistency.root) };
    const { index } = inclusion;
    const leafHash = bytes(inclusion.leafHash);
    expect(verifyInclusion({ leafHash, index, ...to, proof: inclusion.proof.map(bytes) })).toBe(true);
    expect(verifyInclusion({ leafHash, index: index + 1, ...to, proof: inclusion.proof.map(bytes) })).toBe(false);
    expect(verifyConsistency({ from, to, proof: consistency.proof.map(bytes) })).toBe(true);
    expect(verifyConsistency({ from, to, proof: consistency.proof.slice(1).map(bytes) })).toBe(false);
  });

  type Change = (proof: Uint8Array[]) => Uint8Array[];
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.nat(12).map(
      (at): Change =>
        (proof) =>
          proof.filter((_, i) => i !== at % (proof.length || 1)),
    ),
    fc.tuple(fc.nat(12), fc.uint8Array({ minLength: 32, maxLength: 32 })).map(
      ([at, hash]): Change =>
        (proof) =>
          proof.toSpliced(at % (proof.length + 1), 0, hash),
    ),
    fc.tuple(fc.nat(12), fc.nat(255)).map(
      ([at, bit]): Change =>
        (proof) =>
          proof.map((hash, i) =>
            i === at % proof.length ? hash.map((b, j) => (j === bit >> 3 ? b ^ (1 << (bit & 7)) : b)) : hash,
          ),
    ),
    fc.constant<Change>((proof) => [...proof, new Uint8Array(31)]),
  );

  test("S73: a changed proof, leaf, index, size or root never verifies", async () => {
    const place = fc.integer({ min: 2, max: 300 }).chain((n) => fc.tuple(fc.constant(n), fc.nat(n - 1)));
    await fc.assert(
      fc.asyncProperty(place, change, fc.nat(400), async ([n, index], alter, other) => {
        const tree = openTree({ size: n, readTile: naiveTiles(leaves.slice(0, n)) });
        const proof = [...(await tree.proveInclusion(index))];
        const true_ = { leafHash: leaves[index]!, index, size: n, root: roots[n]!, proof };
        expect(verifyInclusion({ ...true_, proof: alter(proof) })).toBe(false);
        expect(verifyInclusion({ ...true_, leafHash: leaves[(index + 1) % 1000]! })).toBe(false);
        expect(verifyInclusion({ ...true_, root: roots[n + 1]! })).toBe(false);
        if (other !== index) expect(verifyInclusion({ ...true_, index: other })).toBe(false);

        const from = index + 1;
        const consistency = [...(await tree.proveConsistency(from))];
        if (from === n) return;
        const claim = { from: head(from), to: head(n), proof: consistency };
        expect(verifyConsistency({ ...claim, proof: alter(consistency) })).toBe(false);
        expect(verifyConsistency({ ...claim, from: { ...head(from), root: roots[from + 1]! } })).toBe(false);
        expect(verifyConsistency({ ...claim, to: { ...head(n), root: roots[n + 1]! } })).toBe(false);
        expect(verifyConsistency({ ...claim, from: head(n), to: head(from) })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("error: odd input is false, not an exception", () => {
    const odd = fc.oneof(fc.constantFrom(Number.NaN, -1, 1.5, 2 ** 53, 2 ** 53 - 1, 2 ** 52 + 1, 0, 1), fc.nat());
    const hash = fc.uint8Array({ maxLength: 33 });
    fc.assert(
      fc.property(odd, odd, hash, hash, fc.array(hash, { maxLength: 60 }), (a, b, leafHash, root, proof) => {
        expect(verifyInclusion({ leafHash, index: a, size: b, root, proof })).toBe(false);
        expect(verifyConsistency({ from: { size: a, root }, to: { size: b, root: leafHash }, proof })).toBe(false);
      }),
    );
    const empty = hashEmptyTree();
    expect(verifyInclusion({ leafHash: empty, index: 0, size: 0, root: empty, proof: [] })).toBe(false);
    const nothing = { size: 0, root: empty };
    expect(verifyConsistency({ from: nothing, to: nothing, proof: [] })).toBe(true);
    expect(verifyConsistency({ from: { size: 0, root: roots[1]! }, to: head(1), proof: [] })).toBe(false);
  });
});

describe("formatTilePath and parseTilePath", () => {
  test.each<[string, Tile]>([
    ["0/000", { level: 0, index: 0, width: 256 }],
    ["0/x001/x234/067", { level: 0, index: 1_234_067, width: 256 }],
    ["63/999.p/255", { level: 63, index: 999, width: 255 }],
    ["entries/x001/000.p/1", { level: "entries", index: 1000, width: 1 }],
  ])("behavior: %s", (path, tile) => {
    expect(formatTilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    ...["", "0", "0/", "0/0", "0/00", "00/000", "64/000", "-1/000", "0/1000", "0/x000/000", "0/x001", "0/001/x002"],
    ...[
      "0/000.p/0",
      "0/000.p/256",
      "0/000.p/01",
      "0/000.p/",
      "0/000.p/1/2",
      "0/000\n",
      "data/000",
      "0/x999/x999/x999/x999/x999/999",
    ],
  ])("error: %j is no tile", (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test("behavior: every tile has one path", () => {
    const tile = fc.record({
      level: fc.oneof(fc.nat(63), fc.constant("entries" as const)),
      index: fc.nat(10 ** 15),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tile, (one) => {
        expect(parseTilePath(formatTilePath(one))).toEqual(one);
      }),
    );
  });

  test("behavior: widths of the example in the specification: 70,000 entries", () => {
    const width = (level: number, index: number) => widthOfTile({ level, index }, 70_000);
    expect([width(0, 272), width(0, 273), width(0, 274)]).toEqual([256, 112, 0]);
    expect([width(1, 0), width(1, 1), width(1, 2), width(2, 0), width(3, 0)]).toEqual([256, 17, 0, 1, 0]);
  });
});
