import { hexToBytes, LogSignatureError, longestSequencingMs, type Receipt, verifyLogPromise } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { getConfig, getServerTimeMs, withLogKeys } from "../requests/index.ts";
import { putPending } from "./records.ts";

/**
 * Checks the co-signer's promise to write its decision into the log, and remembers to look for it. Before a signature is
 * used, so that none goes out whose decision the log does not owe us.
 *
 * @throws CosignerMisbehavedError
 */
export async function keepPromise(
  context: ClientContext,
  { accountId, receipt }: { readonly accountId: Hex; readonly receipt: Receipt },
): Promise<void> {
  const { leaf, decisionId, promise } = receipt;
  const [config, nowMs] = await Promise.all([getConfig(context), getServerTimeMs(context)]);
  try {
    await withLogKeys(context, (publicKeys) => verifyLogPromise({ leaf: hexToBytes(leaf), promise, publicKeys }));
  } catch (cause) {
    if (!(cause instanceof LogSignatureError)) throw cause;
    throw new CosignerMisbehavedError("a decision without its log's promise", { cause });
  }
  // As far as the two clocks may be apart for the request to be taken at all.
  const skewMs = config.defaults.requestWindowSeconds * 1000;
  if (promise.sequencedBefore > nowMs + longestSequencingMs + skewMs) {
    throw new CosignerMisbehavedError("a promise for a time too far away");
  }
  const pending = { accountId, leaf, decisionId, promise, receivedAt: context.now() };
  await context.storage.write([putPending({ version: 1, kind: "pending", ...pending })]);
}
