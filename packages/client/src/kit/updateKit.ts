import {
  addBackupHolder,
  applyRefresh,
  checkKeyPackage,
  decodePublicKeyPackage,
  encodePublicKeyPackage,
  FrostError,
  suiteName,
} from "@tandem/frost";
import { bytesToHex, type KitUpdate, OpenSealedError, open, sealInfo } from "@tandem/protocol";
import type { Hex } from "viem";
import { hexToBytes, zeroize } from "../bytes.ts";
import { KitOutdatedError } from "./errors.ts";
import type { OpenedKit } from "./format/index.ts";

export type UpdateKitParameters = {
  readonly opened: OpenedKit;
  readonly updates: readonly KitUpdate[];
  /** Of the account now. */
  readonly keyEpoch: number;
  readonly publicKeyPackage: Hex;
};

/**
 * Brings an open kit's share to the account's key epoch by the sealed updates, in memory only: what is on paper stays as it
 * is. The old share is zeroed; `close` of the result zeroes the new one.
 *
 * @throws KitOutdatedError where an update is missing or wrong
 */
export async function updateKit({
  opened,
  updates,
  keyEpoch,
  publicKeyPackage,
}: UpdateKitParameters): Promise<OpenedKit> {
  let kit = opened;
  try {
    for (let epoch = opened.keyEpoch + 1; epoch <= keyEpoch; epoch++) {
      const update = updates.find((candidate) => candidate.keyEpoch === epoch);
      if (!update) throw new KitOutdatedError({ reason: "refreshed" });
      kit = await applyUpdate(kit, update);
    }
    const pinned = addBackupHolder(decodePublicKeyPackage(hexToBytes(publicKeyPackage)));
    if (kit.keyEpoch !== keyEpoch) throw new KitOutdatedError({ reason: "refreshed" });
    checkKeyPackage(kit.keyPackage, pinned);
    return kit;
  } catch (error) {
    kit.close();
    const isWrong = error instanceof FrostError || error instanceof OpenSealedError;
    throw isWrong ? new KitOutdatedError({ reason: "refreshed" }) : error;
  }
}

async function applyUpdate(kit: OpenedKit, update: KitUpdate): Promise<OpenedKit> {
  const { accountId, keyEpoch, hpke, keyPackage } = kit;
  const { sessionId } = update;
  const openFrom = (sender: number, sealed: Hex) => {
    const info = sealInfo({
      suite: suiteName,
      purpose: "refresh-kit",
      sessionId,
      accountId,
      keyEpoch,
      sender,
      recipient: 2,
    });
    return open({ privateKey: hpke.privateKey, info, sealed: hexToBytes(sealed) });
  };
  const [fromServer, fromDevice] = await Promise.all([openFrom(1, update.fromServer), openFrom(3, update.fromDevice)]);
  try {
    const next = applyRefresh({
      keyPackage,
      publicKeyPackage: decodePublicKeyPackage(hexToBytes(kit.publicKeyPackage)),
      packages: { 1: hexToBytes(update.serverPackage), 3: hexToBytes(update.devicePackage) },
      updates: { 1: fromServer, 3: fromDevice },
    });
    zeroize(keyPackage.signingShare);
    const close = () => {
      zeroize(next.keyPackage.signingShare);
      kit.close();
    };
    return {
      ...kit,
      keyEpoch: update.keyEpoch,
      keyPackage: next.keyPackage,
      publicKeyPackage: bytesToHex(encodePublicKeyPackage(next.publicKeyPackage)),
      close,
    };
  } finally {
    zeroize(fromServer, fromDevice);
  }
}
