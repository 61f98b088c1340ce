import { encodeCalls, encodeRecoveryCall } from "@tandem/account";
import { formatAssetId, type Policy, type SigningRequest } from "@tandem/protocol";
import fc from "fast-check";
import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  encodePacked,
  erc20Abi,
  type Hex,
  maxUint256,
  parseAbi,
} from "viem";
import { describe, expect, it } from "vitest";
import { decodeRequest } from "./decodeRequest.ts";
import { evaluate, type Situation } from "./evaluate.ts";
import { permit2Address } from "./permit2.ts";
import type { Call, PolicyChain } from "./types.ts";

const at = (byte: string): Address => `0x${byte.repeat(20)}`;
const chain: PolicyChain = {
  chainId: 31337,
  entryPoint: at("e1"),
  core: at("c1"),
  features: at("f1"),
  factory: at("fa"),
  sponsorPaymaster: at("9a"),
  tokenPaymaster: at("9b"),
};
const [account, token, someone, friend] = [at("ac"), at("70"), at("50"), at("51")];
const native = formatAssetId({ kind: "native", chainId: 31337 });
const tokenAsset = formatAssetId({ kind: "erc20", chainId: 31337, token });
const policy: Policy = {
  version: 1,
  limits: [
    { asset: native, amount: "1000", windowSeconds: 86_400 },
    { asset: tokenAsset, amount: "500", windowSeconds: 86_400 },
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

type Operation = Extract<SigningRequest, { kind: "userOperation" }>["userOperation"];
function operation(callData: Hex, overrides: Partial<Operation> = {}): SigningRequest {
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
const call = (to: Address, data: Hex = "0x", value = 0n): Call => ({ to, value, data });
const review = (request: SigningRequest) => decodeRequest({ request, chain, account });
const reviewCalls = (...calls: readonly Call[]) => review(operation(calls.length === 0 ? "0x" : encodeCalls(calls)));

type Change = { readonly policy?: Partial<Policy>; readonly situation?: Partial<Situation> };
function rulesOf(effects: ReturnType<typeof review>, change: Change = {}) {
  const { confirm, refuse } = evaluate({
    policy: { ...policy, ...change.policy },
    effects,
    situation: { ...calm, ...change.situation },
  });
  const names = (list: typeof confirm) => [...new Set(list.map(({ name }) => name))];
  return { confirm: names(confirm), refuse: names(refuse) };
}
const nothing = { confirm: [], refuse: [] };

const config = { threshold: 1, recoveryDelay: 172_800, recoveryWindow: 604_800, configDelay: 129_600 };
const guardians = (commitments: readonly Hex[]) => ({
  ...config,
  threshold: Math.min(1, commitments.length),
  commitments,
});
const schedule = (before: readonly Hex[], after: readonly Hex[]) =>
  encodeRecoveryCall({
    functionName: "scheduleGuardians",
    current: { config: guardians(before), factory: chain.factory, salt: `0x${"00".repeat(32)}` },
    next: guardians(after),
  });
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const cancel = encodeRecoveryCall({ functionName: "cancelRecovery" });
const accountFunctions = parseAbi([
  "function scheduleUpgrade(uint8 kind, address implementation, bytes data)",
  "function rotateOwner(bytes32 newOwner, bytes proof, bytes ownerSignature)",
]);
const upgrade = encodeFunctionData({
  abi: accountFunctions,
  functionName: "scheduleUpgrade",
  args: [0, someone, "0x"],
});
const rotate = encodeFunctionData({
  abi: accountFunctions,
  functionName: "rotateOwner",
  args: [word("11"), word("22"), word("33")],
});

const erc20 = (functionName: "transfer" | "approve", to: Address, amount: bigint) =>
  encodeFunctionData({ abi: erc20Abi, functionName, args: [to, amount] });

describe("recipients", () => {
  const payments: readonly [string, Call][] = [
    ["coin", call(someone, "0x", 1n)],
    ["token", call(token, erc20("transfer", someone, 1n))],
    ["allowance", call(token, erc20("approve", someone, 1n))],
    ["unreadable", call(someone, "0x12345678")],
    [
      "NFT",
      call(
        at("77"),
        encodeFunctionData({
          abi: parseAbi(["function safeTransferFrom(address from, address to, uint256 id)"]),
          args: [account, someone, 1n],
        }),
      ),
    ],
    [
      "NFT operator",
      call(
        at("77"),
        encodeFunctionData({
          abi: parseAbi(["function setApprovalForAll(address operator, bool approved)"]),
          args: [someone, true],
        }),
      ),
    ],
    [
      "deposit",
      call(
        chain.entryPoint,
        encodeFunctionData({ abi: parseAbi(["function withdrawTo(address to, uint256 amount)"]), args: [someone, 1n] }),
      ),
    ],
  ];
  it.each(payments)(
    "behavior: %s reaches the one who gets it, inside a batch and inside calls to itself",
    (_, payment) => {
      const harmless = call(friend, "0x", 1n);
      for (const effects of [
        reviewCalls(payment),
        reviewCalls(harmless, payment),
        reviewCalls(call(account, encodeCalls([call(account, encodeCalls([harmless, payment]))]))),
      ]) {
        expect([...effects.recipients]).toContain(someone);
        expect(rulesOf(effects, { policy: { blocked: [someone] } }).refuse).toContain("blocked-recipient");
        expect(rulesOf(effects, { policy: { allowed: [friend] } }).refuse).toContain("recipient-not-allowed");
        expect(rulesOf(effects, { policy: { allowed: [friend, someone] } }).refuse).toEqual([]);
        expect(rulesOf(effects, { policy: { newRecipients: "confirm" } }).confirm).toContain("new-recipient");
        const known = { paidBefore: new Set([someone, friend]) };
        expect(rulesOf(effects, { policy: { newRecipients: "confirm" }, situation: known }).confirm).not.toContain(
          "new-recipient",
        );
        const contacts: Partial<Policy> = { newRecipients: "confirm", contacts: [someone, friend] };
        expect(rulesOf(effects, { policy: contacts }).confirm).not.toContain("new-recipient");
      }
    },
  );

  it("behavior: taking rights away, and paying oneself, reaches nobody", () => {
    const effects = reviewCalls(
      call(token, erc20("approve", someone, 0n)),
      call(token, erc20("transfer", account, 1n)),
      call(
        at("77"),
        encodeFunctionData({
          abi: parseAbi(["function setApprovalForAll(address operator, bool approved)"]),
          args: [someone, false],
        }),
      ),
    );
    expect([...effects.recipients]).toEqual([]);
    expect(rulesOf(effects, { policy: { blocked: [someone], allowed: [] } })).toEqual(nothing);
  });

  it("behavior: a token with a limit that is called like an NFT is refused", () => {
    const data = encodeFunctionData({
      abi: parseAbi(["function safeTransferFrom(address from, address to, uint256 id)"]),
      args: [account, someone, 400n],
    });
    expect(rulesOf(reviewCalls(call(token, data)))).toEqual({ confirm: ["nft"], refuse: ["undecodable-call"] });
    expect(rulesOf(reviewCalls(call(at("77"), data)))).toEqual({ confirm: ["nft"], refuse: [] });
  });
});

describe("permits", () => {
  const fields = {
    PermitDetails: "address token,uint160 amount,uint48 expiration,uint48 nonce",
    TokenPermissions: "address token,uint256 amount",
    PermitSingle: "PermitDetails details,address spender,uint256 sigDeadline",
    PermitBatch: "PermitDetails[] details,address spender,uint256 sigDeadline",
    PermitTransferFrom: "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline",
    PermitWitnessTransferFrom:
      "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Order witness",
    Order: "uint256 id",
  };
  const types = Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [
      name,
      text.split(",").map((field) => {
        const [type = "", member = ""] = field.split(" ");
        return { type, name: member };
      }),
    ]),
  );
  const typed = (primaryType: string, message: Record<string, unknown>, domain: object = {}): SigningRequest => ({
    kind: "typedData",
    chainId: 31337,
    typedData: {
      domain: { name: "Permit2", chainId: 31337, verifyingContract: permit2Address, ...domain },
      types,
      primaryType,
      message,
    },
  });
  const detail = (amount: string, expiration = "2000") => ({ token, amount, expiration, nonce: "0" });

  it("behavior: Permit2 counts by its amounts and ends with the last thing it grants", () => {
    const single = review(typed("PermitSingle", { details: detail("7"), spender: someone, sigDeadline: "1000" }));
    expect(Object.fromEntries(single.debits)).toEqual({ [tokenAsset]: 7n });
    expect(single.deadline).toBe(2000);
    expect(rulesOf(single)).toEqual({ confirm: ["approval"], refuse: [] });
    const batch = review(
      typed("PermitBatch", { details: [detail("7"), detail("8", "10")], spender: someone, sigDeadline: "3000" }),
    );
    expect(Object.fromEntries(batch.debits)).toEqual({ [tokenAsset]: 15n });
    expect(batch.deadline).toBe(3000);
    for (const primaryType of ["PermitTransferFrom", "PermitWitnessTransferFrom"]) {
      const message = {
        permitted: { token, amount: "501" },
        spender: someone,
        nonce: "0",
        deadline: "5",
        ...(primaryType.includes("Witness") && { witness: { id: "1" } }),
      };
      const effects = review(typed(primaryType, message));
      expect(effects.deadline).toBe(5);
      expect([...effects.recipients]).toEqual([someone]);
      expect(rulesOf(effects).refuse).toEqual(["daily-limit"]);
    }
  });

  it("behavior: what looks like a permit and is not one is unknown", () => {
    const message = { details: detail("7"), spender: someone, sigDeadline: "1000" };
    for (const request of [
      typed("PermitSingle", message, { verifyingContract: someone }),
      typed("PermitSingle", message, { chainId: 1 }),
      typed("PermitSingle", { ...message, details: { ...detail("-1") } }),
      typed("PermitSingle", { ...message, spender: "0x12" }),
      typed("Order", { id: "1" }),
      typed("constructor", {}),
    ]) {
      expect(rulesOf(review(request))).toEqual({ confirm: ["unknown-call"], refuse: [] });
    }
  });

  it("behavior: an allowance given or used through Permit2 counts as one", () => {
    const abi = parseAbi([
      "function approve(address token, address spender, uint160 amount, uint48 expiration)",
      "function transferFrom(address from, address to, uint160 amount, address token)",
    ]);
    const approve = encodeFunctionData({ abi, functionName: "approve", args: [token, someone, 501n, 9] });
    expect(rulesOf(reviewCalls(call(permit2Address, approve)))).toEqual({
      confirm: ["approval"],
      refuse: ["daily-limit"],
    });
    const move = encodeFunctionData({ abi, functionName: "transferFrom", args: [account, someone, 501n, token] });
    expect(rulesOf(reviewCalls(call(permit2Address, move))).refuse).toEqual(["daily-limit"]);
  });
});

describe("administration", () => {
  const first = schedule([], [word("aa")]);
  const other = schedule([word("aa")], [word("bb")]);

  it("behavior: what adds a holder of power waits, alone, in a batch and inside calls to itself", () => {
    for (const data of [other, upgrade]) {
      const forms = [
        review(operation(data)),
        reviewCalls(call(account, data)),
        reviewCalls(call(friend, "0x", 1n), call(account, data)),
        reviewCalls(call(account, encodeCalls([call(account, data)]))),
      ];
      const subjects = new Set(forms.flatMap(({ acts }) => acts.map(({ subject }) => subject)));
      expect(subjects.size).toBe(1);
      for (const effects of forms) {
        expect(rulesOf(effects)).toEqual({ confirm: ["administration"], refuse: ["wait-required"] });
        expect(rulesOf(effects, { situation: { waited: subjects } }).refuse).toEqual([]);
        expect(rulesOf(effects, { situation: { isNewAccount: true } }).refuse).toEqual(["wait-required"]);
      }
    }
  });

  it("behavior: a wait is for one call of one account on one chain", () => {
    const subjectOf = (data: Hex, own = account, chainId = chain.chainId) => {
      const request = { ...operation(data), chainId };
      return decodeRequest({ request, chain: { ...chain, chainId }, account: own }).acts[0]?.subject;
    };
    const subjects = [subjectOf(other), subjectOf(upgrade), subjectOf(other, friend), subjectOf(other, account, 1)];
    expect(new Set(subjects).size).toBe(4);
  });

  it("behavior: the first guardians of a new account do not wait", () => {
    expect(rulesOf(review(operation(first)), { situation: { isNewAccount: true } }).refuse).toEqual([]);
    expect(rulesOf(review(operation(first))).refuse).toEqual(["wait-required"]);
  });

  it("behavior: oddly encoded administration is refused", () => {
    expect(rulesOf(review(operation(`${other}00`))).refuse).toEqual(["undecodable-call"]);
    expect(rulesOf(reviewCalls(call(account, `${cancel}00`))).refuse).toEqual(["undecodable-call"]);
  });

  it("behavior: the third cancelled recovery in 30 days wants a second factor", () => {
    const effects = reviewCalls(call(account, cancel));
    expect(rulesOf(effects)).toEqual({ confirm: ["administration"], refuse: [] });
    expect(rulesOf(effects, { situation: { recoveriesCancelled: 1 } }).refuse).toEqual([]);
    expect(rulesOf(effects, { situation: { recoveriesCancelled: 2 } }).refuse).toEqual(["second-factor"]);
    const proven = { recoveriesCancelled: 2, hasSecondFactor: true };
    expect(rulesOf(effects, { situation: proven }).refuse).toEqual([]);
    expect(rulesOf(reviewCalls(call(friend, "0x", 1n)), { situation: { recoveriesCancelled: 9 } })).toEqual(nothing);
  });

  it("behavior: a frozen account cancels a recovery and rotates its key, and nothing beside", () => {
    const frozen = { situation: { isFrozen: true } };
    for (const effects of [
      review(operation(cancel)),
      reviewCalls(call(account, cancel)),
      reviewCalls(call(account, cancel), call(account, rotate)),
    ]) {
      expect(rulesOf(effects, frozen)).toEqual({ confirm: ["administration"], refuse: [] });
    }
    for (const effects of [
      review(operation("0x")),
      reviewCalls(call(friend)),
      reviewCalls(call(account, cancel), call(friend, "0x", 1n)),
      reviewCalls(call(account, cancel), call(chain.entryPoint)),
      reviewCalls(call(account, cancel, 1n)),
      reviewCalls(call(account)),
      review(operation(cancel, { paymaster: someone })),
      review({ kind: "message", chainId: 31337, message: "0x12" }),
    ]) {
      expect(rulesOf(effects, frozen).refuse).toContain("account-frozen");
    }
  });
});

describe("new devices", () => {
  const fresh = (paid: readonly Address[] = []) => ({ situation: { isNewDevice: true, paidBefore: new Set(paid) } });

  it("behavior: it pays whom the account knows, within the limits, and nothing else", () => {
    const payment = reviewCalls(call(friend, "0x", 1n));
    expect(rulesOf(payment, fresh([friend]))).toEqual(nothing);
    expect(rulesOf(payment, { ...fresh(), policy: { contacts: [friend] } })).toEqual(nothing);
    expect(rulesOf(payment, fresh()).refuse).toEqual(["new-device"]);
    expect(rulesOf(reviewCalls(call(friend, "0x", 1001n)), fresh([friend])).refuse).toEqual(["daily-limit"]);
    for (const unusual of [
      call(token, erc20("approve", friend, 1n)),
      call(friend, "0x12345678"),
      call(at("71"), erc20("transfer", friend, 1n)),
      call(account, rotate),
      call(account, schedule([], [word("aa")])),
      call(chain.entryPoint),
    ]) {
      expect(rulesOf(reviewCalls(unusual), fresh([friend])).refuse).toContain("new-device");
    }
    const typedData = { domain: { name: "App" }, types: { A: [] }, primaryType: "A", message: {} };
    expect(rulesOf(review({ kind: "typedData", chainId: 31337, typedData }), fresh()).refuse).toEqual(["new-device"]);
  });

  it("behavior: it may stop a recovery", () => {
    expect(rulesOf(reviewCalls(call(account, cancel)), fresh()).refuse).toEqual([]);
  });
});

describe("fees", () => {
  it("behavior: a token quote counts the most that the paymaster takes, rounded up", () => {
    const quote = (tokenPerNative: bigint) =>
      encodePacked(
        ["uint48", "uint48", "address", "uint256", "bytes"],
        [0, 0, token, tokenPerNative, `0x${"11".repeat(64)}`],
      );
    const paid = (tokenPerNative: bigint, postOp = 30_000n) =>
      review(
        operation("0x", {
          paymaster: chain.tokenPaymaster,
          paymasterVerificationGasLimit: "0x64",
          paymasterPostOpGasLimit: `0x${postOp.toString(16)}`,
          paymasterData: quote(tokenPerNative),
        }),
      );
    // (1 + 2 + 3 + 100 + 30,000 + 10,000) gas at 10 wei.
    const effects = paid(10n ** 18n);
    expect(Object.fromEntries(effects.debits)).toEqual({ [tokenAsset]: 401_060n });
    expect(effects.findings).toEqual([]);
    expect(effects.maxFee).toBe(0n);
    expect(paid(1n).debits.get(tokenAsset)).toBe(1n);
    // Above 40,000 the EntryPoint keeps a tenth of what is not used.
    expect(paid(10n ** 18n, 50_000n).debits.get(tokenAsset)).toBe(651_060n);
    const cut = review(operation("0x", { paymaster: chain.tokenPaymaster, paymasterData: "0x1234" }));
    expect(rulesOf(cut).confirm).toEqual(["unknown-call"]);
  });
});

const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc
    .tuple(fc.constantFrom(someone, friend, token), fc.bigInt({ min: 0n, max: 2000n }))
    .map(([to, value]) => call(to, "0x", value)),
  fc
    .tuple(
      fc.constantFrom("transfer" as const, "approve" as const),
      fc.constantFrom(someone, friend),
      fc.oneof(fc.bigInt({ min: 0n, max: 900n }), fc.constant(maxUint256)),
    )
    .map(([name, to, amount]) => call(token, erc20(name, to, amount))),
  fc
    .constantFrom(cancel, rotate, upgrade, schedule([], [word("aa")]), "0x12345678" as Hex)
    .map((data) => call(account, data)),
  fc.constantFrom(someone, chain.entryPoint, chain.factory).map((to) => call(to, "0x12345678")),
);
const anySituation: fc.Arbitrary<Situation> = fc.record({
  isFrozen: fc.boolean(),
  isNewDevice: fc.boolean(),
  isNewAccount: fc.boolean(),
  paidBefore: fc.subarray([someone, friend]).map((list) => new Set<Address>(list)),
  waited: fc.constant(new Set<Hex>()),
  recoveriesCancelled: fc.nat(3),
  hasSecondFactor: fc.boolean(),
});
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record(
    {
      allowed: fc.subarray([someone, friend]),
      blocked: fc.subarray([someone, friend]),
      contacts: fc.subarray([someone, friend]),
      newRecipients: fc.constant("confirm" as const),
    },
    { requiredKeys: [] },
  )
  .map((lists) => ({ ...policy, ...lists }));

