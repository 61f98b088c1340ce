import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findViolations } from "./imports.ts";
import { readImports } from "./readImports.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The files that break the rule in a repository made of these. */
function violationsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), "tandem-lint-"));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return findViolations(root).map(({ file, imported }) => `${file} ${imported}`);
}

describe("findViolations", () => {
  test("behavior: right may import left", () => {
    expect(
      violationsOf({
        "packages/account/src/a.ts": 'import { x } from "@tandem/frost";',
        "packages/client/src/a.ts": 'import type { X } from "@tandem/account";',
        "packages/cosigner/src/a.ts": 'import { x } from "@tandem/protocol"; import { readFile } from "node:fs";',
        "app/lib/a.ts": 'import { x } from "@tandem/client";',
        "packages/devnet/src/a.ts": 'import { x } from "@tandem/cosigner";',
        "test/e2e/a.ts": 'import { x } from "../../packages/devnet/src/index.ts";',
        "packages/frost/src/a.test.ts": 'import v from "../../../test/vectors/frost.json"; import "node:fs";',
      }),
    ).toEqual([]);
  });

  test.each([
    ["frost", "protocol"],
    ["protocol", "frost"],
    ["account", "client"],
    ["client", "cosigner"],
    ["client", "devnet"],
    ["cosigner", "client"],
    ["connect", "account"],
  ])("error: %s does not import %s", (from, to) => {
    const file = `packages/${from}/src/a.ts`;
    expect(violationsOf({ [file]: `export { x } from "@tandem/${to}";` })).toEqual([`${file} @tandem/${to}`]);
  });

  test("error: the app does not import the co-signer, not even its types or lazily", () => {
    expect(violationsOf({ "app/lib/a.ts": 'import type { X } from "@tandem/cosigner";' })).toHaveLength(1);
    expect(violationsOf({ "app/lib/a.ts": 'const x = await import("@tandem/cosigner");' })).toHaveLength(1);
  });

  test("error: a path into another package, by name or relative, is refused", () => {
    expect(violationsOf({ "packages/account/src/a.ts": 'import "@tandem/frost/src/b.ts";' })).toHaveLength(1);
    expect(violationsOf({ "packages/account/src/a.ts": 'import "../../frost/src/index.ts";' })).toHaveLength(1);
    expect(violationsOf({ "test/a.ts": 'import "../packages/frost/src/b.ts";' })).toHaveLength(1);
    expect(violationsOf({ "packages/account/src/a.ts": 'import "../../../test/support/b.ts";' })).toHaveLength(1);
  });

  test("behavior: a second door that its package.json opens", () => {
    const manifest = {
      "packages/client/package.json": '{ "exports": { ".": "./src/index.ts", "./kit": "./src/kit/index.ts" } }',
    };
    expect(violationsOf({ ...manifest, "app/lib/a.ts": 'import "@tandem/client/kit";' })).toEqual([]);
    expect(violationsOf({ ...manifest, "app/lib/a.ts": 'import "@tandem/client/kit/format";' })).toHaveLength(1);
    expect(violationsOf({ ...manifest, "packages/account/src/a.ts": 'import "@tandem/client/kit";' })).toHaveLength(1);
  });

  test("error: browser code does not import Node", () => {
    expect(violationsOf({ "packages/client/src/a.ts": 'import { x } from "node:crypto";' })).toHaveLength(1);
  });

  test("error: a folder with an index is entered through it only", () => {
    const index = { "packages/frost/src/dkg/index.ts": "" };
    expect(violationsOf({ ...index, "packages/frost/src/a.ts": 'import "./dkg/part.ts";' })).toHaveLength(1);
    expect(violationsOf({ ...index, "packages/frost/src/keys/a.ts": 'import "../dkg/part.ts";' })).toHaveLength(1);
    expect(violationsOf({ ...index, "packages/frost/src/a.ts": 'import "./dkg/index.ts";' })).toEqual([]);
    expect(violationsOf({ ...index, "packages/frost/src/dkg/a.ts": 'import "./part.ts";' })).toEqual([]);
  });

  test("error: a feature of the app is entered through its index only", () => {
    expect(violationsOf({ "app/features/home/Home.tsx": 'import "../send/Form.tsx";' })).toHaveLength(1);
  });
});

describe("readImports", () => {
  test("behavior: finds every form, over several lines too", () => {
    const source = `
      import a from "a"; import "b"; import type { C } from 'c';
      import { d,
        e } from "d";
      export * from "f"; export { g } from "g"; await import("h");
      import i, * as j from "j";`;
    expect([...readImports(source)].sort()).toEqual(["a", "b", "c", "d", "f", "g", "h", "j"]);
  });

  test("behavior: comments do not count", () => {
    expect(readImports('// import "a"\n/** import x from "b" */\nconst url = "https://c"; import "d";')).toEqual(["d"]);
  });
});
