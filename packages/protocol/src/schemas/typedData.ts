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
export const TypedData = z
  .strictObject({
    domain: TypedDataDomain,
    types: z.record(identifier, z.array(z.strictObject({ name: identifier, type: fieldType })).max(128)),
    primaryType: identifier,
    message: z.record(z.string().max(128), z.unknown()).refine((message) => isPlainValue(message, maxDepth), {
      error: "not plain JSON, an unsafe number, or too deep",
      abort: true,
    }),
  })
  .refine(({ types, message }) => countObjects(message) * countTypeBytes(types) <= maxHashedTypeBytes, {
    error: "too many structs of too long types",
  });
export type TypedData = z.infer<typeof TypedData>;

/**
 * EIP-712 hashes the whole type description once for every struct value, so a small body could ask for minutes of
 * hashing. This bound is some 50 ms; a Seaport bulk order of 64 is below it.
 */
const maxHashedTypeBytes = 1_000_000;

function countTypeBytes(types: Readonly<Record<string, readonly { name: string; type: string }[]>>): number {
  const fields = Object.entries(types).flatMap(([name, fields]) => [name, ...fields.flatMap(Object.values<string>)]);
  return fields.reduce((sum, text) => sum + text.length + 1, 0);
}

function countObjects(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const members: number = Object.values(value).reduce<number>((sum, member) => sum + countObjects(member), 0);
  return Array.isArray(value) ? members : members + 1;
}

function isPlainValue(value: unknown, depth: number): boolean {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (depth === 0 || typeof value !== "object" || value === null) return false;
  return Object.values(value).every((member) => isPlainValue(member, depth - 1));
}
