import {
  type Abi,
  type Address,
  concat,
  encodeFunctionData,
  encodePacked,
  erc20Abi,
  getContract,
  type Hex,
  hashTypedData,
  keccak256,
  maxUint256,
  numberToHex,
  pad,
  parseAbi,
  parseEther,
  parseEventLogs,
  parseSignature,
  parseUnits,
  serializeCompactSignature,
  signatureToCompactSignature,
  size,
  slice,
} from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tokenPaymasterAbi } from "../../../packages/account/src/generated/abi.ts";
import {
  bannedOpcodes,
  type Chain,
  callOpcodes,
  createChain,
  createSender,
  defaultFields,
  executeCall,
  fund,
  handleOps,
  type OperationFields,
  ownerOf,
  pack,
  signBySender,
  signerSlots,
  slotsOf,
  traceValidation,
  uint128Pair,
} from "./support.ts";

const [owner, signer, nextSigner, senderOwner, stranger] = [20, 21, 24, 22, 23].map(ownerOf) as [
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
];
const tokenAbi = [
  ...erc20Abi,
  ...parseAbi(["function mint(address to, uint256 amount)", "function freeze()"]),
] as const;
// 1 ETH = 2,500 units of a token with 6 decimals.
const tokenPerNative = parseUnits("2500", 6);

type Quote = { readonly token: Address; readonly tokenPerNative: bigint };

async function setUp() {
  const chain = await createChain();
  for (const account of [owner, stranger]) await fund(chain, account);
  const client = { public: chain.client, wallet: chain.wallet };
  const paymasterOf = async () => {
    const { address } = await chain.connection.viem.deployContract("TokenPaymaster", [owner.address, signer.address]);
    const contract = getContract({ abi: tokenPaymasterAbi, address, client });
    await contract.write.deposit({ value: parseEther("1") });
    return contract;
  };
  const [paymaster, otherPaymaster] = [await paymasterOf(), await paymasterOf()];
  const faucet = chain.wallet.account.address;
  const deployed = await chain.connection.viem.deployContract("SampleToken", ["USD Coin (test)", "tUSDC", 6, faucet]);
  const freezing = await chain.connection.viem.deployContract("FreezingToken");
  const token = getContract({ abi: tokenAbi, address: deployed.address, client });
  const freezingToken = getContract({ abi: tokenAbi, address: freezing.address, client });
  const sender = await createSender(chain, senderOwner);
  for (const each of [token, freezingToken]) {
    await each.write.mint([sender, parseUnits("1000", 6)]);
    await each.write.mint([paymaster.address, 1n]); // its balance exists already, as it does after the first payment
  }
  return { chain, paymaster, otherPaymaster, token, freezingToken, sender };
}

let context: Awaited<ReturnType<typeof setUp>>;
let chain: Chain;
let fields: OperationFields;
let snapshot: Hex;

beforeAll(async () => {
  context = await setUp();
  chain = context.chain;
  const data = (token: Address) =>
    executeCall(
      token,
      encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [context.paymaster.address, maxUint256] }),
    );
  for (const token of [context.token.address, context.freezingToken.address]) {
    const nonce = await chain.entryPoint.read.getNonce([context.sender, 0n]);
    const userOp = pack({ ...defaultFields(context.sender), nonce, callData: data(token) }, "0x");
    await handleOps(chain, [await signBySender(chain, senderOwner, userOp)]);
  }
  snapshot = await chain.client.snapshot();
}, 60_000);

beforeEach(async () => {
  await chain.client.revert({ id: snapshot });
  snapshot = await chain.client.snapshot();
  const now = Number((await chain.client.getBlock()).timestamp);
  const nonce = await chain.entryPoint.read.getNonce([context.sender, 0n]);
  fields = {
    ...defaultFields(context.sender),
    nonce,
    paymasterVerificationGasLimit: 150_000n,
    paymasterPostOpGasLimit: 40_000n,
    validAfter: now - 60,
    validUntil: now + 300,
  };
});

