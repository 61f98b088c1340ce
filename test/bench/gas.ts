// npm run bench:gas [-- --json]: gas of our account and of others, the same operations under the same conditions.
import { floor } from "./gas/floor.ts";
import { measure } from "./gas/measure.ts";
import { openZeppelin } from "./gas/openZeppelin.ts";
import { candide, measureRecovery } from "./gas/recovery.ts";
import { safe } from "./gas/safe.ts";
import { simpleAccount } from "./gas/simpleAccount.ts";
import { solady } from "./gas/solady.ts";
import { tandem, tandemBounded, tandemRotated } from "./gas/tandem.ts";
import type { GasRow } from "./gas/types.ts";

const kinds = [tandem, tandemBounded, tandemRotated, floor, simpleAccount, solady, openZeppelin, safe];

const accounts: Record<string, GasRow> = {};
for (const kind of kinds) accounts[kind.name] = await measure(kind);

const recovery = await measureRecovery();

console.table(accounts);
console.table({
  ...recovery,
  "Candide: start": { execution: candide.start },
  "Candide: finalize": { execution: candide.finalize },
});
if (process.argv.includes("--json")) console.log(JSON.stringify({ accounts, recovery, candide }));
