import { z } from "zod";
import { Decimal, EvmAddress } from "./primitives.ts";

/** `eip155:<chainId>/slip44:60` (the native coin) or `eip155:<chainId>/erc20:<lowercase address>`, after CAIP-19. */
export const AssetId = z
  .string()
  .max(96)
  .regex(/^eip155:[1-9][0-9]{0,15}\/(?:slip44:60|erc20:0x[0-9a-f]{40})$/);
export type AssetId = z.infer<typeof AssetId>;

export const Limit = z.strictObject({
  asset: AssetId,
  /** Most that may leave in the window, in the asset's smallest unit. */
  amount: Decimal,
  /** Rolling 24 hours. */
  windowSeconds: z.literal(86_400),
});
export type Limit = z.infer<typeof Limit>;

/** Each address once. */
const addresses = z
  .array(EvmAddress)
  .max(100)
  .refine((list) => new Set(list).size === list.length, "each address once");

export const Policy = z.strictObject({
  version: z.literal(1),
  limits: z
    .array(Limit)
    .max(64)
    .refine((limits) => new Set(limits.map(({ asset }) => asset)).size === limits.length, "one limit an asset"),
  /** Only these may get anything: coin, tokens, rights, calls. Absent: anybody. */
  allowed: z.exactOptional(addresses),
  /** These never get anything. Absent: nobody. */
  blocked: z.exactOptional(addresses),
  /** Somebody who was not paid before, and is not in `contacts`, has to be confirmed. Absent: not asked. */
  newRecipients: z.exactOptional(z.literal("confirm")),
  /** Never new. */
  contacts: z.exactOptional(addresses),
});
export type Policy = z.infer<typeof Policy>;
