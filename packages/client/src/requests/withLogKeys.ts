import { LogSignatureError } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { reloadConfig } from "./getConfig.ts";
import { getLogKeys } from "./getLogKeys.ts";

/**
 * Verifies something with the keys of the co-signer's log; once more with keys read anew when it fails, because the
 * co-signer may have had to change its key since this page last asked.
 *
 * @throws LogSignatureError, and what `verify` throws
 */
export async function withLogKeys<result>(
  context: ClientContext,
  verify: (publicKeys: readonly Uint8Array[]) => result,
): Promise<result> {
  try {
    return verify(await getLogKeys(context));
  } catch (error) {
    if (!(error instanceof LogSignatureError)) throw error;
    await reloadConfig(context);
    return verify(await getLogKeys(context));
  }
}
