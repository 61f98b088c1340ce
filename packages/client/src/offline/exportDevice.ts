import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getConfig } from "../requests/index.ts";
import { confirmWithPasskey } from "../signing/index.ts";
import type { UnlockParameters } from "../types.ts";
import { type SealedDeviceExport, sealDeviceExport } from "./deviceExport.ts";
import { toRenewed } from "./toRenewed.ts";

/**
 * This device's part as a file under a code of its own, for the day that neither this browser nor its passkey is there.
 * One prompt. The code is a secret: show it once.
 *
 * @throws PasskeyCancelledError, PasskeyFailedError, PasswordError, VaultOpenError, ServiceUnreachableError
 */
export async function exportDevice(
  context: ClientContext,
  { accountId, password }: UnlockParameters,
): Promise<SealedDeviceExport> {
  const [record, { chains }] = await Promise.all([getRecord(context, accountId), getConfig(context)]);
  const { share } = await confirmWithPasskey(context, { record, challenge: context.randomBytes(32), password });
  try {
    const absolute = chains.map((chain) => ({
      ...chain,
      rpcUrl: new URL(chain.rpcUrl, context.baseUrl).href,
      bundlerUrl: new URL(chain.bundlerUrl, context.baseUrl).href,
    }));
    const { keyPackage } = share;
    return await sealDeviceExport({
      account: record.account,
      chains: absolute,
      renewed: toRenewed(record),
      keyPackage,
      randomBytes: context.randomBytes,
    });
  } finally {
    share.close();
  }
}
