import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StartupError } from "../errors.ts";
import type { KeySealer } from "./keySealer.ts";

/** Every key of the service is its own file and has its own versions. */
export const keyPurposes = ["kek", "identity", "time", "hpke", "log", "paymaster", "relay", "webpush"] as const;
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

const named = {
  purpose: z.enum(keyPurposes),
  version: z.int().min(1).max(1_000_000),
  origin: z.enum(["local", "production"]),
};
/** The secret in the clear, or sealed by a key that never leaves a KMS. */
const keyFileSchema = z.union([
  z.strictObject({ ...named, secret: z.string().regex(/^0x[0-9a-f]{64}$/) }),
  z.strictObject({ ...named, sealed: z.string().min(1).max(4096), sealedBy: z.string().min(1).max(256) }),
]);
export type KeyFile = z.infer<typeof keyFileSchema>;

const fileName = /^(?<purpose>[a-z]+)\.v(?<version>[1-9][0-9]{0,5})\.json$/;

/**
 * Writes `<purpose>.v<version>.json` with mode 0600 unless it exists. Safe when several processes do it at once: the
 * file appears whole or not at all, and the first one wins. With a sealer the secret is never on the disk.
 *
 * @returns whether this call made it.
 */
export async function createKeyFile(
  directory: string,
  { purpose, version, origin }: Omit<StoredKey, "secret">,
  sealer?: KeySealer,
): Promise<boolean> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const target = join(directory, `${purpose}.v${version}.json`);
  const temporary = await writeDraft(target, { purpose, version, origin, ...(await createSecret(sealer)) });
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return false;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes another form of the same key over its file; after a crash it is the old one or the new one. */
export async function replaceKeyFile(directory: string, file: KeyFile): Promise<void> {
  const target = join(directory, `${file.purpose}.v${file.version}.json`);
  await rename(await writeDraft(target, file), target);
}

async function createSecret(sealer: KeySealer | undefined) {
  if (sealer) return { sealed: await sealer.create(), sealedBy: sealer.name };
  const secret = randomBytes(32);
  const text = `0x${secret.toString("hex")}`;
  secret.fill(0);
  return { secret: text };
}

async function writeDraft(target: string, file: KeyFile): Promise<string> {
  const temporary = `${target}.${randomBytes(6).toString("hex")}`;
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/**
 * Reads every version of every key. Sealed ones are opened by the sealer, each text once: `opened` remembers them.
 *
 * @throws StartupError when a file can be read by others, is malformed, belongs to another purpose, or cannot be opened.
 */
export async function readKeyFiles(
  directory: string,
  sealer?: KeySealer,
  opened: Map<string, Uint8Array> = new Map(),
): Promise<readonly StoredKey[]> {
  const keys: StoredKey[] = [];
  for (const file of await listKeyFiles(directory)) {
    const { purpose, version, origin } = file;
    keys.push({ purpose, version, origin, secret: await openSecret(file, sealer, opened) });
  }
  return keys;
}

/** Every key file as it stands, sealed ones unopened. @throws StartupError */
export async function listKeyFiles(directory: string): Promise<readonly KeyFile[]> {
  const names = await readdir(directory).catch(() => {
    throw new StartupError(`The key directory ${directory} cannot be read.`, ["Set TANDEM_KEYS_DIR."]);
  });
  const files: KeyFile[] = [];
  for (const name of names.sort()) {
    const match = fileName.exec(name);
    if (match) files.push(await readKeyFile(join(directory, name), match.groups));
  }
  return files;
}

async function openSecret(
  file: KeyFile,
  sealer: KeySealer | undefined,
  opened: Map<string, Uint8Array>,
): Promise<Uint8Array> {
  if ("secret" in file) return new Uint8Array(Buffer.from(file.secret.slice(2), "hex"));
  const known = opened.get(file.sealed);
  if (known) return known;
  if (sealer?.name !== file.sealedBy) {
    throw new StartupError(`The key ${file.purpose}.v${file.version} is sealed by ${file.sealedBy}.`, [
      "Set VAULT_ADDR, VAULT_TOKEN_FILE and TANDEM_VAULT_KEY for it.",
    ]);
  }
  const secret = await sealer.open(file.sealed);
  if (secret.length !== 32) throw new StartupError(`The key ${file.purpose}.v${file.version} has not 32 bytes.`);
  opened.set(file.sealed, secret);
  return secret;
}

async function readKeyFile(path: string, named: Record<string, string> | undefined): Promise<KeyFile> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new StartupError(`The key file ${path} can be read by other users.`, [`Run: chmod 600 ${path}`]);
  }
  const parsed = keyFileSchema.safeParse(parseJson(await readFile(path, "utf8")));
  if (!parsed.success || parsed.data.purpose !== named?.purpose || String(parsed.data.version) !== named.version) {
    throw new StartupError(`The key file ${path} is damaged or named for another key.`, ["Restore it from a backup."]);
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
