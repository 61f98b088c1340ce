import { FrostError } from "@tandem/frost";
import { CheckKitResponse, TandemApiError } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { AccountNotFoundError } from "../errors.ts";
import { sendSignedRequest } from "../requests/index.ts";
import { KitAccountError, KitOutdatedError } from "./errors.ts";
import { openKit } from "./format/index.ts";
import type { TestedKit, TestKitParameters } from "./types.ts";
import { updateKit } from "./updateKit.ts";

/**
 * The drill: opens the kit with its code on this device, checks that its share is the account's, and that its request key
 * is alive at the service. Nothing secret leaves, and the open kit is zeroed at once. The first test of a new kit makes it
 * the account's kit, and ends the one before.
 *
 * @throws KitCodeError, KitOpenError, KitFormatError, KitAccountError, KitOutdatedError, TandemApiError
 */
export async function testKit(context: ClientContext, { accountId, kit, code }: TestKitParameters): Promise<TestedKit> {
  const record = await context.storage.get("accounts", accountId);
  if (!record) throw new AccountNotFoundError();
  if (kit.accountId !== accountId) throw new KitAccountError();
  const opened = await openKit({ kit, code });
  let current = opened;
  try {
    if (opened.publicKey !== record.account.publicKey) throw new KitOutdatedError({ reason: "replaced" });
    const { checkedAt, updates } = await sendSignedRequest(context, {
      key: opened.requestKey,
      method: "POST",
      path: `/accounts/${accountId}/kit/check`,
      body: {},
      schema: CheckKitResponse,
    });
    const { keyEpoch } = record.account;
    const { publicKeyPackage } = record;
    current = await updateKit({ opened, updates, keyEpoch, publicKeyPackage });
    return { madeAt: opened.madeAt, checkedAt, keyEpoch };
  } catch (error) {
    throw toKitError(error);
  } finally {
    current.close();
    opened.close();
  }
}

/** A kit that the service no longer knows, or whose share is not the account's, was replaced; one may have missed a renewal. */
function toKitError(error: unknown): unknown {
  if (error instanceof TandemApiError && error.problem.rule === "kit-outdated") {
    return new KitOutdatedError({ reason: "refreshed" });
  }
  const isReplaced = error instanceof TandemApiError && (error.code === "unknown_id" || error.code === "epoch_stale");
  return isReplaced || error instanceof FrostError ? new KitOutdatedError({ reason: "replaced" }) : error;
}
