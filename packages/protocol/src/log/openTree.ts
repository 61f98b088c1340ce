import { InvalidParameterError } from "../errors/BaseError.ts";
import { LogFormatError } from "./errors.ts";
import { hashEmptyTree, hashNode, isTreeSize } from "./hashes.ts";
import { formatTilePath, hashSubtree, splitHashes, type Tile, tileWidth, widthOfTile } from "./tiles.ts";

/** Gives a tile's bytes: 32 for each hash. Asked for each tile at most once. */
export type ReadTile = (tile: Tile) => Uint8Array | Promise<Uint8Array>;

export type OpenTreeParameters = {
  /** Entries in the tree, as the checkpoint says. */
  readonly size: number;
  readonly readTile: ReadTile;
};

/** A tree of one size, read by tiles. What it gives is as true as its tiles: verify proofs against a signed root. */
export type Tree = {
  readonly size: number;
  root(): Promise<Uint8Array>;
  /** RFC 6962 section 2.1.1, for `verifyInclusion`. */
  proveInclusion(index: number): Promise<readonly Uint8Array[]>;
  /** RFC 6962 section 2.1.2 for the tree of the first `from` entries, for `verifyConsistency`. */
  proveConsistency(from: number): Promise<readonly Uint8Array[]>;
};

/**
 * Opens the tree of the first `size` entries.
 *
 * @throws InvalidParameterError; its methods throw LogFormatError for a tile of another length than the tree gives it.
 */
export function openTree({ size, readTile }: OpenTreeParameters): Tree {
  if (!isTreeSize(size)) throw new InvalidParameterError("size", "a number of entries");
  const tiles = new Map<string, Promise<readonly Uint8Array[]>>();

  async function loadTile(tile: Tile): Promise<readonly Uint8Array[]> {
    const bytes = await readTile(tile);
    if (bytes.length !== tile.width * 32) throw new LogFormatError(`tile ${formatTilePath(tile)}`);
    return splitHashes(bytes);
  }

  /** Root of the perfect subtree of 2^height entries, the `index`-th of its height. */
  async function hashOfPerfect(height: number, index: number): Promise<Uint8Array> {
    const level = Math.floor(height / 8);
    const count = 2 ** (height % 8);
    const place = { level, index: Math.floor((index * count) / tileWidth) };
    const key = `${level}/${place.index}`;
    const known = tiles.get(key) ?? loadTile({ ...place, width: widthOfTile(place, size) });
    tiles.set(key, known);
    const offset = (index * count) % tileWidth;
    return hashSubtree((await known).slice(offset, offset + count));
  }

  /** MTH(D[begin:end]) where `begin` is a multiple of the range's largest subtree, as in every proof. */
  async function hashOfRange(begin: number, end: number): Promise<Uint8Array> {
    const split = splitPoint(end - begin);
    if (split * 2 === end - begin || end - begin === 1) {
      const height = Math.log2(end - begin);
      return hashOfPerfect(height, begin / (end - begin));
    }
    const [left, right] = await Promise.all([hashOfRange(begin, begin + split), hashOfRange(begin + split, end)]);
    return hashNode(left, right);
  }

  function rangesOfPath(index: number, begin: number, end: number): readonly Range[] {
    if (end - begin === 1) return [];
    const middle = begin + splitPoint(end - begin);
    return index < middle
      ? [...rangesOfPath(index, begin, middle), [middle, end]]
      : [...rangesOfPath(index, middle, end), [begin, middle]];
  }

  /** SUBPROOF of RFC 6962; `isWhole` while the old tree ends where this subtree does and its root is known. */
  function rangesOfConsistency(from: number, begin: number, end: number, isWhole: boolean): readonly Range[] {
    if (from === end) return isWhole ? [] : [[begin, end]];
    const middle = begin + splitPoint(end - begin);
    return from <= middle
      ? [...rangesOfConsistency(from, begin, middle, isWhole), [middle, end]]
      : [...rangesOfConsistency(from, middle, end, false), [begin, middle]];
  }

  const hashAll = (ranges: readonly Range[]) => Promise.all(ranges.map(([begin, end]) => hashOfRange(begin, end)));

  return {
    size,
    root: async () => (size === 0 ? hashEmptyTree() : hashOfRange(0, size)),
    async proveInclusion(index) {
      if (!isTreeSize(index) || index >= size) throw new InvalidParameterError("index", "an entry of the tree");
      return hashAll(rangesOfPath(index, 0, size));
    },
    async proveConsistency(from) {
      if (!isTreeSize(from) || from > size) throw new InvalidParameterError("from", "a size up to the tree's");
      return from === 0 ? [] : hashAll(rangesOfConsistency(from, 0, size, true));
    },
  };
}

type Range = readonly [begin: number, end: number];

/** The largest power of two below `count`; 1 for 1. */
function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
