import {
  checkKeyPackage,
  decodeKeyPackage,
  decodePublicKeyPackage,
  type KeyPackage,
  type PublicKeyPackage,
  zeroize,
} from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { openShare } from "../keys/index.ts";
import { type AccountRecord, getSealedShare } from "../store/index.ts";
import { requireKey } from "./requireAccount.ts";

/** Share 1 with its public package, checked against each other. The caller zeroes the share. */
export async function openServerShare(
  context: Context,
  record: AccountRecord,
): Promise<{ readonly keyPackage: KeyPackage; readonly publicKeyPackage: PublicKeyPackage }> {
  const { accountId, keyEpoch } = record;
  const key = requireKey(record);
  const sealed = await getSealedShare(context.database, accountId, keyEpoch);
  if (!sealed) throw new ServiceError("epoch_stale", "The service has no share of this key epoch.");
  const publicKey = hexToBytes(key.publicKey);
  const share = await openShare(context.keys.kek, sealed, { accountId: hexToBytes(accountId), publicKey, keyEpoch });
  context.hooks?.hold("server share", share);
  const encoded = Uint8Array.of(1, 1, ...share, 2, ...publicKey);
  try {
    const keyPackage = decodeKeyPackage(encoded);
    const publicKeyPackage = decodePublicKeyPackage(key.publicKeyPackage);
    checkKeyPackage(keyPackage, publicKeyPackage);
    return { keyPackage, publicKeyPackage };
  } finally {
    zeroize(share, encoded);
  }
}
