import { bytesToHex, hexToBytes } from "@tandem/protocol";
import { z } from "zod";

const Message = z.strictObject({
  /** The encoded key package of the device share. */
  share: z.string().regex(/^0x(?:[0-9a-f]{2}){32,512}$/),
  /** The vault's data key, where the account keeps a vault copy. */
  dataKey: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .optional(),
});

export type ShareMessage = { readonly share: Uint8Array; readonly dataKey: Uint8Array | undefined };

/** What a device seals for the one it adds. Secret: the caller zeroes what it gets. */
export function encodeShareMessage({ share, dataKey }: ShareMessage): Uint8Array {
  const message = { share: bytesToHex(share), ...(dataKey && { dataKey: bytesToHex(dataKey) }) };
  return new TextEncoder().encode(JSON.stringify(message));
}

export function decodeShareMessage(bytes: Uint8Array): ShareMessage {
  const { share, dataKey } = Message.parse(JSON.parse(new TextDecoder().decode(bytes)));
  // The expressions above have established `0x…`.
  const toBytes = (hex: string) => hexToBytes(hex as `0x${string}`);
  return { share: toBytes(share), dataKey: dataKey === undefined ? undefined : toBytes(dataKey) };
}
