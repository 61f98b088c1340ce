import { getAccountAddress } from "@tandem/account";
import { KitDoorAccount, TandemApiError } from "@tandem/protocol";
import { isAddressEqual } from "viem";
import { assertOwner } from "../../accounts/index.ts";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError } from "../../errors.ts";
import { sendSignedRequest } from "../../requests/index.ts";
import { KitOutdatedError } from "../errors.ts";
import type { OpenedKit } from "../format/index.ts";

/**
 * The kit's door: the account as the service describes it, checked against the open kit.
 *
 * @throws KitOutdatedError for a kit that was replaced, or whose share was renewed without it
 */
export async function openKitDoor(context: ClientContext, opened: OpenedKit): Promise<KitDoorAccount> {
  const { accountId } = opened;
  const account = await sendSignedRequest(context, {
    key: opened.requestKey,
    method: "POST",
    path: `/accounts/${accountId}/kit/open`,
    body: {},
    schema: KitDoorAccount,
  }).catch((error: unknown) => {
    throw isReplaced(error) ? new KitOutdatedError({ reason: "replaced" }) : error;
  });
  const { birthKey, configHash, salt, publicKey } = account;
  const address = getAccountAddress({ birthKey, configHash, salt });
  if (!isAddressEqual(address, account.address) || !isAddressEqual(address, opened.address)) {
    throw new CosignerMisbehavedError("an address that does not belong to the kit");
  }
  await assertOwner(context, { account, known: opened.publicKey });
  if (publicKey !== opened.publicKey) throw new KitOutdatedError({ reason: "replaced" });
  return account;
}

function isReplaced(error: unknown): boolean {
  return error instanceof TandemApiError && (error.code === "unknown_id" || error.code === "epoch_stale");
}
