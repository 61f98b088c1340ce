import {
  encodeRecoveryCall,
  getAccountAddress,
  hashGuardian,
  hashGuardianConfig,
  toGuardianConfig,
} from "@tandem/account";
import type { CancelRequestLink, GuardianCard, RecoveryRequestLink } from "@tandem/protocol";
import { type Hex, numberToHex, zeroHash } from "viem";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createTestContext } from "../../testing/createTestContext.ts";
import { ServiceUnreachableError } from "../errors.ts";
import { checkApproval } from "./approvals.ts";
import { approveByContract, approveCancelByContract, readContractApprovals } from "./contractApprovals.ts";
import { leaveUnrecorded } from "./leaveUnrecorded.ts";
import { hashRequest } from "./requests.ts";

const guardian = { signer: `0x${"ab".repeat(20)}`, salt: zeroHash } as const;
const config = { ...toGuardianConfig({ guardians: [guardian], threshold: 1 }), commitments: [hashGuardian(guardian)] };
const factory = `0x${"11".repeat(20)}` as const;
const core = `0x${"22".repeat(20)}` as const;
const birthKey = `0x${"33".repeat(32)}` as const;
const address = getAccountAddress({ factory, core, birthKey }).toLowerCase() as Hex;
const origin = { birthKey, configHash: zeroHash, salt: zeroHash, rotations: [] };
const chains = [1, 2].map((chainId) => ({
  chainId,
  name: `Network ${chainId}`,
  rpcUrl: `http://chain${chainId}.example/`,
  bundlerUrl: "http://bundler.example/",
}));
const [first, second] = chains as [(typeof chains)[0], (typeof chains)[0]];
const request: RecoveryRequestLink = {
  version: 1,
  kind: "tandem-recovery-request",
  ...{ address, accountName: "Ada", requester: "Ada", origin, factory, core },
  guardians: { configEpoch: 1, config },
  newOwner: `0x${"44".repeat(32)}`,
  proof: `0x${"01".repeat(52)}`,
  ownerEpoch: 0,
  configHash: hashGuardianConfig(config, 1n),
  nonce: `0x${"05".repeat(32)}`,
  deadline: 1_900_000_000,
  chainIds: [1, 2],
  chains,
  createdAt: 1,
};
const card: GuardianCard = {
  version: 1,
  kind: "tandem-guardian-card",
  accountName: "Ada",
  accountId: `0x${"09".repeat(16)}`,
  ...{ address, ...origin, factory, core, config, configEpoch: 1, chains },
  guardian: { name: "Safe", ...guardian },
  issuedAt: 1,
};
const approve = encodeRecoveryCall({ functionName: "approveRecovery", structHash: hashRequest(request) });

/** What a network has; undefined is one that does not answer. */
type State = { readonly guardianCode?: Hex; readonly accountCode?: Hex; readonly approved?: boolean } | undefined;

function serve(states: readonly State[]): void {
  vi.stubGlobal("fetch", async (url: Request | string, { body }: { readonly body: string }) => {
    const state = states[chains.findIndex(({ rpcUrl }) => rpcUrl === (typeof url === "string" ? url : url.url))];
    if (!state) throw new TypeError("fetch failed");
    const { guardianCode = "0x", accountCode = "0x", approved = false } = state;
    const answer = ({ id, method, params }: { id: number; method: string; params: readonly [Hex] }) => {
      const code = params[0].toLowerCase() === address ? accountCode : guardianCode;
      const results = { eth_getCode: code, eth_getStorageAt: numberToHex(approved ? 1 : 0, { size: 32 }) };
      const result = results[method as keyof typeof results];
      return result ? { id, jsonrpc: "2.0", result } : { id, jsonrpc: "2.0", error: { code: 3, message: "reverted" } };
    };
    const calls = JSON.parse(body) as Parameters<typeof answer>[0] | Parameters<typeof answer>[0][];
    return Response.json(Array.isArray(calls) ? calls.map(answer) : answer(calls));
  });
}

const safe = { guardianCode: "0x6001", accountCode: "0x6002" } as const;
const text = JSON.stringify({
  ...{ version: 1, kind: "tandem-recovery-approval", recoveryHash: hashRequest(request), name: "Safe" },
  ...{ ...guardian, signature: "0x" },
});

afterEach(() => vi.unstubAllGlobals());

