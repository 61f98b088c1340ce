import type { DeviceStorage } from "@tandem/client";
import type { Hex } from "viem";
import { openShare, unwrapDataKey } from "../src/vault/index.ts";

export type OpenDeviceParameters = {
  readonly storage: DeviceStorage;
  readonly accountId: Hex;
  /** PRF output of the account's passkey. */
  readonly prf: Uint8Array;
};

/** The secrets behind a device's storage, for tests that search for them. */
export async function openDevice(parameters: OpenDeviceParameters): Promise<{
  readonly signingShare: Uint8Array;
  readonly dataKey: Uint8Array;
  readonly publicKey: Uint8Array;
}> {
  const { storage, accountId, prf } = parameters;
  const record = await storage.get("accounts", accountId);
  const [wrap] = record?.wraps ?? [];
  if (!record || !wrap) throw new RangeError("this device has no share that a passkey opens");
  const open = {
    sealed: record,
    ...record.account,
    publicKeyPackage: record.publicKeyPackage,
    secret: { kind: "passkey", credentialId: wrap.credentialId, prf: Uint8Array.from(prf) },
  } as const;
  const [{ signingShare, publicKey }, dataKey] = await Promise.all([openShare(open), unwrapDataKey(open)]);
  return { signingShare, dataKey, publicKey };
}
