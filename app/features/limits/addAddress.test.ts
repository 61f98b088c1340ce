import { describe, expect, test } from "vitest";
import { addAddress } from "@/features/limits/addAddress";

const friend = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const lower = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

describe("addAddress", () => {
  test("behavior: puts a typed address on the list, in lower case; nothing typed changes nothing", () => {
    expect(addAddress([], friend)).toEqual({ ok: true, addresses: [lower] });
    expect(addAddress([lower], " ")).toEqual({ ok: true, addresses: [lower] });
  });

  test("error: one that is there, one too many, and what is no address", () => {
    const full = Array.from({ length: 100 }, (_, index) => `0x${index.toString(16).padStart(40, "1")}` as const);
    expect(addAddress([lower], friend)).toMatchObject({ ok: false, problem: expect.stringContaining("already") });
    expect(addAddress(full, friend)).toMatchObject({ ok: false, problem: expect.stringContaining("full") });
    expect(addAddress([], "0x12")).toMatchObject({ ok: false, problem: expect.stringContaining("42 characters") });
  });
});
