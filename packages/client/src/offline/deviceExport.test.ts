import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSeededBytes, createTestKit } from "../../testing/createTestKit.ts";
import { KitCodeError } from "../kit/index.ts";
import { openDeviceExport, parseDeviceExport, sealDeviceExport } from "./deviceExport.ts";
import { DeviceExportError } from "./errors.ts";

async function createExport(seed: string) {
  const { details, keyPackages } = await createTestKit(seed);
  const keyPackage = keyPackages[3];
  const parameters = {
    account: details,
    chains: details.chains,
    keyPackage,
    randomBytes: createSeededBytes(`${seed} export`),
  };
  return { ...(await sealDeviceExport(parameters)), details, keyPackage };
}

const text = (file: Uint8Array) => new TextDecoder().decode(file);
const bytes = (value: string) => new TextEncoder().encode(value);

describe("sealDeviceExport", () => {
  test("behavior: opens with its code, and gives account, chains and share 3 back", async () => {
    const { file, code, details, keyPackage } = await createExport("one");
    const opened = await openDeviceExport(parseDeviceExport(file), code.toLowerCase().replaceAll("-", " "));
    expect(opened.keyPackage).toEqual(keyPackage);
    expect(opened.account.address).toBe(details.address);
    expect(opened.chains).toEqual(details.chains);
  });

  test("behavior: neither the share nor the code nor the address is in the file", async () => {
    const { file, code, keyPackage, details } = await createExport("two");
    const content = text(file).toLowerCase();
    expect(content).not.toContain(Buffer.from(keyPackage.signingShare).toString("hex"));
    expect(text(file)).not.toContain(Buffer.from(keyPackage.signingShare).toString("base64url"));
    expect(content).not.toContain(code.toLowerCase());
    expect(content).not.toContain(details.address.slice(2).toLowerCase());
  });
});

describe("openDeviceExport", () => {
  test("error: another code, a half typed one, another account's file", async () => {
    const [one, other] = await Promise.all([createExport("one"), createExport("other")]);
    const parsed = parseDeviceExport(one.file);
    await expect(openDeviceExport(parsed, other.code)).rejects.toThrow(new DeviceExportError({ reason: "code" }));
    await expect(openDeviceExport(parsed, one.code.slice(0, 20))).rejects.toThrow(KitCodeError);
    const moved = { ...parsed, accountId: parseDeviceExport(other.file).accountId };
    await expect(openDeviceExport(moved, one.code)).rejects.toThrow(new DeviceExportError({ reason: "code" }));
    const older = { ...parsed, keyEpoch: parsed.keyEpoch + 1 };
    await expect(openDeviceExport(older, one.code)).rejects.toThrow(new DeviceExportError({ reason: "code" }));
  });
});

describe("parseDeviceExport", () => {
  test("error: any file that is none, cut or changed, says which", async () => {
    const { file } = await createExport("one");
    const reasonOf = (content: Uint8Array) => {
      try {
        parseDeviceExport(content);
        return "none";
      } catch (error) {
        return error instanceof DeviceExportError ? error.reason : "foreign";
      }
    };
    expect(reasonOf(bytes("hello"))).toBe("not-an-export");
    expect(reasonOf(bytes("{}"))).toBe("not-an-export");
    expect(reasonOf(file.subarray(0, file.length - 30))).toBe("damaged");
    expect(reasonOf(bytes(text(file).replace('"version": 1', '"version": 2')))).toBe("newer");
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => reasonOf(noise) === "not-an-export"));
    const start = text(file).indexOf('"share"');
    const body = fc.integer({ min: start, max: text(file).indexOf('"checksum"') - 5 });
    fc.assert(
      fc.property(body, fc.constantFrom("A", "B", "c", "9", "!"), (place, character) => {
        const content = text(file);
        fc.pre(content[place] !== character);
        const changed = content.slice(0, place) + character + content.slice(place + 1);
        expect(["damaged", "not-an-export"]).toContain(reasonOf(bytes(changed)));
      }),
    );
  });

  test("behavior: the header names the account without the code", async () => {
    const { file, details } = await createExport("one");
    expect(parseDeviceExport(file)).toMatchObject({ accountId: details.accountId, keyEpoch: details.keyEpoch });
  });
});
