import { encodeCalls } from "@tandem/account";
import { formatAssetId, type SigningRequest } from "@tandem/protocol";
import fc from "fast-check";
import { type Address, encodeAbiParameters, encodeFunctionData, erc20Abi, type Hex, maxUint256, parseAbi } from "viem";
import { describe, expect, it } from "vitest";
import { decodeRequest } from "./decodeRequest.ts";
import { type Evaluation, evaluate, type Situation } from "./evaluate.ts";
import type { Call, Effects, PolicyChain } from "./types.ts";

const at = (byte: string): Address => `0x${byte.repeat(20)}`;
const chain: PolicyChain = {
  chainId: 31337,
  entryPoint: at("e1"),
  core: at("c1"),
  features: at("f1"),
  factory: at("fa"),
  sponsorPaymaster: at("9a"),
};
const [account, token, free, someone] = [at("ac"), at("70"), at("71"), at("50")];
const native = formatAssetId({ kind: "native", chainId: 31337 });
const tokenAsset = formatAssetId({ kind: "erc20", chainId: 31337, token });
const policy = {
  version: 1 as const,
  limits: [
    { asset: native, amount: "1000", windowSeconds: 86_400 as const },
    { asset: tokenAsset, amount: "500", windowSeconds: 86_400 as const },
  ],
};

const calm: Situation = {
  isFrozen: false,
  isNewDevice: false,
  isNewAccount: false,
  paidBefore: new Set(),
  waited: new Set(),
  recoveriesCancelled: 0,
  hasSecondFactor: false,
};

type Operation = Extract<SigningRequest, { kind: "userOperation" }>;

function operation(callData: Hex, overrides: Partial<Operation["userOperation"]> = {}): Operation {
  return {
    kind: "userOperation",
    chainId: 31337,
    entryPoint: chain.entryPoint,
    validAfter: 0,
    validUntil: 1,
    userOperation: {
      sender: account,
      nonce: "0x0",
      callData,
      callGasLimit: "0x1",
      verificationGasLimit: "0x2",
      preVerificationGas: "0x3",
      maxFeePerGas: "0xa",
      maxPriorityFeePerGas: "0x1",
      paymaster: chain.sponsorPaymaster,
      paymasterVerificationGasLimit: "0x1",
      paymasterPostOpGasLimit: "0x1",
      ...overrides,
    },
  };
}

const review = (request: SigningRequest) => decodeRequest({ request, chain, account });
const reviewCalls = (calls: readonly Call[]) => review(operation(calls.length === 0 ? "0x" : encodeCalls(calls)));
const rules = (calls: readonly Call[]) => judge(reviewCalls(calls)).confirm.map(({ name }) => name);
const judge = (effects: Effects, spent?: ReadonlyMap<string, bigint>) =>
  evaluate({ policy, effects, situation: calm, ...(spent && { spent }) });
const erc20 = (functionName: "transfer" | "approve", to: Address, amount: bigint) =>
  encodeFunctionData({ abi: erc20Abi, functionName, args: [to, amount] });
const call = (to: Address, data: Hex = "0x", value = 0n): Call => ({ to, value, data });

const abi = parseAbi([
  "function withdrawTo(address to, uint256 amount)",
  "function setApprovalForAll(address operator, bool approved)",
  "function increaseAllowance(address spender, uint256 amount)",
]);

