import { Config, followsIdentity } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, ServerIdentityChangedError } from "../errors.ts";
import { sendRequest } from "./sendRequest.ts";
import { getSettings, setServerIdentity } from "./settings.ts";

const lifetimeMs = 60_000;

/**
 * The co-signer's public configuration, kept for a minute.
 * @throws ServerIdentityChangedError when it shows an identity that does not follow from the one this device has kept.
 */
export async function getConfig(context: ClientContext): Promise<Config> {
  const { memory } = context;
  if (!memory.config || memory.config.expiresAt <= context.now()) {
    const value = fetchConfig(context);
    memory.config = { value, expiresAt: context.now() + lifetimeMs };
    value.catch(() => {
      if (memory.config?.value === value) memory.config = undefined;
    });
  }
  const config = await memory.config.value;
  const settings = await getSettings(context);
  if (!settings || settings.serverIdentity === config.identity) return config;
  const { identity: to, successions = [] } = config;
  if (!followsIdentity({ from: settings.serverIdentity, to, successions })) throw new ServerIdentityChangedError();
  await setServerIdentity(context, to);
  return config;
}

/** Reads the configuration again: the co-signer may have changed to a key that this page has not heard of. */
export function reloadConfig(context: ClientContext): Promise<Config> {
  context.memory.config = undefined;
  return getConfig(context);
}

async function fetchConfig(context: ClientContext): Promise<Config> {
  const { json } = await sendRequest(context, { method: "GET", url: `${context.baseUrl}/v1/config`, headers: {} });
  const parsed = Config.safeParse(json);
  if (!parsed.success) throw new CosignerMisbehavedError("a configuration of unknown form");
  return parsed.data;
}
