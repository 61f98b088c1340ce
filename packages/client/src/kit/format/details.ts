import {
  AccountId,
  ChainId,
  DeviceKeyId,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  KeyEpoch,
  Recovered,
  Rotation,
  TimestampMs,
  Vault,
} from "@tandem/protocol";
import { z } from "zod";

/** A chain as a page without the service needs it: where it is and which contracts the account stands on. */
export const KitChain = z.object({
  chainId: ChainId,
  genesisHash: hex(32),
  name: z.string().min(1).max(64),
  /** Absolute URLs, or paths on the wallet's origin. */
  rpcUrl: z.string().max(2048),
  bundlerUrl: z.string().max(2048),
  explorerUrl: z.string().max(2048).optional(),
  entryPoint: EvmAddress,
  factory: EvmAddress,
  core: EvmAddress,
  features: EvmAddress,
  tokens: z
    .array(
      z.object({
        address: EvmAddress,
        symbol: z.string().min(1).max(16),
        name: z.string().min(1).max(64),
        decimals: z.int().min(0).max(36),
      }),
    )
    .max(256),
});
export type KitChain = z.infer<typeof KitChain>;

/**
 * What a kit's file holds besides its share, sealed under the same code. Public facts all of them, and sealed all the
 * same: who finds the file learns neither the account nor its guardians. Later versions only add members.
 */
export const KitDetails = z.object({
  accountId: AccountId,
  name: DisplayName,
  /** Origin of the wallet and its co-signer. */
  origin: z.url().max(2048),
  /** WebAuthn relying party of the wallet: where the account's passkey works. */
  rpId: z.string().min(1).max(253),
  /** Ed25519 identity of the co-signer. */
  serverIdentity: hex(32),
  madeAt: TimestampMs,
  keyEpoch: KeyEpoch,
  /** x coordinate of the group key. */
  publicKey: hex(32),
  publicKeyPackage: hexUpTo(1024, 1),
  address: EvmAddress,
  birthKey: hex(32),
  configHash: hex(32),
  salt: hex(32),
  rotations: z.array(Rotation).max(64),
  /** Where guardians have made a key the owner. */
  recovered: Recovered.optional(),
  /** The guardian configuration as it was given, empty where there are none. */
  guardians: z.array(z.record(z.string().max(64), z.json())).max(32),
  /** The kit's own keys at the service: P-256 compressed, and X25519. */
  requestKeyId: DeviceKeyId,
  hpkeKey: hex(32),
  /** The sealed device share, which the account's passkey opens. Null where the account keeps no vault copy. */
  vault: Vault.nullable(),
  chains: z.array(KitChain).min(1).max(64),
  /** The co-signer's log as this device had verified it last: a signed note. */
  checkpoint: z.string().max(4096).nullable(),
});
export type KitDetails = z.infer<typeof KitDetails>;
