// node docs.ts: what documents name exists, and what READMEs show compiles. Exits 1 with one line for each that is not so.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root as repository } from "../support/root.ts";

export type Complaint = { readonly file: string; readonly line: number; readonly text: string };

type Document = { readonly file: string; readonly lines: readonly string[] };
type Snippet = { readonly file: string; readonly line: number; readonly code: string };

/** Documents below `root` that name a path or a script that does not exist. */
export function findMissing(root: string): readonly Complaint[] {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as PackageFile;
  return readDocuments(root).flatMap((document) =>
    document.lines.flatMap((text, index) =>
      [...missingPaths(root, document.file, text), ...missingScripts(scripts, text)].map((missing) => ({
        file: document.file,
        line: index + 1,
        text: missing,
      })),
    ),
  );
}

/** TypeScript shown in READMEs that does not compile. Every block is a module of its own. */
export function findUncompilable(root: string): readonly Complaint[] {
  const snippets = readDocuments(root)
    .filter(({ file }) => file.endsWith("README.md"))
    .flatMap(readSnippets);
  if (snippets.length === 0) return [];
  // Inside the repository, so that imports mean what they mean to a reader.
  const folder = join(root, "node_modules/.cache/tandem-docs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = snippets.map((snippet, index) => {
    const name = `${index}.ts`;
    writeFileSync(join(folder, name), `${snippet.code}\nexport {};\n`);
    return name;
  });
  const config = { extends: relative(folder, join(root, "tsconfig.json")), include: [], files: names };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(repository, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { cwd: folder, encoding: "utf8" });
  return stdout.split("\n").flatMap((text) => {
    const [, index, line, message = ""] = /^(\d+)\.ts\((\d+),\d+\): error (.*)$/.exec(text) ?? [];
    const snippet = snippets[Number(index)];
    return snippet ? [{ file: snippet.file, line: snippet.line + Number(line), text: message }] : [];
  });
}

type PackageFile = { readonly scripts?: Readonly<Record<string, string>> };

function readDocuments(root: string): readonly Document[] {
  const files = globSync("**/*.md", {
    cwd: root,
    exclude: (name) => /^(node_modules|\.next|artifacts|cache|\.tandem)$/.test(name),
  });
  return files.sort().map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n") }));
}

/** Targets of links, and paths in code: those that start at the repository's folders or with a dot. */
function missingPaths(root: string, file: string, line: string): readonly string[] {
  const links = [...line.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target.replace(/#.*$/, ""));
  const spans = [...line.matchAll(/`([^`\s]+)`/g)].map(([, text = ""]) => text);
  const commands = [...line.matchAll(/\bnode ([\w./-]+\.m?[jt]s)\b/g)].map(([, path = ""]) => path);
  const isPath = /^(?:\.{1,2}\/|(?:app|contracts|packages|test|\.ci)\/)[\w@.*/()[\]-]+$/;
  const named = [
    ...links.filter((target) => target !== "" && !/^[a-z]+:/.test(target)),
    ...spans.filter((text) => isPath.test(text)),
    ...commands,
  ];
  const isThere = (path: string) =>
    [dirname(join(root, file)), root].some((base) =>
      path.includes("*") ? globSync(path, { cwd: base }).length > 0 : existsSync(resolve(base, path)),
    );
  return [...new Set(named)].filter((path) => !isThere(path)).map((path) => `there is no ${path}`);
}

function missingScripts(scripts: Readonly<Record<string, string>>, line: string): readonly string[] {
  const named = [...line.matchAll(/\bnpm run ([\w:-]+)(?! -w)/g)].map(([, name = ""]) => name);
  return named.filter((name) => !(name in scripts)).map((name) => `there is no script ${name}`);
}

function readSnippets({ file, lines }: Document): readonly Snippet[] {
  const snippets: Snippet[] = [];
  let start = -1;
  lines.forEach((text, index) => {
    if (start < 0 && /^```(ts|tsx|typescript)$/.test(text.trim())) start = index;
    else if (start >= 0 && text.trim() === "```") {
      snippets.push({ file, line: start + 1, code: lines.slice(start + 1, index).join("\n") });
      start = -1;
    }
  });
  return snippets;
}

if (import.meta.main) {
  const complaints = [...findMissing(repository), ...findUncompilable(repository)];
  for (const { file, line, text } of complaints) console.error(`${file}:${line}: ${text}`);
  if (complaints.length > 0) process.exitCode = 1;
  else console.log("Documents name what exists, and what they show compiles.");
}
