import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { InvalidParameterError } from "../errors/BaseError.ts";
import type { SignEd25519 } from "../keys/signKeyDocument.ts";
import { verifyEd25519 } from "../keys/verifyEd25519.ts";
import { LogFormatError, LogSignatureError } from "./errors.ts";

/** Who signs notes: a name, which for a log is its origin, and an Ed25519 key of 32 bytes. */
export type NoteKey = { readonly name: string; readonly publicKey: Uint8Array };

const ed25519Type = 1;
const signatureLine = /^\u2014 (?<name>[^\s+]+) (?<data>[A-Za-z0-9+/]+={0,2})$/u;
/** Far more than a checkpoint needs, with the signatures of many witnesses. */
const maxNoteLength = 65_535;
const maxSignatures = 64;

/**
 * Signs a text as a note (https://c2sp.org/signed-note): the text, an empty line, `— <name> <base64(key id ‖ signature)>`.
 *
 * @param text - Ends with a newline.
 */
export async function signNote({
  text,
  key,
  sign,
}: {
  readonly text: string;
  readonly key: NoteKey;
  readonly sign: SignEd25519;
}): Promise<string> {
  if (!text.endsWith("\n") || hasControls(text)) throw new InvalidParameterError("text", "lines, each with its end");
  if (!/^[^\s+]+$/u.test(key.name)) throw new InvalidParameterError("name", "without spaces and plus");
  const signature = concatBytes(noteKeyId(key), await sign(utf8ToBytes(text)));
  return `${text}\n\u2014 ${key.name} ${bytesToBase64(signature)}\n`;
}

/**
 * Opens a note that one of `keys` has signed. Signatures of other keys are ignored, a wrong one of a known key refuses
 * the note.
 *
 * @param what - Names the note in errors.
 * @returns its text.
 * @throws LogFormatError, LogSignatureError
 */
export function openNote({
  note,
  keys,
  what,
}: {
  readonly note: string;
  readonly keys: readonly NoteKey[];
  readonly what: string;
}): string {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || note.length > maxNoteLength || !note.endsWith("\n") || hasControls(note))
    throw new LogFormatError(what);
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > maxSignatures) throw new LogFormatError(what);
  let isSigned = false;
  for (const line of lines) {
    const { name, data } = signatureLine.exec(line)?.groups ?? {};
    const bytes = data === undefined ? undefined : base64ToBytes(data);
    if (!bytes || bytes.length <= 4) throw new LogFormatError(what);
    for (const key of keys) {
      if (key.name !== name || !noteKeyId(key).every((byte, at) => byte === bytes[at])) continue;
      if (!verifyEd25519(bytes.subarray(4), utf8ToBytes(text), key.publicKey)) throw new LogSignatureError(what);
      isSigned = true;
    }
  }
  if (!isSigned) throw new LogSignatureError(what);
  return text;
}

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first 4 bytes. */
export function noteKeyId({ name, publicKey }: NoteKey): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(name), Uint8Array.of(0x0a, ed25519Type), publicKey)).subarray(0, 4);
}

/** Base 64 of RFC 4648 section 4, the form of notes. */
export function bytesToBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** The bytes behind the one canonical spelling, or undefined. */
export function base64ToBytes(text: string): Uint8Array | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return bytesToBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** ASCII control characters other than the newline, and lone surrogates, which UTF-8 cannot say. */
function hasControls(text: string): boolean {
  return /[^\n -\u{10ffff}]/u.test(text) || !text.isWellFormed();
}
