import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/root.ts";

/** A change of one source, to see that the proof notices. */
export type Mutation = { readonly file: string; readonly find: string; readonly replace: string };

/**
 * A source as the model checker reads it. What it cannot read is rewritten, without a change of what is decided:
 * `revert Error(values)` becomes `revert()`, since it does not model errors of an interface. A line
 * `// include <file>: <function>, …` of a property stands for the text of these functions; see {@link include}.
 */
export function readSource(path: string, mutation?: Mutation): string {
  const file = existsSync(join(root, path)) ? join(root, path) : join(root, "node_modules", path);
  const text = readFileSync(file, "utf8");
  const source = (mutation?.file === path ? mutate(text, mutation) : text).replace(
    /revert (?:\w+\.)*\w+\([^;]*\);/g,
    "revert();",
  );
  return source
    .replace(/^ {8}mapping\(.*\n/gm, "")
    .replace(/^ {4}\/\/ include (\S+): (.*)$/gm, (_line, included: string, names: string) =>
      names
        .split(", ")
        .map((name) => include(included, name, mutation))
        .join("\n"),
    );
}

function mutate(source: string, { file, find, replace }: Mutation): string {
  if (source.split(find).length !== 2) throw new SourceError(file, find);
  return source.replace(find, () => replace);
}

/**
 * One function of a contract that is too large for the checker as a whole. Storage pointers, which assembly places and
 * after which the checker forgets the whole struct, become state variables: `AccountStorage.x()` is `_x`. Events go.
 */
function include(path: string, name: string, mutation: Mutation | undefined): string {
  const source = readSource(path, mutation);
  const start = source.indexOf(`    function ${name}(`);
  if (start < 0) throw new SourceError(path, `function ${name}`);
  const body = source.slice(start, source.indexOf("\n    }\n", start) + 7);
  return replacePointers(body)
    .replace(/ external( view)? \{/, " internal$1 {")
    .replace(/\n +emit [^;]*;/g, "");
}

function replacePointers(body: string): string {
  const pointer = /\n +AccountStorage\.\w+ storage (\w+) = AccountStorage\.(\w+)\(\);/;
  let text = body;
  for (let match = pointer.exec(text); match !== null; match = pointer.exec(text)) {
    const [declaration, name, struct] = match;
    text = text.replace(declaration, "").replaceAll(new RegExp(`(?<![\\w.])${name}(?=\\.)`, "g"), `_${struct}`);
  }
  return text.replace(/AccountStorage\.(\w+)\(\)/g, "_$1");
}

class SourceError extends Error {
  override readonly name = "SourceError";
  constructor(file: string, find: string) {
    super(`${file} does not contain exactly once: ${find}. Bring test/formal up to date with the source.`);
  }
}
