import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const skipped = new Set(["node_modules", ".next", ".git"]);

/** One hash over names and contents of files and folders; tests, documents and what builds write are left out. Paths that do not exist are skipped. */
export function hashFiles(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) addPath(path);
  return hash.digest("hex");

  function addPath(path: string): void {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) if (!skipped.has(name)) addPath(`${path}/${name}`);
    } else if (
      stats?.isFile() &&
      !/\.test\.tsx?$|\.md$|\.tsbuildinfo$|next-env\.d\.ts$|public\/exit\.html$/.test(path)
    ) {
      hash.update(`${path}\0${stats.size}\0`).update(readFileSync(join(root, path)));
    }
  }
}