describe("evaluate", () => {
  it("behavior: adding a call never removes a rule, and a batch is never treated better than a part of it", () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anySituation,
        fc.array(anyCall, { minLength: 1, maxLength: 5 }),
        anyCall,
        (rules, situation, calls, more) => {
          const judge = (list: readonly Call[]) =>
            evaluate({ policy: rules, situation, effects: reviewCalls(...list) });
          const names = ({ confirm, refuse }: ReturnType<typeof judge>) =>
            [...confirm, ...refuse].map(({ name }) => name);
          const whole = names(judge([...calls, more]));
          expect(whole).toEqual(expect.arrayContaining(names(judge(calls))));
          expect(whole).toEqual(expect.arrayContaining(names(judge([more]))));
          expect(judge([...calls, more]).waits).toEqual(expect.arrayContaining([...judge(calls).waits]));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("behavior: the same calls, packed, by ERC-7821 or one inside the other, come out the same", () => {
    const erc7821 = (calls: readonly Call[]) =>
      encodeFunctionData({
        abi: parseAbi(["function execute(bytes32 mode, bytes executionData)"]),
        args: [
          `0x01${"00".repeat(31)}`,
          encodeAbiParameters(
            [{ type: "tuple[]", components: [{ type: "address" }, { type: "uint256" }, { type: "bytes" }] }],
            [calls.map(({ to, value, data }) => [to, value, data] as const)],
          ),
        ],
      });
    fc.assert(
      fc.property(
        anyPolicy,
        anySituation,
        fc.array(anyCall, { minLength: 1, maxLength: 4 }),
        (rules, situation, calls) => {
          const judge = (callData: Hex) => evaluate({ policy: rules, situation, effects: review(operation(callData)) });
          expect(judge(erc7821(calls))).toEqual(judge(encodeCalls(calls)));
          const nested = judge(encodeCalls([call(account, encodeCalls(calls))]));
          const direct = judge(encodeCalls(calls));
          expect(nested.debits).toEqual(direct.debits);
          expect(nested.waits).toEqual(direct.waits);
          const refusals = (result: typeof nested) => new Set(result.refuse.map(({ name }) => name));
          for (const name of refusals(direct)) expect(refusals(nested)).toContain(name);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("behavior: amounts of random batches are exact", () => {
    const payment = fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 2n ** 200n }));
    fc.assert(
      fc.property(
        fc.array(payment, { minLength: 1, maxLength: 20 }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (payments, fee) => {
          const calls = payments.map(([isToken, amount]) =>
            isToken ? call(token, erc20("transfer", friend, amount)) : call(friend, "0x", amount),
          );
          const own: SigningRequest = operation(encodeCalls(calls), { maxFeePerGas: `0x${fee.toString(16)}` });
          if (own.kind === "userOperation") {
            delete own.userOperation.paymaster;
            delete own.userOperation.paymasterVerificationGasLimit;
            delete own.userOperation.paymasterPostOpGasLimit;
          }
          const sum = (wanted: boolean) =>
            payments.reduce((total, [isToken, amount]) => (isToken === wanted ? total + amount : total), 0n);
          const { debits } = review(own);
          expect(debits.get(native) ?? 0n).toBe(sum(false) + 6n * fee);
          expect(debits.get(tokenAsset) ?? 0n).toBe(sum(true));
        },
      ),
      { numRuns: 500 },
    );
  });
});