describe("readContractApprovals", () => {
  test("behavior: where the account has no code its deployment comes first", async () => {
    serve([safe, { guardianCode: "0x6001" }]);
    const [deployed, other] = await readContractApprovals({ request, card });
    expect(deployed).toEqual({
      chainId: 1,
      chainName: "Network 1",
      isContract: true,
      isApproved: false,
      transactions: [{ chainId: 1, kind: "approve", to: address, data: approve }],
    });
    expect(other?.transactions.map(({ kind, to, chainId }) => [kind, to, chainId])).toEqual([
      ["deploy", factory, 2],
      ["approve", address, 2],
    ]);
  });

  test("behavior: once it is on chain there is nothing to send; an ordinary wallet, delegated or not, sends nothing", async () => {
    serve([
      { ...safe, approved: true },
      { ...safe, guardianCode: `0xef0100${"12".repeat(20)}` },
    ]);
    expect(await readContractApprovals({ request, card })).toMatchObject([
      { isContract: true, isApproved: true, transactions: [] },
      { isContract: false, isApproved: false, transactions: [] },
    ]);
    serve([{}, {}]);
    const none = { isContract: false, transactions: [] };
    expect(await readContractApprovals({ request, card })).toMatchObject([none, none]);
  });

  test("error: another account's card, and a network that does not answer", async () => {
    serve([safe, undefined]);
    const other = { ...card, address: `0x${"77".repeat(20)}` as const };
    await expect(readContractApprovals({ request, card: other })).rejects.toThrow("another account");
    await expect(readContractApprovals({ request, card })).rejects.toBeInstanceOf(ServiceUnreachableError);
  });
});

describe("approveByContract", () => {
  test("behavior: the answer has an empty signature, and none is given before a network has the approval", async () => {
    serve([safe, safe]);
    const context = createTestContext();
    await expect(approveByContract(context, { request, card })).rejects.toMatchObject({ reason: "not-on-chain" });
    serve([safe, { ...safe, approved: true }]);
    const { approval, isSent } = await approveByContract(context, { request, card });
    expect(approval).toEqual(JSON.parse(text));
    expect(isSent).toBe(false);
  });

  test("behavior: stopping a recovery as well, once", async () => {
    const { accountName, guardians, nonce, deadline, chainIds } = request;
    const cancel: CancelRequestLink = {
      ...{ version: 1, kind: "tandem-cancel-request", address, accountName, factory, salt: zeroHash },
      ...{
        guardians,
        recoveryHash: hashRequest(request),
        nonce,
        deadline,
        chainIds,
        chains,
        approvals: [],
        createdAt: 1,
      },
    };
    serve([safe, safe]);
    const parameters = { request: cancel, card };
    await expect(approveCancelByContract(parameters)).rejects.toMatchObject({ reason: "not-on-chain" });
    serve([{ ...safe, approved: true }, safe]);
    const next = await approveCancelByContract(parameters);
    expect(next.approvals).toEqual([{ name: "Safe", ...guardian, signature: "0x" }]);
    await expect(approveCancelByContract({ request: next, card })).rejects.toMatchObject({ reason: "twice" });
  });
});

describe("checkApproval", () => {
  test("behavior: S37: an empty signature counts where a network has the approval, and nowhere else", async () => {
    serve([safe, safe]);
    await expect(checkApproval({ request, text })).rejects.toMatchObject({ reason: "not-on-chain" });
    serve([undefined, safe]);
    await expect(checkApproval({ request, text })).rejects.toBeInstanceOf(ServiceUnreachableError);
    serve([undefined, { ...safe, approved: true }]);
    expect(await checkApproval({ request, text })).toEqual(JSON.parse(text));
  });
});

describe("leaveUnrecorded", () => {
  test("behavior: each network for itself; signatures stay", async () => {
    serve([{ ...safe, approved: true }, safe]);
    const approvals = [
      { signer: guardian.signer, signature: "0x" },
      { signer: `0x${"cd".repeat(20)}`, signature: "0x1234" },
    ] as const;
    const given = { address, structHash: hashRequest(request), digest: zeroHash, approvals };
    expect(await leaveUnrecorded(first, given)).toEqual(approvals);
    expect(await leaveUnrecorded(second, given)).toEqual([approvals[1]]);
  });
});
