import { readFileSync } from "node:fs";
import { bytesToHex } from "@tandem/protocol";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { renderKitVector } from "../../../scripts/kitVector.ts";
import { createSeededBytes, createTestKit } from "../../../testing/createTestKit.ts";
import { KitFormatError, KitOpenError } from "../errors.ts";
import { formatKitCode } from "./kitCode.ts";
import { formatKitFile, parseKitFile } from "./kitFile.ts";
import { formatKitLines, formatKitQr, parseKitText } from "./kitText.ts";
import { openKit } from "./openKit.ts";

type TestKit = Awaited<ReturnType<typeof createTestKit>>;

const reasonOf = (act: () => unknown): unknown => {
  try {
    act();
    return "accepted";
  } catch (error) {
    return error instanceof KitFormatError ? error.reason : error;
  }
};
const bitOf = (length: number) => fc.nat({ max: length * 8 - 1 });
function flip(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

describe("the kit's format", () => {
  let made: TestKit;
  let code: string;
  beforeAll(async () => {
    made = await createTestKit("kit test");
    code = formatKitCode(made.code);
  });

  test("behavior: test/vectors/kit.json", async () => {
    const stored = readFileSync(new URL("../../../../../test/vectors/kit.json", import.meta.url), "utf8");
    expect(await renderKitVector()).toBe(stored);
    const vector = JSON.parse(stored);
    for (const kit of [
      parseKitFile(new TextEncoder().encode(vector.file)),
      parseKitText(vector.qr),
      parseKitText(vector.lines.join("\n")),
    ]) {
      const opened = await openKit({ kit, code: vector.code.text });
      expect(bytesToHex(opened.keyPackage.signingShare)).toBe(vector.opened.share);
      expect(opened.requestKey.keyId).toBe(vector.opened.requestKeyId);
      expect(opened.address).toBe(vector.opened.address);
    }
  });

  test("behavior: file, QR code and typed lines open to the same share, keys and public package", async () => {
    const file = parseKitFile(formatKitFile(made.kit));
    const opened = await openKit({ kit: file, code: code.toLowerCase().replaceAll("-", " ") });
    expect(opened.details).toEqual(made.details);
    expect(opened.keyPackage).toEqual(made.keyPackage);
    expect(opened.publicKeyPackage).toBe(made.details.publicKeyPackage);
    for (const text of [formatKitQr(made.kit), formatKitLines(made.kit).join(" ").toLowerCase()]) {
      const fromSheet = await openKit({ kit: parseKitText(text), code });
      const { details, close, requestKey, ...rest } = fromSheet;
      expect(details).toBeUndefined();
      expect(opened).toMatchObject(rest);
      expect(requestKey.keyId).toBe(opened.requestKey.keyId);
    }
  });

  test("behavior: closing an open kit zeroes its secrets; its request key cannot be exported", async () => {
    const opened = await openKit({ kit: made.kit, code });
    expect(opened.requestKey.requestKey.extractable).toBe(false);
    opened.close();
    expect(opened.keyPackage.signingShare).toEqual(new Uint8Array(32));
    expect(opened.hpke.privateKey).toEqual(new Uint8Array(32));
  });

  test("behavior: the QR code fits version 9 in alphanumeric mode, the file a few kilobytes", () => {
    expect(formatKitQr(made.kit)).toMatch(/^[0-9A-Z:]{261}$/);
    expect(formatKitFile(made.kit).length).toBeLessThan(8192);
  });

  test("behavior: neither file nor sheet shows the account's address, key or guardians", () => {
    const text = Buffer.concat([formatKitFile(made.kit), made.kit.compact])
      .toString("latin1")
      .toLowerCase();
    for (const hidden of [made.details.address, made.details.publicKey]) {
      expect(text).not.toContain(hidden.slice(2).toLowerCase());
      expect(text).not.toContain(Buffer.from(hidden.slice(2), "hex").toString("latin1").toLowerCase());
    }
  });

  test("error: the code of another kit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (seed) => {
        const other = formatKitCode(createSeededBytes(seed)(16));
        await expect(openKit({ kit: made.kit, code: other })).rejects.toBeInstanceOf(KitOpenError);
      }),
      { numRuns: 20 },
    );
  });

  test("error: any changed bit of the compact kit, header included, does not open", async () => {
    await fc.assert(
      fc.asyncProperty(bitOf(156), async (bit) => {
        const compact = flip(made.kit.compact, bit);
        let kit: TestKit["kit"];
        try {
          kit = parseKitFile(formatKitFile({ ...made.kit, compact }));
        } catch (error) {
          expect(error).toBeInstanceOf(KitFormatError);
          return;
        }
        await expect(openKit({ kit, code })).rejects.toBeInstanceOf(KitOpenError);
      }),
      { numRuns: 60 },
    );
  });

  test("error: details of another kit, or changed, do not open", async () => {
    const other = await createTestKit("another kit");
    const swapped = { ...made.kit, sealedDetails: other.kit.sealedDetails };
    await expect(openKit({ kit: swapped, code })).rejects.toBeInstanceOf(KitOpenError);
    const changed = { ...made.kit, sealedDetails: flip(made.kit.sealedDetails!, 400) };
    await expect(openKit({ kit: changed, code })).rejects.toBeInstanceOf(KitOpenError);
  });

  test("error: a damaged, cut or foreign file, before any code is asked for", () => {
    const file = formatKitFile(made.kit);
    fc.assert(
      fc.property(bitOf(file.length), fc.nat({ max: file.length - 1 }), (bit, cut) => {
        const outcomes = [
          reasonOf(() => parseKitFile(flip(file, bit))),
          reasonOf(() => parseKitFile(file.slice(0, cut))),
        ];
        // The note for people inside the file is not part of the kit, nor is white space.
        for (const outcome of outcomes) expect(["damaged", "not-a-kit", "newer", "accepted"]).toContain(outcome);
      }),
      { numRuns: 300 },
    );
    expect(reasonOf(() => parseKitFile(file.slice(0, file.length / 2)))).toBe("damaged");
    expect(reasonOf(() => parseKitFile(new TextEncoder().encode("{}")))).toBe("not-a-kit");
    expect(reasonOf(() => parseKitFile(new Uint8Array(2_000_000)))).toBe("not-a-kit");
    const newer = new TextDecoder().decode(file).replace('"version": 1', '"version": 2');
    expect(reasonOf(() => parseKitFile(new TextEncoder().encode(newer)))).toBe("newer");
  });

  test("error: a file accepted after any change of one bit holds the very same kit", () => {
    const file = formatKitFile(made.kit);
    fc.assert(
      fc.property(bitOf(file.length), (bit) => {
        try {
          expect(parseKitFile(flip(file, bit))).toEqual(made.kit);
        } catch (error) {
          expect(error).toBeInstanceOf(KitFormatError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("error: a mistyped sheet names its lines, a half-typed one asks for the rest", () => {
    const lines = formatKitLines(made.kit);
    const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    fc.assert(
      fc.property(fc.nat({ max: 11 }), fc.nat({ max: 28 }), fc.nat({ max: 31 }), (line, column, digit) => {
        const before = lines[line]![column]!;
        const after = digits[digit]!;
        fc.pre(before !== " " && before !== after);
        const typed = lines.map((text, i) =>
          i === line ? text.slice(0, column) + after + text.slice(column + 1) : text,
        );
        expect(() => parseKitText(typed.join("\n"))).toThrow(
          expect.objectContaining({ reason: "damaged", lines: [line + 1] }),
        );
      }),
      { numRuns: 200 },
    );
    const swapped = [lines[1]!, lines[0]!, ...lines.slice(2)];
    expect(() => parseKitText(swapped.join("\n"))).toThrow(expect.objectContaining({ lines: [1, 2] }));
    for (const count of [1, 5, 11]) {
      expect(reasonOf(() => parseKitText(lines.slice(0, count).join("\n")))).toBe("incomplete");
    }
    expect(reasonOf(() => parseKitText(`${lines.join("\n")} AAAA`))).toBe("not-a-kit");
  });

  test("error: QR codes of other things, and changed ones", () => {
    const qr = formatKitQr(made.kit);
    expect(reasonOf(() => parseKitText("TDK1:ABC"))).toBe("damaged");
    expect(reasonOf(() => parseKitText("https://wallet.example/"))).not.toBe("accepted");
    fc.assert(
      fc.property(fc.integer({ min: 5, max: qr.length - 1 }), fc.nat({ max: 31 }), (place, digit) => {
        const after = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit]!;
        fc.pre(qr[place] !== after);
        expect(reasonOf(() => parseKitText(qr.slice(0, place) + after + qr.slice(place + 1)))).toBe("damaged");
      }),
      { numRuns: 200 },
    );
    fc.assert(fc.property(fc.string(), (text) => reasonOf(() => parseKitText(text)) !== "accepted"));
  });
});
