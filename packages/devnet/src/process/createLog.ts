import type { ChildProcess } from "node:child_process";
import { appendFileSync, createWriteStream, existsSync, renameSync, statSync } from "node:fs";
import { createInterface } from "node:readline";

export type Log = {
  readonly file: string;
  /** Marks the start of a run: what came before is not shown as its last lines. */
  begin(): void;
  capture(child: ChildProcess): void;
  note(text: string): void;
  lastLines(): readonly string[];
  /** True when a line of this run matches. */
  has(pattern: RegExp): boolean;
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<string>;
};

const largestBytes = 20_000_000;
const keptLines = 200;
const shownLines = 12;

/** The log of a part: a file that starts anew above 20 MB (the old one is kept as `.old`), and its last lines. */
export function createLog(file: string): Log {
  if (existsSync(file) && statSync(file).size > largestBytes) renameSync(file, `${file}.old`);
  let lines: string[] = [];
  const listeners = new Set<(line: string) => void>();

  function receive(line: string): void {
    lines.push(line);
    if (lines.length > 2 * keptLines) lines = lines.slice(-keptLines);
    for (const listener of listeners) listener(line);
  }

  function note(text: string): void {
    appendFileSync(file, `${new Date().toISOString()} -- ${text}\n`);
  }

  return {
    file,
    note,
    begin() {
      lines = [];
      note("started");
    },
    capture(child) {
      for (const output of [child.stdout, child.stderr]) {
        if (!output) continue;
        output.pipe(createWriteStream(file, { flags: "a" }));
        createInterface({ input: output }).on("line", receive);
      }
    },
    lastLines: () => lines.filter((line) => line.trim() !== "").slice(-shownLines),
    has: (pattern) => lines.some((line) => pattern.test(line)),
    waitFor(pattern, timeoutMs = 30_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => settle(() => reject(new Error(`No line like ${pattern} in ${file}`))),
          timeoutMs,
        );
        function settle(then: () => void): void {
          clearTimeout(timer);
          listeners.delete(listener);
          then();
        }
        function listener(line: string): void {
          if (pattern.test(line)) settle(() => resolve(line));
        }
        listeners.add(listener);
      });
    },
  };
}
