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
import { CosignerMisbehavedError, InvalidInputError, VaultOpenError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import type { KeyRecord } from "../storage/index.ts";
import { openAesGcm, sealAesGcm } from "../vault/index.ts";

export type RemoteCopy = {
  /** Counts writes; 0 before the first. */
  readonly version: number;
  /** Undefined in version 0, and where it is sealed under a data key that this device never had. */
  readonly data: SyncedData | undefined;
  /** It is sealed under an earlier key of the account, and has to be sealed anew. */
  readonly isSealedBefore: boolean;
};

type SyncKeys = NonNullable<KeyRecord["sync"]>;

/**
 * What the other devices have written.
 *
 * @throws CosignerMisbehavedError where the service shows an older copy than this device has seen.
 */
export async function readRemoteCopy(
  context: ClientContext,
  parameters: { readonly accountId: Hex; readonly keys: SyncKeys; readonly seenVersion: number },
): Promise<RemoteCopy> {
  const { accountId, keys, seenVersion } = parameters;
  const { version, sealed } = await sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "GET",
    path: `/accounts/${accountId}/sync`,
    schema: SyncBlob,
  });
  if (version < seenVersion) throw new CosignerMisbehavedError("an older copy of the account's data");
  if (sealed === null) return { version, data: undefined, isSealedBefore: false };
  const candidates = [keys.key, ...(keys.earlier ?? [])];
  for (const [index, key] of candidates.entries()) {
    const plaintext = await openAesGcm({
      key,
      sealed: copyBytes(base64urlToBytes(sealed)),
      additionalData: toContext(accountId, version),
    }).catch((error: unknown) => {
      if (error instanceof VaultOpenError) return undefined;
      throw error;
    });
    if (plaintext) {
      const data = SyncedData.parse(JSON.parse(new TextDecoder().decode(plaintext)));
      return { version, data, isSealedBefore: index > 0 };
    }
  }
  return { version, data: undefined, isSealedBefore: true };
}

/**
 * Replaces the version that was read. @returns the new version, or undefined where another device was faster.
 *
 * @throws InvalidInputError where it is more than fits.
 */
export async function writeRemoteCopy(
  context: ClientContext,
  parameters: {
    readonly accountId: Hex;
    readonly keys: SyncKeys;
    readonly version: number;
    readonly data: SyncedData;
  },
): Promise<number | undefined> {
  const { accountId, keys, version, data } = parameters;
  const plaintext = copyBytes(new TextEncoder().encode(JSON.stringify(data)));
  if (plaintext.length > maxSyncBytes - 28) {
    throw new InvalidInputError("The contacts, labels and cards are more than fit.", "Remove some, then try again.");
  }
  const sealed = await sealAesGcm({
    key: keys.key,
    plaintext,
    additionalData: toContext(accountId, version + 1),
    randomBytes: context.randomBytes,
  });
  try {
    const answer = await sendSignedRequest(context, {
      key: await getRequestKey(context, accountId),
      method: "PUT",
      path: `/accounts/${accountId}/sync`,
      body: { version, sealed: bytesToBase64url(sealed) },
      schema: PutSyncResponse,
    });
    return answer.version;
  } catch (error) {
    if (error instanceof TandemApiError && error.code === "intent_conflict") return undefined;
    throw error;
  }
}

/** A blob opens as exactly this version of this account's. */
function toContext(accountId: Hex, version: number): Uint8Array<ArrayBuffer> {
  return copyBytes(encodeParts(["tandem/sync/v1", hexToBytes(accountId), version]));
}
