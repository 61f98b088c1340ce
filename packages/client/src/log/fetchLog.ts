import { formatTilePath, LogRestores, type Tile } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { fetchBytes } from "../requests/index.ts";

/** The newest checkpoint as the co-signer gives it, unchecked. */
export async function fetchCheckpoint(context: ClientContext): Promise<string> {
  return new TextDecoder().decode(await fetchBytes(context, "/log/checkpoint"));
}

/** A tile's bytes, unchecked: proofs built of them are verified against a signed root. */
export function fetchTile(context: ClientContext, tile: Tile): Promise<Uint8Array> {
  return fetchBytes(context, `/log/tile/${formatTilePath(tile)}`);
}

/** What the co-signer says was restored, unchecked. A list that cannot be read declares nothing. */
export async function fetchRestores(context: ClientContext): Promise<LogRestores["items"]> {
  const text = new TextDecoder().decode(await fetchBytes(context, "/log/restores"));
  try {
    return LogRestores.parse(JSON.parse(text)).items;
  } catch {
    return [];
  }
}
