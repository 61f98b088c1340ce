import { encodeParts } from "@tandem/frost";
import {
  base64urlToBytes,
  bytesToBase64url,
  maxSyncBytes,
  PutSyncResponse,
  SyncBlob,
  SyncedData,
  TandemApiError,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { copyBytes, hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, InvalidInputError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { openAesGcm, sealAesGcm } from "../vault/index.ts";
import { openSyncKey } from "./openSyncKey.ts";
import type { GetSyncedParameters, Synced, UpdateSyncedParameters } from "./types.ts";

const empty: SyncedData = { schema: 1, contacts: [], settings: {}, labels: {}, cards: [] };

/** How often another device may be faster before it is given up. */
const maxTries = 8;

/**
 * What the account's devices share.
 *
 * @throws VaultOpenError where it was sealed under an earlier key of the account, or changed; CosignerMisbehavedError
 *   where the service shows an older copy than this device has seen.
 */
export async function getSynced(context: ClientContext, parameters: GetSyncedParameters): Promise<Synced> {
  const { accountId } = parameters;
  const syncKey = await openSyncKey(context, parameters);
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/sync`;
  const { version, sealed } = await sendSignedRequest(context, { key, method: "GET", path, schema: SyncBlob });
  if (version < (key.syncVersion ?? 0)) throw new CosignerMisbehavedError("an older copy of the account's data");
  if (sealed === null) return { version, data: empty };
  const plaintext = await openAesGcm({
    key: syncKey,
    sealed: copyBytes(base64urlToBytes(sealed)),
    additionalData: toContext(accountId, version),
  });
  const data = parse(plaintext);
  await remember(context, accountId, version);
  return { version, data };
}

/** Changes it, again and again until no other device was faster. */
export async function updateSynced(context: ClientContext, parameters: UpdateSyncedParameters): Promise<Synced> {
  const { accountId, change } = parameters;
  for (let tries = 1; ; tries++) {
    const { version, data } = await getSynced(context, parameters);
    const next = SyncedData.parse(change(data));
    try {
      const written = await write(context, { accountId, version, data: next });
      return { version: written, data: next };
    } catch (error) {
      const isLate = error instanceof TandemApiError && error.code === "intent_conflict";
      if (!isLate || tries >= maxTries) throw error;
    }
  }
}

async function write(
  context: ClientContext,
  { accountId, version, data }: { readonly accountId: Hex; readonly version: number; readonly data: SyncedData },
): Promise<number> {
  const plaintext = copyBytes(new TextEncoder().encode(JSON.stringify(data)));
  if (plaintext.length > maxSyncBytes - 28) {
    throw new InvalidInputError("The contacts, labels and cards are more than fit.", "Remove some, then try again.");
  }
  const sealed = await sealAesGcm({
    key: await openSyncKey(context, { accountId }),
    plaintext,
    additionalData: toContext(accountId, version + 1),
    randomBytes: context.randomBytes,
  });
  const body = { version, sealed: bytesToBase64url(sealed) };
  const key = await getRequestKey(context, accountId);
  const path = `/accounts/${accountId}/sync`;
  const answer = await sendSignedRequest(context, { key, method: "PUT", path, body, schema: PutSyncResponse });
  await remember(context, accountId, answer.version);
  return answer.version;
}

/** A blob opens as exactly this version of this account's. */
function toContext(accountId: Hex, version: number): Uint8Array<ArrayBuffer> {
  return copyBytes(encodeParts(["tandem/sync/v1", hexToBytes(accountId), version]));
}

function parse(plaintext: Uint8Array): SyncedData {
  return SyncedData.parse(JSON.parse(new TextDecoder().decode(plaintext)));
}

/** The newest version this device has seen: an older one is a roll-back. */
async function remember(context: ClientContext, accountId: Hex, version: number): Promise<void> {
  const keys = await getRequestKey(context, accountId);
  if ((keys.syncVersion ?? 0) >= version) return;
  await context.storage.write([{ store: "keys", key: accountId, value: { ...keys, syncVersion: version } }]);
}
