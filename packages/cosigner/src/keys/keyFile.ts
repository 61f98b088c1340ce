import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StartupError } from "../errors.ts";

/** Every key of the service is its own file and has its own versions. */
export const keyPurposes = ["kek", "identity", "time", "hpke", "log", "paymaster", "relay", "push", "link"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** `local` keys are made without asking, for one machine; production refuses them. */
export type KeyOrigin = "local" | "production";

/** 32 secret bytes with their version. */
export type StoredKey = {
  readonly purpose: KeyPurpose;
  readonly version: number;
  readonly origin: KeyOrigin;
  readonly secret: Uint8Array;
};

const keyFileSchema = z.strictObject({
  purpose: z.enum(keyPurposes),
  version: z.int().min(1).max(1_000_000),
  origin: z.enum(["local", "production"]),
  secret: z.string().regex(/^0x[0-9a-f]{64}$/),
});

const fileName = /^(?<purpose>[a-z]+)\.v(?<version>[1-9][0-9]{0,5})\.json$/;

/**
 * Writes `<purpose>.v<version>.json` with mode 0600 unless it exists. Safe when several processes do it at once: the
 * file appears whole or not at all, and the first one wins.
 */
export async function createKeyFile(
  directory: string,
  { purpose, version, origin }: Omit<StoredKey, "secret">,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const target = join(directory, `${purpose}.v${version}.json`);
  const temporary = `${target}.${randomBytes(6).toString("hex")}`;
  const secret = randomBytes(32);
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(
      `${JSON.stringify({ purpose, version, origin, secret: `0x${secret.toString("hex")}` }, null, 2)}\n`,
    );
    await handle.sync();
  } finally {
    await handle.close();
    secret.fill(0);
  }
  try {
    await link(temporary, target);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Reads every version of every key.
 *
 * @throws StartupError when a file can be read by others, is malformed, or belongs to another purpose.
 */
export async function readKeyFiles(directory: string): Promise<readonly StoredKey[]> {
  const names = await readdir(directory).catch(() => {
    throw new StartupError(`The key directory ${directory} cannot be read.`, ["Set TANDEM_KEYS_DIR."]);
  });
  const keys: StoredKey[] = [];
  for (const name of names.sort()) {
    const match = fileName.exec(name);
    if (match) keys.push(await readKeyFile(join(directory, name), match.groups));
  }
  return keys;
}

async function readKeyFile(path: string, named: Record<string, string> | undefined): Promise<StoredKey> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new StartupError(`The key file ${path} can be read by other users.`, [`Run: chmod 600 ${path}`]);
  }
  const parsed = keyFileSchema.safeParse(parseJson(await readFile(path, "utf8")));
  if (!parsed.success || parsed.data.purpose !== named?.purpose || String(parsed.data.version) !== named.version) {
    throw new StartupError(`The key file ${path} is damaged or named for another key.`, ["Restore it from a backup."]);
  }
  return { ...parsed.data, secret: new Uint8Array(Buffer.from(parsed.data.secret.slice(2), "hex")) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
