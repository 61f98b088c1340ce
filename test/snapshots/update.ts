// Rewrites the snapshots of contract size, storage layout and gas from the last build. Tests only compare.
import { writeFile } from "node:fs/promises";
import { measureRecovery } from "../bench/gas/recovery.ts";
import { readGas } from "./readGas.ts";
import { readLayout } from "./readLayout.ts";
import { readSizes } from "./readSizes.ts";

const snapshots = {
  size: await readSizes(),
  layout: readLayout(),
  gas: await readGas(),
  recovery: await measureRecovery(),
};
for (const [name, snapshot] of Object.entries(snapshots)) {
  await writeFile(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(snapshot, null, 2)}\n`);
}
