import { sha256 } from "@noble/hashes/sha2.js";
import { encodeParts } from "@tandem/frost";
import { zeroize } from "../../bytes.ts";
import type { RandomBytes } from "../../vault/index.ts";
import { KitCodeError } from "../errors.ts";
import { readBase32, toCharacter } from "./base32.ts";

const codeLength = 16;
const groupCount = 7;
const groupLength = 5;

/** A kit's code: 16 random bytes. Secret: shown once, then zeroed. */
export function createKitCode(randomBytes: RandomBytes): Uint8Array<ArrayBuffer> {
  return randomBytes(codeLength);
}

/**
 * The code for people: 7 groups of 5 characters. 28 characters hold the 128 bits and the first 12 bits of
 * SHA-256("tandem/kit-code/v1" ‖ code); the fifth of each group checks the four before it and the group's place.
 *
 * @returns `XXXXX-XXXXX-…`, 41 characters. Secret.
 */
export function formatKitCode(code: Uint8Array): string {
  const checked = new Uint8Array(18);
  checked.set(code);
  checked.set(checksumOf(code), codeLength);
  const groups = Array.from({ length: groupCount }, (_, group) => {
    // 20 bits a group: two groups are five bytes.
    const offset = Math.floor((group * 20) / 8);
    const three = ((checked[offset] ?? 0) << 16) | ((checked[offset + 1] ?? 0) << 8) | (checked[offset + 2] ?? 0);
    const bits = group % 2 === 0 ? three >> 4 : three & 0xfffff;
    const values = [bits >> 15, (bits >> 10) & 31, (bits >> 5) & 31, bits & 31];
    return [...values, checkOf(values, group)].map(toCharacter).join("");
  });
  zeroize(checked);
  return groups.join("-");
}

/**
 * Reads a code as a person types it: any case, O for 0, I and L for 1, with or without hyphens and spaces.
 *
 * @returns 16 bytes. Secret: zero them.
 * @throws KitCodeError that says what is wrong and in which groups, without repeating anything typed.
 */
export function parseKitCode(text: string): Uint8Array<ArrayBuffer> {
  const typed = text.replaceAll(/[\s\u2010-\u2015-]/g, "");
  const groups = typed.match(/.{1,5}/gsu) ?? [];
  const values = groups.map(readBase32);
  const broken = (isBroken: (group: number) => boolean) =>
    groups.map((_, group) => group + 1).filter((group) => isBroken(group - 1));
  const unreadable = broken((group) => values[group] === undefined);
  if (unreadable.length > 0) throw new KitCodeError({ reason: "character", groups: unreadable });
  if (typed.length > groupCount * groupLength) throw new KitCodeError({ reason: "too-long" });
  const mistyped = broken((group) => {
    const read = values[group] ?? [];
    return read.length === groupLength && checkOf(read, group) !== read[4];
  });
  if (mistyped.length > 0) throw new KitCodeError({ reason: "group", groups: mistyped });
  if (typed.length < groupCount * groupLength) throw new KitCodeError({ reason: "incomplete" });
  return join(values.map((read) => read ?? []));
}

function join(groups: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const checked = new Uint8Array(18);
  groups.forEach(([a = 0, b = 0, c = 0, d = 0], group) => {
    const bits = (a << 15) | (b << 10) | (c << 5) | d;
    const offset = Math.floor((group * 20) / 8);
    const three = group % 2 === 0 ? bits << 4 : bits;
    checked[offset] = (checked[offset] ?? 0) | (three >> 16);
    checked[offset + 1] = (three >> 8) & 255;
    checked[offset + 2] = (checked[offset + 2] ?? 0) | (three & 255);
  });
  const code = checked.slice(0, codeLength);
  const [first, second] = checksumOf(code);
  const isWhole = checked[16] === first && checked[17] === second;
  zeroize(checked);
  if (isWhole) return code;
  zeroize(code);
  throw new KitCodeError({ reason: "checksum" });
}

/** Twelve bits in two bytes, the last four zero. */
function checksumOf(code: Uint8Array): Uint8Array {
  const hash = sha256(encodeParts(["tandem/kit-code/v1", code]));
  return Uint8Array.of(hash[0] ?? 0, (hash[1] ?? 0) & 0xf0);
}

/**
 * place + 2·a + 4·b + 8·c + 16·d in GF(2^5) modulo x^5 + x^2 + 1. The weights differ from each other and from the check
 * character's own, 1: any one wrong character and any two that change places are noticed, and so are groups that do.
 */
function checkOf([a = 0, b = 0, c = 0, d = 0]: readonly number[], group: number): number {
  return group ^ multiply(2, a) ^ multiply(4, b) ^ multiply(8, c) ^ multiply(16, d);
}

function multiply(weight: number, value: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit--) {
    product <<= 1;
    if (product & 32) product ^= 0b100101;
    if ((weight >> bit) & 1) product ^= value;
  }
  return product;
}
