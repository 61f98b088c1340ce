import type { ClientContext } from "../context.ts";
import { getConfig } from "./getConfig.ts";
import { getServerTimeMs } from "./settings.ts";
import { verifyServerKey } from "./verifyServerKey.ts";

/** The keys of the co-signer's audit log that its identity has signed, 32 bytes each. */
export async function getLogKeys(context: ClientContext): Promise<readonly Uint8Array[]> {
  const { keys, identity } = await getConfig(context);
  const nowMs = await getServerTimeMs(context);
  return keys
    .filter(({ purpose }) => purpose === "log")
    .map((document) => verifyServerKey({ document, identity, purpose: "log", nowMs }));
}
