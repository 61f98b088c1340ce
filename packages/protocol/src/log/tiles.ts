import { hashNode } from "./hashes.ts";

/** Hashes in a full tile: the leaves of a subtree of height 8. */
export const tileWidth = 256;

/**
 * A tile of the tree as https://c2sp.org/tlog-tiles lays it out: at level 0 up to 256 leaf hashes, at level n up to 256
 * roots of full tiles of level n − 1. `entries` holds what the leaves of a level-0 tile are hashes of.
 */
export type Tile = {
  readonly level: number | "entries";
  /** Place among the tiles of its level. */
  readonly index: number;
  /** Hashes in it, 1 to 256; fewer than 256 only at the right edge. */
  readonly width: number;
};

const pathForm =
  /^(?<level>entries|[0-9]|[1-5][0-9]|6[0-3])\/(?<index>(?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/(?<width>[1-9][0-9]{0,2}))?$/;

/** `<L>/<N>[.p/<W>]`, what follows `tile/` in the address of a tile. */
export function formatTilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `${level}/${path}${width < tileWidth ? `.p/${width}` : ""}`;
}

/** The tile behind a path, or undefined: a tile has one spelling. */
export function parseTilePath(path: string): Tile | undefined {
  const { level, index, width } = pathForm.exec(path)?.groups ?? {};
  if (level === undefined || index === undefined) return undefined;
  const tile: Tile = {
    level: level === "entries" ? level : Number(level),
    index: Number(index.replaceAll(/[x/]/g, "")),
    width: width === undefined ? tileWidth : Number(width),
  };
  return Number.isSafeInteger(tile.index) && formatTilePath(tile) === path ? tile : undefined;
}

/** How many hashes the tile has in a tree of `size` entries; 0 when it does not exist. */
export function widthOfTile({ level, index }: Pick<Tile, "level" | "index">, size: number): number {
  const hashes = Math.floor(size / tileWidth ** (level === "entries" ? 0 : level));
  return Math.max(0, Math.min(tileWidth, hashes - index * tileWidth));
}

/** Root of the perfect subtree over `hashes`, whose number is a power of two. */
export function hashSubtree(hashes: readonly Uint8Array[]): Uint8Array {
  const [first, second, ...more] = hashes;
  if (!first) throw new RangeError("a subtree has at least one hash");
  if (!second) return first;
  if (more.length === 0) return hashNode(first, second);
  const middle = hashes.length / 2;
  return hashNode(hashSubtree(hashes.slice(0, middle)), hashSubtree(hashes.slice(middle)));
}

/** The hashes of a tile's bytes. */
export function splitHashes(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.floor(bytes.length / 32) }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
}
