import { encodeRotateOwner } from "@tandem/account";
import { type MadeKit, openKit } from "@tandem/client";
import {
  connectChain,
  createOfflineSigner,
  makeSoloKey,
  openDeviceExport,
  parseDeviceExport,
  prepareOfflineOperation,
  readOfflineAccount,
  type SealedDeviceExport,
  sealSoloFiles,
  sendOfflineOperation,
  signOfflineOperation,
  waitForOfflineOperation,
} from "@tandem/client/offline";
import type { Stack } from "@tandem/devnet";
import type { Hex } from "viem";
import { expect } from "vitest";
import type { TestDevice } from "./createTestDevice.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

export type ReplacedOffline = {
  /** Of the key that was replaced. */
  readonly old: { readonly kit: MadeKit; readonly device: SealedDeviceExport };
  /** Of the new one, which no server has a part of. */
  readonly files: { readonly kit: SealedDeviceExport; readonly device: SealedDeviceExport };
  readonly newOwner: Hex;
};

/** As the page that works without the server does: kit and device export open, a key of its own takes the account over. */
export async function replaceOffline(
  { urls }: Stack,
  { client }: TestDevice,
  accountId: Hex,
): Promise<ReplacedOffline> {
  const kit = await client.makeKit({ accountId });
  const device = await client.exportDevice({ accountId });
  const opened = await openKit(kit);
  const { account, chains, keyPackage } = await openDeviceExport(parseDeviceExport(device.file), device.code);
  const signer = createOfflineSigner({ ...account, kit: opened.keyPackage, device: keyPackage, randomBytes });
  const [chain] = chains;
  if (!chain) throw new TypeError("no chain");
  const connected = await connectChain({ chain, rpcUrl: urls.rpc, bundlerUrl: urls.bundler });
  const { ownerEpoch } = await readOfflineAccount(connected, account);
  const solo = makeSoloKey({ account, signer, ownerEpoch, randomBytes });
  const files = await sealSoloFiles({ solo, old: opened.details, chains, now: Date.now(), randomBytes });
  const calls = [{ to: account.address, data: encodeRotateOwner(solo.rotation) }];
  const prepared = await prepareOfflineOperation({ chain: connected, account, calls });
  const operation = await signOfflineOperation(signer, prepared);
  await sendOfflineOperation(connected, operation);
  const outcome = await waitForOfflineOperation(connected, { operation, validUntil: prepared.validUntil });
  expect(outcome.status).toBe("confirmed");
  signer.close();
  solo.signer.close();
  return { old: { kit, device }, files, newOwner: solo.rotation.newOwner };
}