describe("decodeRequest", () => {
  it("behavior: plain payments have no rule and debit what they send", () => {
    const effects = reviewCalls([call(someone, "0x", 7n), call(token, erc20("transfer", someone, 9n))]);
    expect(Object.fromEntries(effects.debits)).toEqual({ [native]: 7n, [tokenAsset]: 9n });
    expect(effects.findings).toEqual([]);
    expect(effects.transfers).toEqual([
      { direction: "out", asset: native, amount: "7", counterparty: someone },
      { direction: "out", asset: tokenAsset, amount: "9", counterparty: someone },
    ]);
    expect(effects).toMatchObject({ sponsored: true, deploys: false, maxFee: 0n });
  });

  it("behavior: an approval is debited like a payment and asks to be confirmed", () => {
    expect(reviewCalls([call(token, erc20("approve", someone, 11n))]).debits.get(tokenAsset)).toBe(11n);
    expect(rules([call(token, erc20("approve", someone, 11n))])).toEqual(["approval"]);
    expect(rules([call(token, erc20("approve", someone, 0n))])).toEqual([]);
    const increase = encodeFunctionData({ abi, functionName: "increaseAllowance", args: [someone, 5n] });
    expect(rules([call(token, increase)])).toEqual(["approval"]);
    const all = encodeFunctionData({ abi, functionName: "setApprovalForAll", args: [someone, true] });
    expect(rules([call(token, all)])).toEqual(["approval"]);
    const endless = judge(reviewCalls([call(token, erc20("approve", someone, maxUint256))]));
    expect(endless.refuse.map(({ name }) => name)).toEqual(["daily-limit"]);
  });

  it("behavior: what cannot be read asks to be confirmed", () => {
    expect(rules([call(someone, "0x12345678")])).toEqual(["unknown-call"]);
    expect(rules([call(someone, "0x12")])).toEqual(["unknown-call"]);
    // A byte more or less than the function takes is another call.
    expect(rules([call(free, `${erc20("transfer", someone, 1n)}00`)])).toEqual(["unknown-call"]);
    expect(rules([call(free, erc20("transfer", someone, 1n).slice(0, -2) as Hex)])).toEqual(["unknown-call"]);
    const foreign = encodeFunctionData({ abi: erc20Abi, functionName: "transferFrom", args: [someone, account, 1n] });
    expect(rules([call(token, foreign)])).toEqual(["unknown-call"]);
  });

  it("behavior: what cannot be read and could pass a limit is refused, whatever is confirmed", () => {
    const refused = (request: SigningRequest) => judge(review(request)).refuse.map(({ name }) => name);
    const toToken = (data: Hex) => refused(operation(encodeCalls([call(token, data)])));
    expect(toToken(`${erc20("transfer", someone, 1n)}00`)).toEqual(["undecodable-call"]);
    expect(toToken("0x12345678")).toEqual(["undecodable-call"]);
    expect(toToken(erc20("transfer", someone, 1n))).toEqual([]);
    // The account would execute this, but there are many spellings of it and one is the canonical one.
    const canonical = encodeFunctionData({
      abi: parseAbi(["function execute(address target, uint256 value, bytes data)"]),
      args: [someone, 1n, "0x"],
    });
    expect(refused(operation(canonical))).toEqual([]);
    expect(refused(operation(`${canonical}00`))).toEqual(["undecodable-call"]);
    expect(refused(operation(encodeCalls([call(account, `${canonical}00`)])))).toEqual(["undecodable-call"]);
  });

  it("behavior: calls to the account and its contracts are administration", () => {
    for (const to of [account, chain.entryPoint, chain.core, chain.features, chain.factory, chain.sponsorPaymaster]) {
      expect(rules([call(to, "0x12345678")])).toContain("administration");
      expect(rules([call(to, "0x", 1n)])).toContain("administration");
      expect(rules([call(to)])).toContain("administration");
    }
    for (const callData of ["0x12", "0x12345678", `0x${"00".repeat(100)}`] as const) {
      expect(judge(review(operation(callData))).confirm.map(({ name }) => name)).toEqual(["administration"]);
    }
    expect(review(operation("0x")).findings).toEqual([]);
  });

  it("behavior: EntryPoint.withdrawTo debits the limit", () => {
    const data = encodeFunctionData({ abi, functionName: "withdrawTo", args: [someone, 1001n] });
    const { refuse, confirm } = judge(reviewCalls([call(chain.entryPoint, data)]));
    expect(refuse.map(({ name }) => name)).toEqual(["daily-limit"]);
    expect(confirm.map(({ name }) => name)).toEqual(["administration"]);
  });

  it("behavior: calls inside a call to the account itself count, at every depth", () => {
    const inner = encodeCalls([call(someone, "0x", 3n), call(token, erc20("transfer", someone, 4n))]);
    const middle = encodeCalls([call(account, inner), call(someone, "0x", 5n)]);
    const effects = reviewCalls([call(account, middle)]);
    expect(Object.fromEntries(effects.debits)).toEqual({ [native]: 8n, [tokenAsset]: 4n });
    expect(effects.findings.map(({ name }) => name)).toContain("administration");
  });

  it("behavior: every form of the same calls comes out the same", () => {
    const calls = [call(someone, "0x", 7n), call(token, erc20("transfer", someone, 9n))];
    const batch = encodeFunctionData({
      abi: parseAbi(["function execute(bytes32 mode, bytes executionData)"]),
      args: [
        `0x01${"00".repeat(31)}`,
        encodeAbiParameters(
          [{ type: "tuple[]", components: [{ type: "address" }, { type: "uint256" }, { type: "bytes" }] }],
          [calls.map(({ to, value, data }) => [to, value, data] as const)],
        ),
      ],
    });
    expect(review(operation(batch))).toEqual(reviewCalls(calls));
  });

  it("behavior: an account without paymaster is debited the highest fee; a foreign paymaster needs a confirm", () => {
    const {
      paymaster: _,
      paymasterVerificationGasLimit: __,
      paymasterPostOpGasLimit: ___,
      ...own
    } = operation("0x").userOperation;
    const effects = review({ ...operation("0x"), userOperation: own });
    expect(effects).toMatchObject({ maxFee: 60n, sponsored: false });
    expect(effects.debits.get(native)).toBe(60n);
    const foreign = review(operation("0x", { paymaster: someone }));
    expect(foreign).toMatchObject({ maxFee: 0n, sponsored: false });
    expect(foreign.findings.map(({ name }) => name)).toEqual(["unknown-call"]);
  });

  it("behavior: a permit counts by its amount, other typed data needs a confirm", () => {
    const types = {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    };
    const permit = (value: unknown, domain: object = { chainId: 31337, verifyingContract: token }) =>
      review({
        kind: "typedData",
        chainId: 31337,
        typedData: {
          domain,
          types,
          primaryType: "Permit",
          message: { owner: account, spender: someone, value, nonce: 0, deadline: "1" },
        },
      } as SigningRequest);
    expect(permit("12").debits.get(tokenAsset)).toBe(12n);
    expect(permit("0x0c").debits.get(tokenAsset)).toBe(12n);
    expect(permit("12").findings.map(({ name }) => name)).toEqual(["approval"]);
    const strange = [permit("-1"), permit({}), permit("12", { verifyingContract: token })];
    for (const { findings, unreadableAssets } of strange) {
      expect(findings.map(({ name }) => name)).toEqual(["unknown-call"]);
      // What has a limit is not moved by what cannot be read.
      expect([...unreadableAssets]).toEqual([tokenAsset]);
    }
    expect(permit("12", {}).findings.map(({ name }) => name)).toEqual(["unknown-call"]);
  });
});

