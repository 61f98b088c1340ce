import { measure } from "../bench/gas/measure.ts";
import { tandem, tandemBounded, tandemRotated } from "../bench/gas/tandem.ts";
import type { GasRow } from "../bench/gas/types.ts";

/** The benchmark's rows of our own account. */
export async function readGas(): Promise<Record<string, GasRow>> {
  const rows: Record<string, GasRow> = {};
  for (const kind of [tandem, tandemBounded, tandemRotated]) rows[kind.name] = await measure(kind);
  return rows;
}
