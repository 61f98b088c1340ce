import { sha256 } from "@noble/hashes/sha2.js";
import { encodeParts } from "@tandem/frost";
import { KitFormatError } from "../errors.ts";
import { decodeBase32, encodeBase32 } from "./base32.ts";
import { compactKitLength, decodeCompactKit, type Kit } from "./compactKit.ts";

const prefix = "TDK1:";
const checksumLength = 4;
const lineCount = 12;
const bytesALine = compactKitLength / lineCount;
const lineLength = 24;

/**
 * What the sheet's QR code says: `TDK1:` and base32 of the compact kit and the first 4 bytes of SHA-256("tandem/kit-qr/v1" ‖
 * kit). 261 characters of a QR code's alphanumeric mode: version 9 with correction level M.
 */
export function formatKitQr({ compact }: Kit): string {
  const checksum = sha256(encodeParts(["tandem/kit-qr/v1", compact])).subarray(0, checksumLength);
  return prefix + encodeBase32(Uint8Array.of(...compact, ...checksum));
}

/**
 * The same for eyes and fingers: 12 lines, each 13 bytes and the first two of SHA-256("tandem/kit-line/v1" ‖ number of
 * the line ‖ bytes), in six groups of four characters.
 */
export function formatKitLines({ compact }: Kit): readonly string[] {
  return Array.from({ length: lineCount }, (_, line) => {
    const bytes = compact.subarray(line * bytesALine, (line + 1) * bytesALine);
    return encodeBase32(Uint8Array.of(...bytes, ...checksumOfLine(bytes, line))).replaceAll(/.{4}(?!$)/g, "$& ");
  });
}

/**
 * Reads a kit from what a camera saw or a person typed: the QR code's text, or the sheet's lines.
 *
 * @throws KitFormatError naming the lines with a mistake
 */
export function parseKitText(text: string): Kit {
  const compacted = text.replaceAll(/[\s\u2010-\u2015-]/g, "").toUpperCase();
  return decodeCompactKit(compacted.startsWith(prefix) ? readQr(compacted.slice(prefix.length)) : readLines(compacted));
}

function readQr(text: string): Uint8Array {
  const bytes = decodeBase32(text);
  if (bytes?.length !== compactKitLength + checksumLength) throw new KitFormatError({ reason: "damaged" });
  const compact = bytes.subarray(0, compactKitLength);
  const checksum = sha256(encodeParts(["tandem/kit-qr/v1", compact]));
  const isWhole = bytes.subarray(compactKitLength).every((byte, place) => byte === checksum[place]);
  if (!isWhole) throw new KitFormatError({ reason: "damaged" });
  return compact;
}

function readLines(text: string): Uint8Array {
  const typed = Array.from(text);
  if (typed.length > lineCount * lineLength) throw new KitFormatError({ reason: "not-a-kit" });
  const compact = new Uint8Array(compactKitLength);
  const wrong: number[] = [];
  for (let line = 0; line * lineLength < typed.length; line++) {
    const characters = typed.slice(line * lineLength, (line + 1) * lineLength);
    if (characters.length < lineLength) break;
    const bytes = decodeBase32(characters.join(""));
    const data = bytes?.subarray(0, bytesALine);
    const checksum = data && checksumOfLine(data, line);
    const isWhole = bytes && checksum?.every((byte, place) => byte === bytes[bytesALine + place]);
    if (data && isWhole) compact.set(data, line * bytesALine);
    else wrong.push(line + 1);
  }
  if (wrong.length === lineCount) throw new KitFormatError({ reason: "not-a-kit" });
  if (wrong.length > 0) throw new KitFormatError({ reason: "damaged", lines: wrong });
  if (typed.length < lineCount * lineLength) throw new KitFormatError({ reason: "incomplete" });
  return compact;
}

function checksumOfLine(bytes: Uint8Array, line: number): Uint8Array {
  return sha256(encodeParts(["tandem/kit-line/v1", line + 1, bytes])).subarray(0, 2);
}
