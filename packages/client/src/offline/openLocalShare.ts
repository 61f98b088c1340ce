import { decodeKeyPackage, encodeKeyPackage, type KeyPackage } from "@tandem/frost";
import type { Vault } from "@tandem/protocol";
import type { Hex } from "viem";
import { zeroize } from "../bytes.ts";
import { createContext } from "../createContext.ts";
import { AccountNotFoundError, VaultMissingError, VaultOpenError } from "../errors.ts";
import { getPrfSalt, type PasskeyProvider } from "../passkeys/index.ts";
import { confirmWithPasskey } from "../signing/index.ts";
import type { DeviceStorage } from "../storage/index.ts";
import { openShare } from "../vault/index.ts";
import { toRenewed } from "./toRenewed.ts";
import type { RenewedShares } from "./types.ts";

export type OpenedLocalShare = {
  /** Share 3. Secret: zero it. */
  readonly keyPackage: KeyPackage;
  readonly renewed?: RenewedShares | undefined;
};

type Outside = {
  readonly storage: DeviceStorage;
  readonly passkeys: PasskeyProvider;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
};

/**
 * Share 3 as this browser keeps it, opened by passkey or password. Asks no server.
 *
 * @returns the key package, which the caller zeroes, and how an older kit comes along.
 * @throws AccountNotFoundError, PasskeyCancelledError, PasskeyFailedError, PasswordError, VaultOpenError
 */
export async function openLocalShare(
  { storage, passkeys, randomBytes }: Outside,
  { accountId, password }: { readonly accountId: Hex; readonly password?: string | undefined },
): Promise<OpenedLocalShare> {
  const record = await storage.get("accounts", accountId);
  if (!record) throw new AccountNotFoundError();
  const context = createContext({ baseUrl: "http://localhost", storage, passkeys, randomBytes });
  const { share } = await confirmWithPasskey(context, { record, challenge: randomBytes(32), password });
  const encoded = encodeKeyPackage(share.keyPackage);
  share.close();
  try {
    return { keyPackage: decodeKeyPackage(encoded), renewed: toRenewed(record) };
  } finally {
    zeroize(encoded);
  }
}

export type OpenVaultCopyParameters = {
  /** From the backup kit. */
  readonly vault: Vault | null;
  readonly accountId: Hex;
  readonly publicKey: Hex;
  readonly publicKeyPackage: Hex;
  readonly rpId: string;
};

/**
 * Share 3 from the vault copy in a backup kit, opened by the account's synced passkey on a page of the wallet's domain.
 * Asks no server.
 *
 * @returns the key package, which the caller zeroes.
 * @throws VaultMissingError, PasskeyCancelledError, PasskeyFailedError, VaultOpenError
 */
export async function openVaultCopy(
  { passkeys, randomBytes }: Pick<Outside, "passkeys" | "randomBytes">,
  { vault, accountId, publicKey, publicKeyPackage, rpId }: OpenVaultCopyParameters,
): Promise<KeyPackage> {
  if (!vault) throw new VaultMissingError();
  const { assertion, prf } = await passkeys.get({
    rpId,
    challenge: randomBytes(32),
    prfSalt: await getPrfSalt(),
    allowCredentials: vault.wraps.map(({ credentialId: id }) => ({ id, transports: [] })),
  });
  if (!prf) throw new VaultOpenError();
  try {
    return await openShare({
      sealed: { ...vault, unlock: { kind: "passkey" } },
      accountId,
      publicKey,
      publicKeyPackage,
      keyEpoch: vault.keyEpoch,
      secret: { kind: "passkey", credentialId: assertion.id, prf },
    });
  } finally {
    zeroize(prf);
  }
}
