import { z } from "zod";
import { Decimal, EvmAddress, hexUpTo, quantity } from "./primitives.ts";
import { Problem } from "./problem.ts";
import { PaymasterUserOperation } from "./userOperation.ts";

const context = z.record(z.string().max(64), z.unknown());

/** `POST /paymaster/{chainId}`: ERC-7677 JSON-RPC. Params: operation, EntryPoint, chain id, context. */
export const PaymasterRequest = z.strictObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.int(), z.string().max(64)]),
  method: z.enum(["pm_getPaymasterStubData", "pm_getPaymasterData"]),
  params: z.union([
    z.tuple([PaymasterUserOperation, EvmAddress, quantity(64)]),
    z.tuple([PaymasterUserOperation, EvmAddress, quantity(64), context.nullable()]),
  ]),
});
export type PaymasterRequest = z.infer<typeof PaymasterRequest>;

/** What an operation costs whose fee is paid in a token (ERC-7677 context `{ "token": "0x…" }`). */
export const TokenQuote = z.object({
  token: EvmAddress,
  /** Smallest units of the token for one coin of the chain. */
  unitsPerCoin: Decimal,
  /** Smallest units, the most this operation takes; what it does not use comes back in the same transaction. */
  maxAmount: Decimal.optional(),
  /** Unix seconds of the chain: the quote is signed up to then. */
  validUntil: z.int(),
});
export type TokenQuote = z.infer<typeof TokenQuote>;

export const PaymasterData = z.object({
  paymaster: EvmAddress,
  paymasterData: hexUpTo(4096),
  quote: TokenQuote.optional(),
});
export type PaymasterData = z.infer<typeof PaymasterData>;

export const PaymasterStubData = z.object({
  paymaster: EvmAddress,
  paymasterData: hexUpTo(4096),
  paymasterVerificationGasLimit: quantity(128),
  paymasterPostOpGasLimit: quantity(128),
  sponsor: z.object({ name: z.string().max(64), icon: z.string().max(8192).optional() }).optional(),
  isFinal: z.boolean().optional(),
  quote: TokenQuote.optional(),
});
export type PaymasterStubData = z.infer<typeof PaymasterStubData>;

/** A JSON-RPC error; `data` is the Problem. */
export const PaymasterError = z.object({ code: z.int(), message: z.string().max(1024), data: Problem.optional() });
export type PaymasterError = z.infer<typeof PaymasterError>;
