import { describe, expect, test } from "vitest";
import { decisionWords } from "./decisionWords.ts";

const words = (kind: string, entry: object) => decisionWords({ kind, entry: JSON.stringify(entry) });

describe("decisionWords", () => {
  test("behavior: what was signed, and acts about the account", () => {
    expect(words("allow", { kind: "userOperation", attempt: 0, confirmed: [] })).toEqual({
      title: "Signed a payment or another transaction",
      isRefused: false,
    });
    expect(words("allow", { kind: "device-added", device: "0x1" }).title).toBe("A device was added");
    expect(words("allow", { kind: "wait-cancelled", for: "rotation" }).title).toBe(
      "Stopped: a new key for the account",
    );
  });

  test("behavior: a refusal says which rule", () => {
    expect(words("deny", { kind: "userOperation", rule: "daily-limit" })).toEqual({
      title: "Refused",
      text: "Over your daily limit",
      isRefused: true,
    });
    expect(words("gate", { rule: "device-revoked" })).toMatchObject({ text: "Device revoked", isRefused: true });
  });

  test("behavior: what it does not know yet is shown by its name", () => {
    expect(words("allow", { kind: "moon-landed" }).title).toBe("Moon landed");
    expect(decisionWords({ kind: "allow", entry: "no JSON" })).toEqual({ title: "Allow", isRefused: false });
  });
});