const quoteTypes = {
  TokenQuote: [
    { name: "sender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "initCode", type: "bytes" },
    { name: "callData", type: "bytes" },
    { name: "accountGasLimits", type: "bytes32" },
    { name: "preVerificationGas", type: "uint256" },
    { name: "gasFees", type: "bytes32" },
    { name: "paymasterVerificationGasLimit", type: "uint256" },
    { name: "paymasterPostOpGasLimit", type: "uint256" },
    { name: "validUntil", type: "uint48" },
    { name: "validAfter", type: "uint48" },
    { name: "token", type: "address" },
    { name: "tokenPerNative", type: "uint256" },
  ],
} as const;

function toTypedQuote(signed: OperationFields, quote: Quote, chainId: number, paymaster: Address) {
  const { verificationGasLimit, callGasLimit, maxPriorityFeePerGas, maxFeePerGas, ...rest } = signed;
  return {
    domain: { name: "Tandem Token Paymaster", version: "1", chainId, verifyingContract: paymaster },
    types: quoteTypes,
    primaryType: "TokenQuote",
    message: {
      ...rest,
      ...quote,
      accountGasLimits: uint128Pair(verificationGasLimit, callGasLimit),
      gasFees: uint128Pair(maxPriorityFeePerGas, maxFeePerGas),
    },
  } as const;
}

async function signQuote(
  signed: OperationFields,
  quote: Quote,
  { by = signer, chainId = chain.chainId, paymaster = context.paymaster.address } = {},
): Promise<Hex> {
  const signature = await by.signTypedData(toTypedQuote(signed, quote, chainId, paymaster));
  return serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)));
}

function encodeData(paymaster: Address, sent: OperationFields, quote: Quote, signature: Hex): Hex {
  return concat([
    paymaster,
    uint128Pair(sent.paymasterVerificationGasLimit, sent.paymasterPostOpGasLimit),
    numberToHex(sent.validUntil, { size: 6 }),
    numberToHex(sent.validAfter, { size: 6 }),
    quote.token,
    numberToHex(quote.tokenPerNative, { size: 32 }),
    signature,
  ]);
}

/** Quotes for `signed`, then uses that quote for `sent` and `used`. */
async function submit(
  signed: OperationFields,
  options: {
    readonly quote?: Partial<Quote>;
    readonly used?: Partial<Quote>;
    readonly sent?: OperationFields;
    readonly to?: Address;
    readonly sign?: Parameters<typeof signQuote>[2];
  } = {},
) {
  const quote: Quote = { token: context.token.address, tokenPerNative, ...options.quote };
  const sent = options.sent ?? signed;
  const signature = await signQuote(signed, quote, options.sign);
  const to = options.to ?? context.paymaster.address;
  const userOp = pack(sent, encodeData(to, sent, { ...quote, ...options.used }, signature));
  return handleOps(chain, [await signBySender(chain, senderOwner, userOp)]);
}

/** Runs an operation and reports what it moved. */
async function measure(run: () => ReturnType<typeof submit>, token: typeof context.token = context.token) {
  const read = async () => ({
    deposit: await chain.entryPoint.read.balanceOf([context.paymaster.address]),
    paid: await token.read.balanceOf([context.sender]),
    received: await token.read.balanceOf([context.paymaster.address]),
  });
  const before = await read();
  const receipt = await run();
  const after = await read();
  const [event] = parseEventLogs({ abi: entryPoint09Abi, logs: receipt.logs, eventName: "UserOperationEvent" });
  if (event === undefined) throw new Error("no operation in the bundle");
  return {
    receipt,
    success: event.args.success,
    spentWei: before.deposit - after.deposit,
    paid: before.paid - after.paid,
    received: after.received - before.received,
    feePerGas: event.args.actualGasCost / event.args.actualGasUsed,
  };
}

/** Slot of a mapping by address: keccak256(address ‖ slot). */
const slotOf = (key: Address, slot: bigint): Hex =>
  keccak256(encodePacked(["bytes32", "uint256"], [pad(key.toLowerCase() as Address), slot]));

const roundUp = (wei: bigint, rate = tokenPerNative) => (wei * rate + 10n ** 18n - 1n) / 10n ** 18n;

