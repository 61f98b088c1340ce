import { describe, expect, test } from "vitest";
import { formatDate } from "@/lib/format";
import { describePasskeys } from "./describePasskeys";

const device = (name: string, passkey: string | undefined, current = false) => ({
  keyId: `0x02${"00".repeat(32)}` as const,
  name,
  createdAt: 1,
  lastUsedAt: 1,
  current,
  ...(passkey && { passkey }),
});

describe("describePasskeys", () => {
  test("behavior: each says when it came, where it lives and which devices it opened", () => {
    const createdAt = 1_700_000_000_000;
    const words = describePasskeys({
      credentials: [
        { credentialId: "a", transports: [], backedUp: true, createdAt },
        { credentialId: "b", transports: [], backedUp: false, createdAt },
        { credentialId: "c", transports: [] },
      ],
      devices: [
        device("Laptop", "a", true),
        device("Phone\u202e", "a"),
        device("Tablet", "b"),
        device("Old", undefined),
      ],
    });
    const added = `Added ${formatDate(createdAt)}`;
    expect(words).toEqual([
      {
        credentialId: "a",
        name: "Passkey 1",
        added: `${added}, synced by its provider`,
        use: "Used on this device, Phone",
      },
      { credentialId: "b", name: "Passkey 2", added: `${added}, on one device or key only`, use: "Used on Tablet" },
      { credentialId: "c", name: "Passkey 3", added: "On one device or key only", use: "" },
    ]);
  });

  test("behavior: nothing is said before the account is read", () => {
    expect(describePasskeys(undefined)).toEqual([]);
  });
});
