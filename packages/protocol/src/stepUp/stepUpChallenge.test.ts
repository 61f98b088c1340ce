import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bytesToHex } from "../bytes/hex.ts";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { stepUpChallenge } from "./stepUpChallenge.ts";

const parameters = {
  intentId: `0x${"01".repeat(32)}`,
  digest: `0x${"02".repeat(32)}`,
  policyHash: `0x${"03".repeat(32)}`,
  confirmed: ["unknown-call", "new-recipient"],
} as const;

describe("stepUpChallenge", () => {
  test("behavior: vectors", () => {
    const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const preimage = [
      part(Buffer.from("tandem/stepup/v1")),
      ...[1, 2, 3].map((byte) => part(Buffer.alloc(32, byte))),
      part(Buffer.from("new-recipient")),
      part(Buffer.from("unknown-call")),
    ];
    const expected = createHash("sha256").update(Buffer.concat(preimage)).digest();
    expect(bytesToHex(stepUpChallenge(parameters))).toBe(`0x${expected.toString("hex")}`);
    expect(bytesToHex(stepUpChallenge(parameters))).toBe(
      "0xecf14e1dd66a8cfaa190240138b88e7db8ce54af135f94e22c8768ff72a5e4af",
    );
    expect(bytesToHex(stepUpChallenge({ ...parameters, confirmed: [] }))).toBe(
      "0x9ead5762b2aef766db86fbf874e64879408497b9dbb3bb06bc4bc35918e0a451",
    );
  });

  test("behavior: the order of the names and repetition do not matter, the names do", () => {
    const challenge = (confirmed: readonly string[]) => bytesToHex(stepUpChallenge({ ...parameters, confirmed }));
    expect(challenge(["new-recipient", "unknown-call", "new-recipient"])).toBe(challenge(parameters.confirmed));
    expect(challenge(["new-recipient"])).not.toBe(challenge(parameters.confirmed));
    expect(challenge(["new-recipientunknown-call"])).not.toBe(challenge(parameters.confirmed));
  });

  test.each(["intentId", "digest", "policyHash"] as const)("behavior: another %s, another challenge", (name) => {
    const other = { ...parameters, [name]: `0x${"04".repeat(32)}` };
    expect(stepUpChallenge(other)).not.toEqual(stepUpChallenge(parameters));
  });

  test.each(["intentId", "digest", "policyHash"] as const)("param: %s of another length is refused", (name) => {
    expect(() => stepUpChallenge({ ...parameters, [name]: "0x04" })).toThrow(InvalidParameterError);
  });
});