const anyAddress = fc.constantFrom(
  account,
  token,
  free,
  someone,
  ...Object.values(chain).filter((value) => typeof value === "string"),
);
const anyAmount = fc.oneof(fc.bigInt({ min: 0n, max: 2000n }), fc.constant(maxUint256));
const anyData = fc.oneof(
  fc.constant<Hex>("0x"),
  fc.uint8Array({ maxLength: 80 }).map((bytes): Hex => `0x${Buffer.from(bytes).toString("hex")}`),
  fc
    .tuple(fc.constantFrom("transfer" as const, "approve" as const), anyAddress, anyAmount)
    .map(([name, to, amount]) => erc20(name, to, amount)),
  fc.tuple(anyAddress, anyAmount).map(([to, amount]) => encodeCalls([call(to, "0x", amount)])),
);
const anyCall = fc.record({ to: anyAddress, value: anyAmount, data: anyData });

const severity = ({ confirm, refuse }: Evaluation) => (refuse.length > 0 ? 2 : confirm.length > 0 ? 1 : 0);

describe("evaluate", () => {
  it("behavior: a batch is never treated better than any of its calls, whatever was spent before", () => {
    fc.assert(
      fc.property(
        fc.array(anyCall, { minLength: 1, maxLength: 6 }),
        fc.bigInt({ min: 0n, max: 1200n }),
        (calls, before) => {
          const spent = new Map([
            [native, before],
            [tokenAsset, before / 2n],
          ]);
          const batch = judge(reviewCalls(calls), spent);
          const names = new Set(batch.confirm.map(({ name }) => name));
          const debits = new Map(batch.debits.map(({ asset, amount }) => [asset, amount]));
          const sums = new Map<string, bigint>();
          for (const single of calls) {
            const part = judge(reviewCalls([single]), spent);
            expect(severity(batch)).toBeGreaterThanOrEqual(severity(part));
            for (const { name } of part.confirm) expect(names).toContain(name);
            for (const { asset, amount } of part.debits) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
          }
          for (const [asset, amount] of sums) {
            expect(debits.get(asset)).toBe([amount, maxUint256].sort((a, b) => (a < b ? -1 : 1))[0]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("behavior: wrapping calls into a call to the account itself never helps", () => {
    fc.assert(
      fc.property(fc.array(anyCall, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 6 }), (calls, depth) => {
        let wrapped = calls;
        for (let i = 0; i < depth; i++) wrapped = [call(account, encodeCalls(wrapped))];
        const direct = judge(reviewCalls(calls));
        const hidden = judge(reviewCalls(wrapped));
        expect(hidden.confirm.map(({ name }) => name)).toContain("administration");
        expect(severity(hidden)).toBeGreaterThanOrEqual(severity(direct));
        const isRefusedUnread = hidden.refuse.some(({ name }) => name === "undecodable-call");
        if (depth >= 4) expect(isRefusedUnread).toBe(true);
        // Too deep to read is refused; what was read is debited as if it stood on its own.
        if (!isRefusedUnread) {
          expect(Object.fromEntries(reviewCalls(wrapped).debits)).toEqual(
            Object.fromEntries(reviewCalls(calls).debits),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
