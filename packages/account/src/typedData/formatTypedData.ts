import { TypedData } from "@tandem/protocol";
import { bytesToHex, hexToBigInt, isBytes, isHex } from "viem";
import { InvalidTypedDataError } from "../errors.ts";

/** Typed data as viem's callers write it. */
export type TypedDataInput = {
  readonly domain?: unknown;
  readonly types: unknown;
  readonly primaryType: unknown;
  readonly message: unknown;
};

/**
 * From viem's form to the wire: bigint becomes a decimal string, bytes become hex.
 *
 * @throws InvalidTypedDataError for what JSON cannot carry or the wire's bounds refuse.
 */
export function formatTypedData({ domain = {}, types, primaryType, message }: TypedDataInput): TypedData {
  const wire = toPlain({ domain: normalizeDomain(domain), types, primaryType, message }, maxDepth);
  const result = TypedData.safeParse(wire);
  if (!result.success) throw new InvalidTypedDataError("it is not EIP-712 in JSON", { cause: result.error });
  return result.data;
}

/** Deeper than the wire's bound, so that the schema is what refuses; only cycles end here. */
const maxDepth = 64;

/** Apps write the chain id as a number, bigint, decimal or hex. */
function normalizeDomain(domain: unknown): unknown {
  if (typeof domain !== "object" || domain === null || !("chainId" in domain)) return domain;
  const { chainId } = domain;
  return typeof chainId === "string" && isHex(chainId) ? { ...domain, chainId: hexToBigInt(chainId) } : domain;
}

function toPlain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (isBytes(value)) return bytesToHex(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) throw new InvalidTypedDataError("it is nested too deep");
  if (Array.isArray(value)) return value.map((member) => toPlain(member, depth - 1));
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, toPlain(member, depth - 1)]));
}
