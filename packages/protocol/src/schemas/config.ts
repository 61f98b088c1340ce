import { z } from "zod";
import { IdentitySuccession, KeyDocument } from "./keys.ts";
import { Policy } from "./policy.ts";
import { ChainId, EvmAddress, hex } from "./primitives.ts";

/** An absolute http(s) URL, or a path on the page's own origin. */
const location = z
  .string()
  .max(2048)
  .regex(/^(?:https?:\/\/[^\s/]|\/(?!\/))\S*$/);

const symbol = z.string().min(1).max(16);

export const TokenConfig = z.object({
  address: EvmAddress,
  symbol,
  name: z.string().min(1).max(64),
  decimals: z.int().min(0).max(36),
});
export type TokenConfig = z.infer<typeof TokenConfig>;

export const ChainConfig = z.object({
  chainId: ChainId,
  /** Hash of block 0: two chains with one id are two chains. */
  genesisHash: hex(32),
  name: z.string().min(1).max(64),
  rpcUrl: location,
  bundlerUrl: location,
  paymasterUrl: location,
  faucetUrl: location.optional(),
  explorerUrl: location.optional(),
  entryPoint: EvmAddress,
  core: EvmAddress,
  features: EvmAddress,
  factory: EvmAddress,
  sponsorPaymaster: EvmAddress,
  tokenPaymaster: EvmAddress.optional(),
  tokens: z.array(TokenConfig).max(256),
});
export type ChainConfig = z.infer<typeof ChainConfig>;

/** `GET /v1/config`: everything a page needs to know of its host; nothing of it is built in. */
export const Config = z.object({
  name: z.string().min(1).max(64),
  /** WebAuthn relying party id: the wallet's exact host name. */
  rpId: z.string().min(1).max(253),
  origins: z.array(z.string().max(2048)).min(1).max(16),
  /** The server's long-term Ed25519 identity. A device keeps it from creation and alarms at one that does not follow. */
  identity: hex(32),
  /** How the identity follows from earlier ones. */
  successions: z.array(IdentitySuccession).max(64).optional(),
  keys: z.array(KeyDocument).max(16),
  chains: z.array(ChainConfig).min(1).max(64),
  defaults: z.object({
    /** Policy of a new account. */
    policy: Policy,
    /** Longest time a co-signed UserOperation stays valid. */
    operationValiditySeconds: z.int().min(1).max(600),
    /** How far `created` of a signed request may be from the server's clock. */
    requestWindowSeconds: z.int().min(30).max(120),
  }),
});
export type Config = z.infer<typeof Config>;