describe("TokenPaymaster", () => {
  test("S53: the sender pays what the deposit lost, rounded up, and at most 3,000 gas more", async () => {
    const { spentWei, paid, received, feePerGas, success } = await measure(() => submit(fields));
    expect(success).toBe(true);
    expect(received).toBe(paid);
    expect(paid).toBeGreaterThanOrEqual(roundUp(spentWei));
    expect(paid).toBeLessThanOrEqual(roundUp(spentWei + 3_000n * feePerGas));
  });

  test("S53: taken and charged are exactly what the specification's formulas say", async () => {
    // One smallest unit a wei and a little, so that no wei is lost in rounding.
    const quote: Quote = { token: context.token.address, tokenPerNative: 10n ** 18n + 1n };
    const cheap = { ...fields, maxFeePerGas: 7n, maxPriorityFeePerGas: 7n };
    const userOp = pack(cheap, encodeData(context.paymaster.address, cheap, quote, await signQuote(cheap, quote)));
    const balance = () => context.token.read.balanceOf([context.sender]);
    const entryPoint = { account: entryPoint09Address } as const;
    await chain.client.impersonateAccount({ address: entryPoint09Address });
    await chain.client.setBalance({ address: entryPoint09Address, value: parseEther("1") });
    const call = [userOp, pad("0x01", { size: 32 }), 1_000n] as const;
    const { result } = await context.paymaster.simulate.validatePaymasterUserOp(call, entryPoint);
    expect(result[1]).toBe((BigInt(cheap.validAfter) << 208n) | (BigInt(cheap.validUntil) << 160n));
    const before = await balance();
    await context.paymaster.write.validatePaymasterUserOp(call, entryPoint);
    const taken = before - (await balance());
    // A postOp limit of 40,000 carries no penalty.
    expect(taken).toBe(roundUp(1_000n + 10_000n * 7n, quote.tokenPerNative));
    await context.paymaster.write.postOp([0, result[0], 123n, 3n], entryPoint);
    expect(before - (await balance())).toBe(roundUp(123n + 10_000n * 3n, quote.tokenPerNative));
    await chain.client.stopImpersonatingAccount({ address: entryPoint09Address });
  });

  test("behavior: UserOperationSponsored reports what was paid", async () => {
    const { receipt, paid } = await measure(() => submit(fields));
    const [event] = parseEventLogs({ abi: tokenPaymasterAbi, logs: receipt.logs, eventName: "UserOperationSponsored" });
    expect(event?.args.tokenAmount).toBe(paid);
    expect(event?.args.tokenPerNative).toBe(tokenPerNative);
  });

  test.each([1n, 3n, 999n])("S53: a rate of %d for 1e18 wei still takes at least one unit", async (rate) => {
    const { paid, spentWei } = await measure(() => submit(fields, { quote: { tokenPerNative: rate } }));
    expect(paid).toBeGreaterThanOrEqual(1n);
    expect(paid).toBeGreaterThanOrEqual(roundUp(spentWei, rate));
  });

  test("S53: a rate of 0, and one that overflows, are refused", async () => {
    await expect(submit(fields, { quote: { tokenPerNative: 0n } })).rejects.toThrow("AA34");
    await expect(submit(fields, { quote: { tokenPerNative: maxUint256 } })).rejects.toThrow("AA34");
  });

  test("S54: an allowance revoked midway changes nothing: it was paid before", async () => {
    const revoke = encodeFunctionData({
      abi: erc20Abi,
      functionName: "approve",
      args: [context.paymaster.address, 0n],
    });
    const callData = executeCall(context.token.address, revoke);
    const { success, paid, spentWei } = await measure(() => submit({ ...fields, callData }));
    expect(success).toBe(true);
    expect(paid).toBeGreaterThanOrEqual(roundUp(spentWei));
    // The next operation finds no allowance.
    await expect(submit({ ...fields, nonce: fields.nonce + 1n })).rejects.toThrow("AA34");
  });

  test("S54: tokens sent away midway change nothing either", async () => {
    const balance = await context.token.read.balanceOf([context.sender]);
    const data = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [stranger.address, balance] });
    const { success, received, spentWei } = await measure(() =>
      submit({ ...fields, callData: executeCall(context.token.address, data) }),
    );
    expect(success).toBe(false); // a part of the balance was already with the paymaster
    expect(received).toBeGreaterThanOrEqual(roundUp(spentWei));
  });

  test("S51: a postOp that reverts keeps the whole payment, so it drains nothing", async () => {
    const freeze = encodeFunctionData({ abi: tokenAbi, functionName: "freeze" });
    const token = context.freezingToken;
    const frozen = { ...fields, callData: executeCall(token.address, freeze) };
    const { success, received, spentWei } = await measure(
      () => submit(frozen, { quote: { token: token.address } }),
      token as unknown as typeof context.token,
    );
    expect(success).toBe(false);
    expect(received).toBeGreaterThanOrEqual(roundUp(spentWei));
  });

  test.each([20_000n, 40_000n, 500_000n, 3_000_000n])(
    "S50: with a postOp limit of %d the sender bears the penalty",
    async (limit) => {
      const inflated = { ...fields, paymasterPostOpGasLimit: limit };
      const { received, spentWei } = await measure(() => submit(inflated));
      expect(received).toBeGreaterThanOrEqual(roundUp(spentWei));
    },
  );

  test.each(["fail", "burnGas", "returnBomb"] as const)(
    "S56: %s costs the sender, and never more than the signed limits",
    async (functionName) => {
      const target = await chain.connection.viem.deployContract("CallTarget");
      const args = functionName === "burnGas" ? [] : [100_000n];
      const data = encodeFunctionData({ abi: target.abi as Abi, functionName, args });
      const hostile = { ...fields, callData: executeCall(target.address, data) };
      const { received, paid, spentWei } = await measure(() => submit(hostile));
      expect(received).toBe(paid);
      expect(received).toBeGreaterThanOrEqual(roundUp(spentWei));
      const { verificationGasLimit, callGasLimit, preVerificationGas, maxFeePerGas } = hostile;
      const { paymasterVerificationGasLimit, paymasterPostOpGasLimit } = hostile;
      const ownGas = verificationGasLimit + callGasLimit + preVerificationGas;
      const gas = ownGas + paymasterVerificationGasLimit + paymasterPostOpGasLimit;
      // 10,000 for postOp and a tenth of its limit are the most that is charged besides the limits.
      expect(paid).toBeLessThanOrEqual(roundUp((gas + 10_000n + paymasterPostOpGasLimit / 10n) * maxFeePerGas));
    },
  );

  test("S56: call gas raised after the quote is refused", async () => {
    await expect(submit(fields, { sent: { ...fields, callGasLimit: 5_000_000n } })).rejects.toThrow("AA34");
  });

  describe("S49: every field is covered by the signature", () => {
    const changes: Readonly<Record<string, Partial<OperationFields>>> = {
      nonce: { nonce: 1n << 64n },
      callData: { callData: "0x00" },
      verificationGasLimit: { verificationGasLimit: 400_001n },
      callGasLimit: { callGasLimit: 100_001n },
      preVerificationGas: { preVerificationGas: 50_001n },
      maxPriorityFeePerGas: { maxPriorityFeePerGas: 1n },
      maxFeePerGas: { maxFeePerGas: 20_000_000_000n },
      paymasterVerificationGasLimit: { paymasterVerificationGasLimit: 150_001n },
      paymasterPostOpGasLimit: { paymasterPostOpGasLimit: 40_001n },
      validAfter: { validAfter: 1 },
      validUntil: { validUntil: 0 },
    };
    test.each(Object.entries(changes))("S49: %s", async (_name, change) => {
      await expect(submit(fields, { sent: { ...fields, ...change } })).rejects.toThrow("AA34");
    });

    // The EntryPoint would stop these two before it asks the paymaster, so the digest is asked for.
    test.each([
      ["sender", { sender: stranger.address }],
      ["initCode", { initCode: "0x7702" as Hex }],
    ])("S49: %s", async (_name, change) => {
      const quote = { token: context.token.address, tokenPerNative };
      const digestOf = async (sent: OperationFields) => {
        const userOp = pack(sent, encodeData(context.paymaster.address, sent, quote, pad("0x", { size: 64 })));
        const { validUntil, validAfter } = sent;
        const digest = await context.paymaster.read.quoteHash([userOp, { ...quote, validUntil, validAfter }]);
        expect(digest).toBe(hashTypedData(toTypedQuote(sent, quote, chain.chainId, context.paymaster.address)));
        return digest;
      };
      expect(await digestOf({ ...fields, ...change })).not.toBe(await digestOf(fields));
    });

    test("S49: token and rate", async () => {
      await expect(submit(fields, { used: { token: context.freezingToken.address } })).rejects.toThrow("AA34");
      await expect(submit(fields, { used: { tokenPerNative: tokenPerNative - 1n } })).rejects.toThrow("AA34");
    });
  });

  test("S52: refused on another chain, by another paymaster, by another signer", async () => {
    await expect(submit(fields, { sign: { chainId: 1 } })).rejects.toThrow("AA34");
    await expect(submit(fields, { to: context.otherPaymaster.address })).rejects.toThrow("AA34");
    await expect(submit(fields, { sign: { by: stranger } })).rejects.toThrow("AA34");
  });

  test("S55: only the owner withdraws deposit and tokens", async () => {
    await submit(fields);
    const { paymaster, token } = context;
    const asStranger = { account: stranger };
    for (const call of [
      paymaster.write.withdraw([stranger.address, 1n], asStranger),
      paymaster.write.withdrawTokens([token.address, stranger.address, 1n], asStranger),
      paymaster.write.setSigners([stranger.address, owner.address], asStranger),
    ]) {
      await expect(call).rejects.toThrow("OwnableUnauthorizedAccount");
    }
    const balance = await token.read.balanceOf([paymaster.address]);
    const to = pad("0xcafe", { size: 20 });
    await paymaster.write.withdrawTokens([token.address, to, maxUint256], { account: owner });
    expect(await token.read.balanceOf([to])).toBe(balance);
  });

  test("behavior: paymasterAndData is 180 bytes; any other length fails without a revert", async () => {
    const quote = { token: context.token.address, tokenPerNative };
    const data = encodeData(context.paymaster.address, fields, quote, await signQuote(fields, quote));
    expect(size(data)).toBe(180);
    for (const other of [concat([data, "0x00"]), slice(data, 0, 179), slice(data, 0, 52)]) {
      const userOp = pack(fields, other);
      await expect(handleOps(chain, [await signBySender(chain, senderOwner, userOp)])).rejects.toThrow("AA34");
    }
  });

  test("behavior: quoteHash needs address and gas limits only, 52 bytes", async () => {
    const quote = { token: context.token.address, tokenPerNative };
    const { validUntil, validAfter } = fields;
    const data = slice(encodeData(context.paymaster.address, fields, quote, pad("0x", { size: 64 })), 0, 52);
    const digest = await context.paymaster.read.quoteHash([pack(fields, data), { ...quote, validUntil, validAfter }]);
    expect(digest).toBe(hashTypedData(toTypedQuote(fields, quote, chain.chainId, context.paymaster.address)));
    const cut = pack(fields, slice(data, 0, 51));
    await expect(context.paymaster.read.quoteHash([cut, { ...quote, validUntil, validAfter }])).rejects.toThrow();
  });

  describe("ERC-7562", () => {
    const [first, second] = signerSlots;
    const none = `0x${"00".repeat(20)}` as const;
    const cases = [
      ["the first signer", [signer.address, none], signer, [first]],
      ["the first of two signers", [signer.address, nextSigner.address], signer, [first]],
      ["the second signer", [signer.address, nextSigner.address], nextSigner, [first, second]],
      ["the successor after the rotation", [nextSigner.address, none], nextSigner, [first]],
      ["the replaced signer", [nextSigner.address, none], signer, [first, second]],
    ] as const;

    test.each(cases)(
      "S10: no banned opcode, own signers and the token's slots of sender and paymaster only: %s",
      async (_name, signers, by, slots) => {
        const { paymaster, token, sender } = context;
        await paymaster.write.setSigners(signers, { account: owner });
        const quote: Quote = { token: token.address, tokenPerNative };
        const signature = await signQuote(fields, quote, { by });
        const userOp = pack(fields, encodeData(paymaster.address, fields, quote, signature));
        const { frames, afterGas } = await traceValidation(chain, paymaster.address, userOp);
        const isAccepted = signers.some((each) => each === by.address);
        const called = frames.slice(1).map(({ to }) => BigInt(to));
        expect(called).toEqual(isAccepted ? [1n, BigInt(token.address)] : [1n]);
        for (const { usedOpcodes, accessedSlots, outOfGas } of frames) {
          expect(bannedOpcodes.filter((opcode) => opcode in usedOpcodes)).toEqual([]);
          const { transientReads = {}, transientWrites = {} } = accessedSlots;
          expect([transientReads, transientWrites, outOfGas ?? false]).toEqual([{}, {}, false]);
        }
        expect(slotsOf(frames, paymaster.address, "reads")).toEqual(slots);
        expect(slotsOf(frames, paymaster.address, "writes")).toEqual([]);
        // Its own storage and, in other contracts, what is associated with it or with the sender are what a staked
        // paymaster may write (STO-031, STO-032). The allowance is an unlimited one, which is not written.
        const balances = [slotOf(sender, 0n), slotOf(paymaster.address, 0n)].sort();
        const allowance = keccak256(
          encodePacked(["bytes32", "bytes32"], [pad(paymaster.address.toLowerCase() as Address), slotOf(sender, 1n)]),
        );
        expect(slotsOf(frames, token.address, "reads")).toEqual(isAccepted ? [...balances, allowance].sort() : []);
        expect(slotsOf(frames, token.address, "writes")).toEqual(isAccepted ? balances : []);
        expect(afterGas.length).toBeGreaterThan(0);
        expect(afterGas.filter((opcode) => !callOpcodes.includes(opcode))).toEqual([]);
      },
    );
  });

  test("S19: quoteHash equals viem's typed data", async () => {
    const quote = { token: context.token.address, tokenPerNative };
    const userOp = pack(fields, encodeData(context.paymaster.address, fields, quote, pad("0x", { size: 64 })));
    const { validUntil, validAfter } = fields;
    const digest = await context.paymaster.read.quoteHash([userOp, { ...quote, validUntil, validAfter }]);
    expect(digest).toBe(hashTypedData(toTypedQuote(fields, quote, chain.chainId, context.paymaster.address)));
  });
});
