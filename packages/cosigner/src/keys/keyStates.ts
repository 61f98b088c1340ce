import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StartupError } from "../errors.ts";
import { type KeyPurpose, keyPurposes } from "./keyFile.ts";

/**
 * What may be done with a key:
 * - `pending`: known to everybody, not used yet, so that every server and page has it when it is;
 * - `active`: the newest active one signs and seals; older active ones still count;
 * - `retired`: used for nothing new; opens what it sealed, and its signatures still count;
 * - `revoked`: nothing.
 */
export type KeyState = "pending" | "active" | "retired" | "revoked";

/** Since when a key is what it is. Unix milliseconds; a time may lie ahead. */
export type KeyTimes = {
  readonly activeFrom?: number;
  readonly retiredAt?: number;
  readonly revokedAt?: number;
  /** Why it was revoked. */
  readonly reason?: string;
};

export type KeyName = `${KeyPurpose}.v${number}`;
export type KeyStates = ReadonlyMap<string, KeyTimes>;

const fileName = "states.json";
const time = z.iso.datetime().transform((text) => Date.parse(text));
const statesSchema = z.strictObject({
  format: z.literal(1),
  keys: z.record(
    z.string().regex(new RegExp(`^(?:${keyPurposes.join("|")})\\.v[1-9][0-9]{0,5}$`)),
    z.strictObject({
      activeFrom: time.optional(),
      retiredAt: time.optional(),
      revokedAt: time.optional(),
      reason: z.string().max(200).optional(),
    }),
  ),
});

/** A key without an entry is active, and always was. */
export function toKeyState(times: KeyTimes | undefined, nowMs: number): KeyState {
  if (times?.revokedAt !== undefined && times.revokedAt <= nowMs) return "revoked";
  if (times?.retiredAt !== undefined && times.retiredAt <= nowMs) return "retired";
  if (times?.activeFrom !== undefined && times.activeFrom > nowMs) return "pending";
  return "active";
}

/** Reads `states.json` of the key directory; no file is no entries. @throws StartupError when it is damaged. */
export async function readKeyStates(directory: string): Promise<KeyStates> {
  const path = join(directory, fileName);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new StartupError(`The file ${path} cannot be read.`);
  });
  if (text === undefined) return new Map();
  const { mode } = await stat(path);
  if ((mode & 0o022) !== 0) {
    throw new StartupError(`The file ${path} can be changed by other users.`, [`Run: chmod 600 ${path}`]);
  }
  const parsed = statesSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new StartupError(`The file ${path} is damaged.`, ["Restore it from a backup."]);
  return new Map(
    Object.entries(parsed.data.keys).map(([name, { activeFrom, retiredAt, revokedAt, reason }]) => [
      name,
      {
        ...(activeFrom === undefined ? {} : { activeFrom }),
        ...(retiredAt === undefined ? {} : { retiredAt }),
        ...(revokedAt === undefined ? {} : { revokedAt }),
        ...(reason === undefined ? {} : { reason }),
      },
    ]),
  );
}

/**
 * Changes entries of `states.json`: one command at a time, and after a crash the file is the old one or the new one.
 *
 * @throws StartupError when another command is at work.
 */
export async function updateKeyStates(
  directory: string,
  update: (states: KeyStates) => Promise<ReadonlyMap<string, KeyTimes>>,
): Promise<void> {
  const lock = join(directory, `${fileName}.lock`);
  const handle = await open(lock, "wx", 0o600).catch(() => {
    throw new StartupError("Another key command is at work in this directory.", [`If there is none, delete ${lock}.`]);
  });
  try {
    const states = await readKeyStates(directory);
    const changes = await update(states);
    if (changes.size > 0) await writeKeyStates(directory, new Map([...states, ...changes]));
  } finally {
    await handle.close();
    await rm(lock, { force: true });
  }
}

async function writeKeyStates(directory: string, states: KeyStates): Promise<void> {
  const keys = Object.fromEntries(
    [...states].map(([name, { reason, ...times }]) => [
      name,
      {
        ...Object.fromEntries(Object.entries(times).map(([key, ms]) => [key, new Date(ms).toISOString()])),
        ...(reason === undefined ? {} : { reason }),
      },
    ]),
  );
  const path = join(directory, fileName);
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ format: 1, keys }, null, 2)}\n`);
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
