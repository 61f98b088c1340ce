import { measure } from "./gas/measure.ts";
import { simpleAccount } from "./gas/simpleAccount.ts";
import { tandem, tandemBounded, tandemRotated } from "./gas/tandem.ts";
import type { GasRow } from "./gas/types.ts";

const kinds = [tandem, tandemBounded, tandemRotated, simpleAccount];

const accounts: Record<string, GasRow> = {};
for (const kind of kinds) accounts[kind.name] = await measure(kind);

console.table(accounts);
if (process.argv.includes("--json")) console.log(JSON.stringify({ accounts }));
