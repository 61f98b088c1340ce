import type { Config } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import type { SettingsRecord, StorageChange } from "../storage/index.ts";

const key = "device";

export async function getSettings({ storage }: ClientContext): Promise<SettingsRecord | undefined> {
  return storage.get("settings", key);
}

/** Keeps the co-signer's identity from the first account on; another one is an alarm from then on. */
export function keepServer(context: ClientContext, { identity, rpId }: Config): StorageChange {
  const clockOffsetMs = context.memory.clockOffsetMs ?? 0;
  return { store: "settings", key, value: { version: 1, serverIdentity: identity, rpId, clockOffsetMs } };
}

/** With the last account goes the co-signer's identity. */
export const forgetServer: StorageChange = { store: "settings", key };

/** Now by the server's clock, as far as it is known, in milliseconds. */
export async function getServerTimeMs(context: ClientContext): Promise<number> {
  context.memory.clockOffsetMs ??= (await getSettings(context))?.clockOffsetMs ?? 0;
  return context.now() + context.memory.clockOffsetMs;
}

/** Corrects the clock by a verified server time. */
export async function setServerTimeMs(context: ClientContext, serverNowMs: number): Promise<void> {
  context.memory.clockOffsetMs = serverNowMs - context.now();
  const settings = await getSettings(context);
  if (!settings) return;
  const value = { ...settings, clockOffsetMs: context.memory.clockOffsetMs };
  await context.storage.write([{ store: "settings", key, value }]);
}

/** Keeps the identity that follows from the kept one. */
export async function setServerIdentity(context: ClientContext, serverIdentity: Config["identity"]): Promise<void> {
  const settings = await getSettings(context);
  if (!settings) return;
  await context.storage.write([{ store: "settings", key, value: { ...settings, serverIdentity } }]);
}
