import { sha256 } from "@noble/hashes/sha2.js";
import { encodeParts } from "@tandem/frost";
import { base64url, base64urlToBytes, bytesToBase64url } from "@tandem/protocol";
import { z } from "zod";
import { copyBytes } from "../../bytes.ts";
import { KitFormatError } from "../errors.ts";
import { decodeCompactKit, type Kit, kitVersion } from "./compactKit.ts";

const format = "tandem-backup-kit";
/** Longest file that is read; a whole kit has some 20 kB. */
const maxFileLength = 1_000_000;

const KitFile = z.object({
  format: z.literal(format),
  version: z.literal(kitVersion),
  kit: base64url(256),
  details: base64url(900_000),
  checksum: base64url(64),
});
const Named = z.object({ format: z.literal(format), version: z.int() });

/** The kit's file: JSON, UTF-8. `checksum` tells a damaged file from a wrong code. */
export function formatKitFile({ compact, sealedDetails }: Kit): Uint8Array<ArrayBuffer> {
  if (!sealedDetails) throw new KitFormatError({ reason: "damaged" });
  const file = {
    format,
    version: kitVersion,
    about: "Backup kit of a Tandem account. It opens with its code at the wallet. Keep it; tell nobody the code.",
    kit: bytesToBase64url(compact),
    details: bytesToBase64url(sealedDetails),
    checksum: bytesToBase64url(checksumOf(compact, sealedDetails)),
  };
  return copyBytes(new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`));
}

/** Reads a kit's file without opening it. @throws KitFormatError */
export function parseKitFile(bytes: Uint8Array): Kit {
  if (bytes.length > maxFileLength) throw new KitFormatError({ reason: "not-a-kit" });
  const json = readJson(bytes);
  const named = Named.safeParse(json);
  if (!named.success) throw new KitFormatError({ reason: looksLikeKit(bytes) ? "damaged" : "not-a-kit" });
  if (named.data.version > kitVersion) throw new KitFormatError({ reason: "newer" });
  const file = KitFile.safeParse(json);
  if (!file.success) throw new KitFormatError({ reason: "damaged" });
  try {
    const compact = base64urlToBytes(file.data.kit);
    const sealedDetails = copyBytes(base64urlToBytes(file.data.details));
    const isWhole = bytesToBase64url(checksumOf(compact, sealedDetails)) === file.data.checksum;
    if (!isWhole) throw new KitFormatError({ reason: "damaged" });
    return { ...decodeCompactKit(compact), sealedDetails };
  } catch (error) {
    throw error instanceof KitFormatError ? error : new KitFormatError({ reason: "damaged" });
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** A cut or changed file is no JSON any more, and still begins like one of ours. */
function looksLikeKit(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 200)).includes(format);
}

function checksumOf(compact: Uint8Array, sealedDetails: Uint8Array): Uint8Array {
  return sha256(encodeParts(["tandem/kit-file/v1", compact, sealedDetails]));
}
