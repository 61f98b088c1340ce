import { StartupError } from "../errors.ts";
import {
  createKeyFile,
  createKeySet,
  type KeyPurpose,
  type KeySealer,
  type KeyTimes,
  keyPurposes,
  listKeyFiles,
  readKeyStates,
  updateKeyStates,
} from "../keys/index.ts";

export type KeyDirectory = { readonly directory: string; readonly sealer?: KeySealer | undefined };
export type NamedKey = { readonly purpose: KeyPurpose; readonly version: number };

/** `log` or `log.v2`. @throws StartupError */
export function parsePurpose(text: string | undefined): KeyPurpose {
  const purpose = keyPurposes.find((known) => known === text);
  if (purpose) return purpose;
  throw new StartupError(`Name the key: ${keyPurposes.join(", ")}.`);
}

/** @throws StartupError */
export function parseKeyName(text: string | undefined): NamedKey {
  const [, purpose, version] = /^([a-z]+)\.v([1-9][0-9]{0,5})$/.exec(text ?? "") ?? [];
  if (!version) throw new StartupError("Name the key and its version, such as log.v1.");
  return { purpose: parsePurpose(purpose), version: Number(version) };
}

/** Every key with its times, newest first, without its secret. */
export async function listKeys({ directory }: KeyDirectory) {
  const files = await listKeyFiles(directory);
  const secret = new Uint8Array();
  const keys = files.map(({ purpose, version, origin }) => ({ purpose, version, origin, secret }));
  return { files, set: createKeySet(keys, await readKeyStates(directory)) };
}

type RotateParameters = KeyDirectory & {
  readonly purpose: KeyPurpose;
  /** How long every server and page has to learn of it before it is used. */
  readonly afterSeconds: number;
  readonly nowMs: number;
};

/** Makes the next version. It is used from `afterSeconds` on; the old one stays active until it is retired. */
export async function rotateKey(parameters: RotateParameters): Promise<NamedKey & { readonly activeFrom: number }> {
  const { directory, sealer, purpose, afterSeconds, nowMs } = parameters;
  const activeFrom = nowMs + afterSeconds * 1000;
  const { set } = await listKeys({ directory });
  const origin = set.all.find((key) => key.purpose === purpose)?.origin ?? set.all[0]?.origin ?? "production";
  let version = 0;
  await updateKeyStates(directory, async (states) => {
    const named = [...states.keys()].map(parseKeyName);
    const taken = [...set.all, ...named].filter((key) => key.purpose === purpose);
    version = Math.max(0, ...taken.map((key) => key.version)) + 1;
    // The state first: a key file without one counts as active.
    return new Map([[`${purpose}.v${version}`, { activeFrom }]]);
  });
  await createKeyFile(directory, { purpose, version, origin }, sealer);
  return { purpose, version, activeFrom };
}

/** Uses it for nothing new from now on. @throws StartupError when no other one is active. */
export async function retireKey({ directory, purpose, version, nowMs }: KeyDirectory & NamedKey & { nowMs: number }) {
  await updateKeyStates(directory, async (states) => {
    await assertExists({ directory, purpose, version });
    const name = `${purpose}.v${version}`;
    const others = (await listKeys({ directory })).set
      .list(purpose, ["active"], nowMs)
      .filter((key) => key.version !== version);
    if (others.length === 0) {
      throw new StartupError(`${name} is the only active ${purpose} key.`, [
        `Make the next one first: keys rotate ${purpose}`,
      ]);
    }
    const times = states.get(name) ?? {};
    return new Map([[name, { ...times, retiredAt: times.retiredAt ?? nowMs }]]);
  });
}

type RevokeParameters = KeyDirectory &
  NamedKey & { readonly nowMs: number; readonly atMs: number; readonly reason: string };

/**
 * Nothing by it counts any more from `atMs` on. Where no other one is active the next version is made: every server
 * knows it within two seconds and uses it from the middle of the time that is left.
 */
export async function revokeKey(parameters: RevokeParameters): Promise<NamedKey | undefined> {
  const { directory, sealer, purpose, version, nowMs, atMs, reason } = parameters;
  await assertExists(parameters);
  const { set } = await listKeys({ directory });
  const others = set.list(purpose, ["active"], nowMs).filter((key) => key.version !== version);
  const afterSeconds = Math.max(0, atMs - nowMs) / 2000;
  const successor =
    others.length === 0 ? await rotateKey({ directory, sealer, purpose, afterSeconds, nowMs }) : undefined;
  await updateKeyStates(directory, async (states) => {
    const name = `${purpose}.v${version}`;
    const times: KeyTimes = { ...states.get(name), revokedAt: atMs, reason };
    return new Map([[name, times]]);
  });
  return successor;
}

async function assertExists({ directory, purpose, version }: KeyDirectory & NamedKey): Promise<void> {
  const { files } = await listKeys({ directory });
  if (files.some((file) => file.purpose === purpose && file.version === version)) return;
  throw new StartupError(`There is no ${purpose}.v${version} in ${directory}.`);
}
