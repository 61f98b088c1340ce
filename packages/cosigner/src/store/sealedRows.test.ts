import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sealedTables, transientTables } from "./sealedRows.ts";

describe("sealedTables", () => {
  it("S68: has every table whose rows are wrapped by the KEK, so that none is left behind by a re-wrap", () => {
    const folder = new URL("./migrations/", import.meta.url).pathname;
    const sql = globSync("*.sql", { cwd: folder }).map((name) => readFileSync(`${folder}${name}`, "utf8"));
    const created = sql.flatMap((text) => [...text.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\n\)/g)]);
    const sealed = created.filter(([, , columns = ""]) => /^\s*wrapped_key\s/m.test(columns)).map(([, table]) => table);
    const added = sql.flatMap((text) => [...text.matchAll(/ALTER TABLE (\w+)[^;]*ADD COLUMN wrapped_key\b/g)]);
    expect([...sealed, ...added.map(([, table]) => table)].sort()).toEqual(
      [...new Set(sealedTables.map(({ table }) => table)), ...transientTables].sort(),
    );
  });
});
