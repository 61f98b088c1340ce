import { createClient, custom, type Hex, padHex, RpcError } from "viem";
import { describe, expect, test } from "vitest";
import { verifyGuardianSignature } from "./verifyGuardianSignature.ts";

const magic = "0x1626ba7e";
const signed = { signer: `0x${"5a".repeat(20)}`, digest: `0x${"01".repeat(32)}`, signature: "0x1234" } as const;

/** A chain with one contract, which knows no other function than ERC-1271's. */
function createChain(answer: Hex) {
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const [call] = params as [{ readonly to: Hex; readonly data: Hex }];
    if (method === "eth_call" && call.to.toLowerCase() === signed.signer && call.data.startsWith(magic)) {
      return padHex(answer, { size: 32, dir: "right" });
    }
    throw new RpcError(new Error("execution reverted"), { code: 3, shortMessage: "execution reverted" });
  };
  return createClient({ transport: custom({ request }) });
}

describe("verifyGuardianSignature", () => {
  test("behavior: a contract is asked by ERC-1271, as the account asks it", async () => {
    expect(await verifyGuardianSignature({ ...signed, client: createChain(magic) })).toBe(true);
    expect(await verifyGuardianSignature({ ...signed, client: createChain("0xffffffff") })).toBe(false);
    expect(await verifyGuardianSignature(signed)).toBe(false);
  });
});
