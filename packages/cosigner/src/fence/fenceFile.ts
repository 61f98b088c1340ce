import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { z } from "zod";
import { StartupError } from "../errors.ts";

/** What a server remembers of the database, outside of it. */
export type FenceMark = {
  /** Of the operator's last word on which database it is. */
  readonly epoch: number;
  /** How far that database had come. */
  readonly tick: number;
};

const schema = z.strictObject({ format: z.literal(1), epoch: z.int().min(0), tick: z.int().min(0) });

/** Undefined on a server that has never served. @throws StartupError when the file is damaged. */
export async function readFenceFile(path: string): Promise<FenceMark | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new StartupError(`The fence file ${path} cannot be read.`, ["Set TANDEM_FENCE_FILE."]);
  });
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new StartupError(`The fence file ${path} is damaged.`, [
      "Take the one of another server, or: node packages/cosigner/src/main.ts declare-restore",
    ]);
  }
  return parsed.data;
}

/** Replaces the file; after a crash it is the old one or the new one. */
export async function writeFenceFile(path: string, { epoch, tick }: FenceMark): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}`;
  const handle = await open(temporary, "w", 0o644);
  try {
    await handle.writeFile(`${JSON.stringify({ format: 1, epoch, tick })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
