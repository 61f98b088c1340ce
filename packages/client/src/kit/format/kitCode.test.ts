import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KitCodeError } from "../errors.ts";
import { formatKitCode, parseKitCode } from "./kitCode.ts";

const codes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function problemOf(text: string): { reason: string; groups: readonly number[] } {
  try {
    parseKitCode(text);
    return { reason: "accepted", groups: [] };
  } catch (error) {
    if (!(error instanceof KitCodeError)) throw error;
    return { reason: error.reason, groups: error.groups };
  }
}

describe("formatKitCode, parseKitCode", () => {
  test("behavior: 7 groups of 5 that read back to the same 128 bits, however they are typed", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const text = formatKitCode(code);
        expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){6}$/);
        expect(parseKitCode(text)).toEqual(code);
        const typed = text.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
        expect(parseKitCode(` ${typed}\n`)).toEqual(code);
        expect(parseKitCode(text.replaceAll("-", ""))).toEqual(code);
      }),
    );
  });

  test("error: any one wrong character names its group", () => {
    fc.assert(
      fc.property(codes, fc.nat({ max: 34 }), fc.nat({ max: 31 }), (code, place, digit) => {
        const plain = formatKitCode(code).replaceAll("-", "");
        const after = alphabet[digit]!;
        fc.pre(plain[place] !== after);
        const typed = plain.slice(0, place) + after + plain.slice(place + 1);
        expect(problemOf(typed)).toEqual({ reason: "group", groups: [Math.floor(place / 5) + 1] });
      }),
      { numRuns: 500 },
    );
  });

  test("error: two characters of a group, or two groups, that changed places", () => {
    fc.assert(
      fc.property(codes, fc.nat({ max: 6 }), fc.nat({ max: 4 }), fc.nat({ max: 4 }), (code, group, a, b) => {
        const groups = formatKitCode(code).split("-");
        const characters = [...groups[group]!];
        fc.pre(characters[a] !== characters[b]);
        [characters[a], characters[b]] = [characters[b]!, characters[a]!];
        const typed = groups.map((text, i) => (i === group ? characters.join("") : text)).join("-");
        expect(problemOf(typed)).toEqual({ reason: "group", groups: [group + 1] });
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(codes, fc.nat({ max: 5 }), (code, first) => {
        const groups = formatKitCode(code).split("-");
        [groups[first], groups[first + 1]] = [groups[first + 1]!, groups[first]!];
        expect(problemOf(groups.join("-"))).toEqual({ reason: "group", groups: [first + 1, first + 2] });
      }),
    );
  });

  test("error: half typed, too long, and characters that no code has", () => {
    const text = formatKitCode(new Uint8Array(16).fill(7));
    for (let length = 0; length < text.length; length++)
      expect(problemOf(text.slice(0, length)).reason).toBe("incomplete");
    expect(problemOf(`${text}0`).reason).toBe("too-long");
    expect(problemOf(text.replace(/^./, "U"))).toEqual({ reason: "character", groups: [1] });
    expect(problemOf(text.replace(/.$/, "\u{1f511}"))).toEqual({ reason: "character", groups: [7] });
  });

  test("error: groups of two codes mixed, but for the one in 4,096 that twelve bits of checksum let pass", () => {
    let passed = 0;
    fc.assert(
      fc.property(codes, codes, fc.integer({ min: 1, max: 6 }), (one, two, at) => {
        const [first, second] = [one, two].map((code) => formatKitCode(code).split("-"));
        const mixed = [...first!.slice(0, at), ...second!.slice(at)].join("-");
        fc.pre(mixed !== first!.join("-") && mixed !== second!.join("-"));
        if (problemOf(mixed).reason !== "checksum") passed++;
      }),
      { numRuns: 300 },
    );
    expect(passed).toBeLessThan(4);
  });

  test("error: what was typed is in no error", () => {
    const text = "ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567-89ABC";
    try {
      parseKitCode(text);
      expect.unreachable();
    } catch (error) {
      for (const group of text.split("-")) expect(JSON.stringify(error) + String(error)).not.toContain(group);
    }
  });
});
