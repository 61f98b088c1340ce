import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findMissing, findUncompilable } from "./docs.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function repositoryOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "tandem-docs-"));
  folders.push(root);
  const base = {
    "package.json": JSON.stringify({ type: "module", scripts: { lint: "x" } }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { module: "nodenext", strict: true, noEmit: true, types: [] } }),
  };
  for (const [path, text] of Object.entries({ ...base, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const messages = (root: string) => findMissing(root).map(({ file, line, text }) => `${file}:${line} ${text}`);

describe("findMissing", () => {
  test("behavior: paths and scripts that exist pass", () => {
    const text =
      "[a](packages/a/README.md#top) `packages/a/` `test/*.ts` `npm run lint` [web](https://example.com) `a/b`";
    expect(
      messages(repositoryOf({ "README.md": text, "packages/a/README.md": "`./README.md`", "test/a.ts": "" })),
    ).toEqual([]);
  });

  test("error: a link, a path in code, a command or a script that does not exist", () => {
    const text = "[a](docs/gone.md)\n`packages/gone/src`\nnode test/gone.ts\nnpm run gone\n`app/*.gone`";
    expect(messages(repositoryOf({ "README.md": text }))).toEqual([
      "README.md:1 there is no docs/gone.md",
      "README.md:2 there is no packages/gone/src",
      "README.md:3 there is no test/gone.ts",
      "README.md:4 there is no script gone",
      "README.md:5 there is no app/*.gone",
    ]);
  });
});

describe("findUncompilable", () => {
  const block = (code: string) => `# x\n\n\`\`\`ts\n${code}\n\`\`\`\n`;

  test("behavior: an example that compiles passes, beside another with the same names", () => {
    const text = block("const a: number = 1;\nawait Promise.resolve(a);");
    expect(findUncompilable(repositoryOf({ "README.md": text + text }))).toEqual([]);
  });

  test("error: an example that does not compile is named with its line", () => {
    const root = repositoryOf({ "packages/a/README.md": block('const a = 1;\nconst b: number = "x";') });
    expect(findUncompilable(root)).toMatchObject([{ file: "packages/a/README.md", line: 5 }]);
  });
});
