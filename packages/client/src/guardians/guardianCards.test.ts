import { getAccountAddress, hashGuardian, toGuardianConfig } from "@tandem/account";
import { zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { formatGuardianCard, parseGuardianCard } from "./guardianCards.ts";

const guardian = { signer: `0x${"ab".repeat(20)}`, salt: `0x${"01".repeat(32)}` } as const;
const config = toGuardianConfig({ guardians: [guardian], threshold: 1 });
const factory = `0x${"11".repeat(20)}` as const;
const core = `0x${"22".repeat(20)}` as const;
const birthKey = `0x${"33".repeat(32)}` as const;
const address = getAccountAddress({ factory, core, birthKey }).toLowerCase() as `0x${string}`;
const chains = [
  { chainId: 31337, name: "Local", rpcUrl: "http://localhost:1/rpc", bundlerUrl: "http://localhost:1/b" },
];

describe("parseGuardianCard", () => {
  const card = {
    version: 1,
    kind: "tandem-guardian-card",
    accountName: "Ada",
    accountId: `0x${"09".repeat(16)}`,
    address,
    birthKey,
    configHash: zeroHash,
    salt: zeroHash,
    factory,
    core,
    rotations: [],
    config: { ...config, commitments: [...config.commitments] },
    configEpoch: 1,
    guardian: { name: "Bea", ...guardian },
    chains,
    issuedAt: 1,
  } as const;

  test("behavior: from its file and its link", () => {
    expect(config.commitments).toEqual([hashGuardian(guardian)]);
    const { file, fragment } = formatGuardianCard(card as never);
    expect(parseGuardianCard(file)).toEqual(card);
    expect(parseGuardianCard(`https://wallet.example/guardian/card#${fragment}`)).toEqual(card);
  });

  test("error: cut, of another account, of a stranger", () => {
    const { file } = formatGuardianCard(card as never);
    const stranger = { ...card, guardian: { ...card.guardian, salt: `0x${"02".repeat(32)}` } };
    const moved = { ...card, address: `0x${"44".repeat(20)}` };
    for (const text of [file.slice(0, -5), JSON.stringify(stranger), JSON.stringify(moved), ""]) {
      expect(() => parseGuardianCard(text)).toThrow("not a usable guardian card");
    }
  });
});
