import { z } from "zod";
import { Decimal, EvmAddress, hex } from "./primitives.ts";

/** Structs inside structs are followed this deep; no known message comes near. */
const maxDepth = 16;

const identifier = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_$][A-Za-z0-9_$]*$/);

const fieldType = z
  .string()
  .max(160)
  .regex(/^[A-Za-z_$][A-Za-z0-9_$]*(?:\[[0-9]{0,4}\])*$/);

/** EIP-712 domain. `chainId` as a number or decimal string. */
const TypedDataDomain = z.strictObject({
  name: z.string().max(256).optional(),
  version: z.string().max(64).optional(),
  chainId: z.union([z.int().min(0), Decimal]).optional(),
  verifyingContract: EvmAddress.optional(),
  salt: hex(32).optional(),
});

/**
 * EIP-712 typed data in JSON. Integers beyond 2^53 are decimal or hex strings: a JSON number would lose digits
 * and the two sides would sign different values. Strings are kept exactly as sent.
 */
export const TypedData = z.strictObject({
  domain: TypedDataDomain,
  types: z.record(identifier, z.array(z.strictObject({ name: identifier, type: fieldType })).max(128)),
  primaryType: identifier,
  message: z
    .record(z.string().max(128), z.unknown())
    .refine((message) => isPlainValue(message, maxDepth), "not plain JSON, an unsafe number, or too deep"),
});
export type TypedData = z.infer<typeof TypedData>;

function isPlainValue(value: unknown, depth: number): boolean {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (depth === 0 || typeof value !== "object" || value === null) return false;
  return Object.values(value).every((member) => isPlainValue(member, depth - 1));
}
