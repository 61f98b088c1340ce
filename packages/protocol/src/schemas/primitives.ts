import type { Address, Hex } from "viem";
import { z } from "zod";

/** A string on the wire whose TypeScript type is narrower than `string`. */
export type TextSchema<text extends string> = z.ZodType<text, text>;

/** Largest body of a request, in bytes; no field can be longer. */
export const maxBodyBytes = 65_536;

/** `0x` and exactly `bytes` bytes. Any case is accepted, lowercase comes out, so equal values are equal strings. */
export function hex(bytes: number): TextSchema<Hex> {
  return asHex(z.string().regex(new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`)));
}

/** `0x` and whole bytes, at most `maxBytes`, at least `minBytes`. Lowercase comes out. */
export function hexUpTo(maxBytes: number, minBytes = 0): TextSchema<Hex> {
  return asHex(
    z
      .string()
      .min(2 + 2 * minBytes)
      .max(2 + 2 * maxBytes)
      .regex(/^0x(?:[0-9a-fA-F]{2})*$/),
  );
}

/** A 20-byte address in any case; lowercase comes out. Checksums are the user interface's concern. */
export const EvmAddress: TextSchema<Address> = hex(20);
export type EvmAddress = z.infer<typeof EvmAddress>;

/** 16 random bytes that name an account everywhere, also the passkey's user id. */
export const AccountId = hex(16);
export type AccountId = z.infer<typeof AccountId>;

/** 33-byte compressed P-256 request key; names the device. */
export const DeviceKeyId = hex(33);
export type DeviceKeyId = z.infer<typeof DeviceKeyId>;

/** An opaque id made by the service. */
export const OpaqueId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/);
export type OpaqueId = z.infer<typeof OpaqueId>;

/** JSON-RPC quantity of at most `bits` bits: `0x0`, or no leading zero. */
export function quantity(bits = 256): TextSchema<Hex> {
  return asHex(z.string().regex(new RegExp(`^0x(?:0|[1-9a-fA-F][0-9a-fA-F]{0,${bits / 4 - 1}})$`)));
}

const maxUint256 = (1n << 256n) - 1n;

/** An amount in the asset's smallest unit, as a decimal string of a uint256, no leading zero. */
export const Decimal = z
  .string()
  .max(78, { abort: true })
  .regex(/^(?:0|[1-9][0-9]*)$/, { abort: true })
  .refine((text) => BigInt(text) <= maxUint256, "larger than uint256");
export type Decimal = z.infer<typeof Decimal>;

/** base64url without padding, as in WebAuthn JSON. */
export function base64url(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]+$/);
}

export const ChainId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
export type ChainId = z.infer<typeof ChainId>;

/** Unix time in milliseconds. */
export const TimestampMs = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export type TimestampMs = z.infer<typeof TimestampMs>;

/** Unix time in seconds, of the 48 bits the account reads. */
export const Uint48Seconds = z
  .int()
  .min(0)
  .max(2 ** 48 - 1);
export type Uint48Seconds = z.infer<typeof Uint48Seconds>;

/** Version of the shares; rises with every refresh and rotation. */
export const KeyEpoch = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export type KeyEpoch = z.infer<typeof KeyEpoch>;

/** A name that a person gave: 1 to 64 characters, no control characters or line breaks, no direction overrides. */
export const DisplayName = z
  .string()
  .min(1)
  .max(64)
  // Without classes and flags of JavaScript, as the pattern also stands in the OpenAPI document.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/)
  .refine((name) => name.trim() !== "", "only spaces");
export type DisplayName = z.infer<typeof DisplayName>;

/** Name of a policy rule, for example `new-recipient`. */
export const RuleName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/);
export type RuleName = z.infer<typeof RuleName>;

function asHex(schema: z.ZodString): TextSchema<Hex> {
  // The regular expression has just established `0x…`, which zod's string type cannot say.
  return schema.toLowerCase() as unknown as TextSchema<Hex>;
}
