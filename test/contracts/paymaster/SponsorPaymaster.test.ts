import {
  type Abi,
  compactSignatureToSignature,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  getContract,
  type Hex,
  maxUint256,
  pad,
  parseCompactSignature,
  parseEther,
  parseEventLogs,
  recoverAddress,
  size,
  slice,
  zeroAddress,
} from "viem";
import { entryPoint09Abi, entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sponsorPaymasterAbi } from "../../../packages/account/src/generated/abi.ts";
import {
  bannedOpcodes,
  type Chain,
  callOpcodes,
  createChain,
  createSender,
  defaultFields,
  encodePaymasterAndData,
  executeCall,
  fund,
  handleOps,
  type OperationFields,
  ownerOf,
  pack,
  signBySender,
  signerSlots,
  signSponsorship,
  simulateOps,
  slotsOf,
  traceValidation,
} from "./support.ts";

const [paymasterOwner, signer, nextSigner, senderOwner, stranger] = [10, 11, 12, 13, 14].map(ownerOf) as [
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
  ReturnType<typeof ownerOf>,
];

async function setUp(chainId = 31337) {
  const chain = await createChain(chainId);
  for (const account of [paymasterOwner, stranger]) await fund(chain, account);
  const deployPaymaster = async () => {
    const { address } = await chain.connection.viem.deployContract("SponsorPaymaster", [
      paymasterOwner.address,
      signer.address,
    ]);
    return getContract({ abi: sponsorPaymasterAbi, address, client: { public: chain.client, wallet: chain.wallet } });
  };
  const [paymaster, otherPaymaster] = [await deployPaymaster(), await deployPaymaster()];
  for (const contract of [paymaster, otherPaymaster]) await contract.write.deposit({ value: parseEther("1") });
  const target = await chain.connection.viem.deployContract("CallTarget");
  const sender = await createSender(chain, senderOwner);
  return { chain, paymaster, otherPaymaster, target, sender };
}

let context: Awaited<ReturnType<typeof setUp>>;
let chain: Chain;
let fields: OperationFields;
let snapshot: Hex;

beforeAll(async () => {
  context = await setUp();
  chain = context.chain;
  snapshot = await chain.client.snapshot();
}, 60_000);

beforeEach(async () => {
  await chain.client.revert({ id: snapshot });
  snapshot = await chain.client.snapshot();
  const now = Number((await chain.client.getBlock()).timestamp);
  const nonce = await chain.entryPoint.read.getNonce([context.sender, 0n]);
  fields = { ...defaultFields(context.sender), nonce, validAfter: now - 60, validUntil: now + 300 };
});

/** Sponsors `signed`, then uses that sponsorship for `sent`, which the sender signs as it stands. */
async function sponsor(
  signed: OperationFields,
  {
    sent = signed,
    by = signer,
    domain = { chainId: chain.chainId, paymaster: context.paymaster.address },
    paymaster = context.paymaster.address,
  } = {},
): Promise<PackedUserOperation> {
  const signature = await signSponsorship(by, domain, signed);
  return signBySender(chain, senderOwner, pack(sent, encodePaymasterAndData(paymaster, sent, signature)));
}

const submit = async (...parameters: Parameters<typeof sponsor>) => handleOps(chain, [await sponsor(...parameters)]);

/** What validation returns to the EntryPoint, asked directly. */
async function validate(paymasterAndData: Hex, of = fields) {
  const { result } = await chain.client.simulateContract({
    abi: context.paymaster.abi,
    address: context.paymaster.address,
    functionName: "validatePaymasterUserOp",
    args: [pack(of, paymasterAndData), pad("0x"), 0n],
    account: entryPoint09Address,
  });
  return result;
}

describe("SponsorPaymaster", () => {
  test("behavior: pays for a signed operation, the sender pays nothing", async () => {
    const before = await Promise.all([
      chain.entryPoint.read.balanceOf([context.paymaster.address]),
      chain.entryPoint.read.balanceOf([context.sender]),
    ]);
    await submit(fields);
    expect(await chain.entryPoint.read.balanceOf([context.paymaster.address])).toBeLessThan(before[0]);
    expect(await chain.entryPoint.read.balanceOf([context.sender])).toBe(before[1]);
  });

  test("behavior: paymasterAndData is 128 bytes and the digest equals viem's typed data", async () => {
    const data = encodePaymasterAndData(
      context.paymaster.address,
      fields,
      await signSponsorship(signer, { chainId: chain.chainId, paymaster: context.paymaster.address }, fields),
    );
    expect(size(data)).toBe(128);
    const [returned, validationData] = await validate(data);
    expect(returned).toBe("0x");
    expect(validationData).toBe((BigInt(fields.validAfter) << 208n) | (BigInt(fields.validUntil) << 160n));
  });

  test("behavior: validation answers with exactly the ABI's bytes", async () => {
    const { paymasterAndData } = await sponsor(fields);
    const data = encodeFunctionData({
      abi: context.paymaster.abi,
      functionName: "validatePaymasterUserOp",
      args: [pack(fields, paymasterAndData), pad("0x"), 0n],
    });
    const { data: answer } = await chain.client.call({
      account: entryPoint09Address,
      to: context.paymaster.address,
      data,
    });
    const bounds = (BigInt(fields.validAfter) << 208n) | (BigInt(fields.validUntil) << 160n);
    expect(answer).toBe(encodeAbiParameters([{ type: "bytes" }, { type: "uint256" }], ["0x", bounds]));
  });

  test("S19: sponsorshipHash is what viem's typed data signs", async () => {
    const domain = { chainId: chain.chainId, paymaster: context.paymaster.address };
    for (const signed of [
      fields,
      { ...fields, nonce: 7n, callData: "0x1234" as Hex, validUntil: 0 },
      { ...fields, initCode: "0x77020102030405" as Hex },
    ]) {
      const signature = await signSponsorship(signer, domain, signed);
      const userOp = pack(signed, encodePaymasterAndData(domain.paymaster, signed, signature));
      const hash = await context.paymaster.read.sponsorshipHash([userOp, signed.validAfter, signed.validUntil]);
      const recovered = await recoverAddress({
        hash,
        signature: compactSignatureToSignature(parseCompactSignature(signature)),
      });
      expect(recovered).toBe(signer.address);
    }
  });

  describe("S49: every field is covered by the signature", () => {
    const changes: Readonly<Record<string, (fields: OperationFields) => Partial<OperationFields>>> = {
      nonce: () => ({ nonce: 1n << 64n }),
      callData: () => ({ callData: "0x00" }),
      verificationGasLimit: (f) => ({ verificationGasLimit: f.verificationGasLimit + 1n }),
      callGasLimit: (f) => ({ callGasLimit: f.callGasLimit + 1n }),
      preVerificationGas: (f) => ({ preVerificationGas: f.preVerificationGas + 1n }),
      maxPriorityFeePerGas: (f) => ({ maxPriorityFeePerGas: f.maxPriorityFeePerGas + 1n }),
      maxFeePerGas: (f) => ({ maxFeePerGas: f.maxFeePerGas + 1n }),
      paymasterVerificationGasLimit: (f) => ({ paymasterVerificationGasLimit: f.paymasterVerificationGasLimit + 1n }),
      paymasterPostOpGasLimit: (f) => ({ paymasterPostOpGasLimit: f.paymasterPostOpGasLimit + 1n }),
      validAfter: (f) => ({ validAfter: f.validAfter - 1 }),
      validUntil: (f) => ({ validUntil: f.validUntil + 1 }),
    };
    for (const [name, change] of Object.entries(changes)) {
      test(`S49: ${name}`, async () => {
        await expect(submit(fields, { sent: { ...fields, ...change(fields) } })).rejects.toThrow(
          "AA34 signature error",
        );
        await submit({ ...fields, ...change(fields) });
      });
    }

    // The EntryPoint would stop these two before it asks the paymaster, so the paymaster is asked directly.
    test.each([
      ["sender", { sender: stranger.address }],
      ["initCode", { initCode: "0x7702" as Hex }],
    ])("S49: %s", async (_name, change) => {
      const domain = { chainId: chain.chainId, paymaster: context.paymaster.address };
      const good = await signSponsorship(signer, domain, fields);
      const bad = await signSponsorship(signer, domain, { ...fields, ...change });
      expect((await validate(encodePaymasterAndData(domain.paymaster, fields, good)))[1] & 1n).toBe(0n);
      expect((await validate(encodePaymasterAndData(domain.paymaster, fields, bad)))[1] & 1n).toBe(1n);
      // And the other way round: the changed operation is sponsored by its own signature only.
      const changed = { ...fields, ...change };
      expect((await validate(encodePaymasterAndData(domain.paymaster, fields, bad), changed))[1] & 1n).toBe(0n);
      expect((await validate(encodePaymasterAndData(domain.paymaster, fields, good), changed))[1] & 1n).toBe(1n);
    });
  });

  test("S50: postOp gas raised after signing is refused", async () => {
    const raised = { ...fields, paymasterPostOpGasLimit: 10_000_000n };
    await expect(submit(fields, { sent: raised })).rejects.toThrow("AA34 signature error");
  });

  test("S50, S51: there is no postOp to inflate or to make revert: the context is empty", async () => {
    const [returned, validationData] = await validate((await sponsor(fields)).paymasterAndData);
    expect(returned).toBe("0x");
    expect(validationData & 1n).toBe(0n);
  });

  test.each(["fail", "burnGas", "returnBomb"] as const)(
    "S51, S56: %s costs the deposit no more than the signed limits",
    async (functionName) => {
      const before = await chain.entryPoint.read.balanceOf([context.paymaster.address]);
      const args = functionName === "burnGas" ? [] : [100_000n];
      const data = encodeFunctionData({ abi: context.target.abi as Abi, functionName, args });
      const hostile = { ...fields, callData: executeCall(context.target.address, data) };
      const receipt = await submit(hostile);
      const [event] = parseEventLogs({ abi: entryPoint09Abi, logs: receipt.logs, eventName: "UserOperationEvent" });
      const spent = before - (await chain.entryPoint.read.balanceOf([context.paymaster.address]));
      expect(spent).toBe(event?.args.actualGasCost);
      expect(spent).toBeGreaterThan(receipt.gasUsed);
      expect(spent).toBeLessThanOrEqual(signedCost(hostile));
    },
  );

  test("S52: refused on another chain", async () => {
    const domain = { chainId: 1, paymaster: context.paymaster.address };
    await expect(submit(fields, { domain })).rejects.toThrow("AA34 signature error");
  });

  test("S52: refused by another paymaster with the same signer", async () => {
    const paymaster = context.otherPaymaster.address;
    await expect(submit(fields, { paymaster })).rejects.toThrow("AA34 signature error");
    await submit(fields, { paymaster, domain: { chainId: chain.chainId, paymaster } });
  });

  test("S52: refused a second time for the same operation", async () => {
    await submit(fields);
    await expect(submit(fields)).rejects.toThrow("AA25 invalid account nonce");
  });

  test("S56: call gas raised after signing is refused", async () => {
    await expect(submit(fields, { sent: { ...fields, callGasLimit: 5_000_000n } })).rejects.toThrow("AA34");
  });

  describe("validity", () => {
    // ERC-4337: valid while validAfter < now <= validUntil; the EntryPoint decides, validation reads no clock.
    test.each([
      ["at validAfter", 0, "AA32"],
      ["one second after validAfter", 1, undefined],
      ["at validUntil", 100, undefined],
      ["one second after validUntil", 101, "AA32"],
    ])("behavior: %s", async (_name, offset, reason) => {
      const start = Number((await chain.client.getBlock()).timestamp) + 1000;
      await chain.client.setNextBlockTimestamp({ timestamp: BigInt(start + offset) });
      await chain.client.mine({ blocks: 1 });
      const outcome = simulateOps(chain, [await sponsor({ ...fields, validAfter: start, validUntil: start + 100 })]);
      await (reason === undefined ? outcome : expect(outcome).rejects.toThrow(reason));
    });
  });

  describe("malformed data", () => {
    test("behavior: a stub signature fails validation without a revert, so that gas can be estimated", async () => {
      const stub = encodePaymasterAndData(context.paymaster.address, fields, pad("0x01", { size: 64 }));
      expect((await validate(stub))[1] & 1n).toBe(1n);
    });

    test.each([0, 52, 127, 129, 8192])(
      "behavior: %d bytes of paymasterAndData fail without a revert",
      async (length) => {
        expect(await validate(pad("0x", { size: length }))).toEqual(["0x", 1n]);
      },
    );

    test("behavior: a signature that is right does not help data of another length", async () => {
      const { paymasterAndData } = await sponsor(fields);
      expect((await validate(paymasterAndData))[1] & 1n).toBe(0n);
      for (const more of ["0x00", pad("0x", { size: 32 })] as const)
        expect(await validate(concat([paymasterAndData, more]))).toEqual(["0x", 1n]);
      expect(await validate(slice(paymasterAndData, 0, 127))).toEqual(["0x", 1n]);
    });

    test("behavior: the zero address never counts as a signer, also while a place is empty", async () => {
      const data = encodePaymasterAndData(context.paymaster.address, fields, pad("0x", { size: 64 }));
      expect((await validate(data))[1] & 1n).toBe(1n);
    });
  });

  describe("setSigners", () => {
    const owner = { account: paymasterOwner };

    test("behavior: born with one signer; SignersChanged tells both places in their order", async () => {
      expect(await context.paymaster.read.signers()).toEqual([signer.address, zeroAddress]);
      const hash = await context.paymaster.write.setSigners([nextSigner.address, signer.address], owner);
      const { logs } = await chain.client.waitForTransactionReceipt({ hash });
      const [event] = parseEventLogs({ abi: sponsorPaymasterAbi, logs, eventName: "SignersChanged" });
      expect(event?.args).toEqual({ first: nextSigner.address, second: signer.address });
      expect(await context.paymaster.read.signers()).toEqual([nextSigner.address, signer.address]);
    });

    test("behavior: rotation in place: old, both, new", async () => {
      await expect(submit(fields, { by: nextSigner })).rejects.toThrow("AA34");
      await context.paymaster.write.setSigners([signer.address, nextSigner.address], owner);
      expect(await context.paymaster.read.signers()).toEqual([signer.address, nextSigner.address]);
      await submit(fields);
      await submit({ ...fields, nonce: fields.nonce + 1n }, { by: nextSigner });
      await context.paymaster.write.setSigners([nextSigner.address, zeroAddress], owner);
      await expect(submit({ ...fields, nonce: fields.nonce + 2n })).rejects.toThrow("AA34");
      await submit({ ...fields, nonce: fields.nonce + 2n }, { by: nextSigner });
    });

    test("behavior: without signers nothing is sponsored", async () => {
      await context.paymaster.write.setSigners([zeroAddress, zeroAddress], owner);
      await expect(submit(fields)).rejects.toThrow("AA34");
    });

    test("error: DuplicateSigner", async () => {
      await expect(context.paymaster.write.setSigners([signer.address, signer.address], owner)).rejects.toThrow(
        "DuplicateSigner",
      );
    });
  });

  describe("S55: only the owner", () => {
    const asStranger = { account: stranger };
    test.each([
      ["withdraw", () => context.paymaster.write.withdraw([stranger.address, 1n], asStranger)],
      ["setSigners", () => context.paymaster.write.setSigners([stranger.address, zeroAddress], asStranger)],
      ["addStake", () => context.paymaster.write.addStake([1], { ...asStranger, value: 1n })],
      ["unlockStake", () => context.paymaster.write.unlockStake(asStranger)],
      ["withdrawStake", () => context.paymaster.write.withdrawStake([stranger.address], asStranger)],
      ["transferOwnership", () => context.paymaster.write.transferOwnership([stranger.address], asStranger)],
    ])("S55: %s by a stranger reverts", async (_name, call) => {
      await expect(call()).rejects.toThrow("OwnableUnauthorizedAccount");
    });

    test("S55: a signer cannot withdraw either", async () => {
      await fund(chain, signer);
      const call = context.paymaster.write.withdraw([signer.address, 1n], { account: signer });
      await expect(call).rejects.toThrow("OwnableUnauthorizedAccount");
    });

    test("S55: the owner withdraws, never more than the deposit", async () => {
      const to = pad("0xcafe", { size: 20 });
      await context.paymaster.write.withdraw([to, parseEther("0.4")], { account: paymasterOwner });
      expect(await chain.client.getBalance({ address: to })).toBe(parseEther("0.4"));
      await expect(context.paymaster.write.withdraw([to, maxUint256], { account: paymasterOwner })).rejects.toThrow();
    });

    test("behavior: stake, unlock, wait, withdraw", async () => {
      const owner = { account: paymasterOwner };
      const to = pad("0xcafe", { size: 20 });
      await context.paymaster.write.addStake([3600], { ...owner, value: parseEther("0.5") });
      const info = await chain.entryPoint.read.getDepositInfo([context.paymaster.address]);
      expect(info).toMatchObject({ staked: true, stake: parseEther("0.5"), unstakeDelaySec: 3600 });
      await context.paymaster.write.unlockStake(owner);
      await expect(context.paymaster.write.withdrawStake([to], owner)).rejects.toThrow();
      await chain.client.increaseTime({ seconds: 3600 });
      await context.paymaster.write.withdrawStake([to], owner);
      expect(await chain.client.getBalance({ address: to })).toBe(parseEther("0.5"));
    });
  });

  describe("ERC-7562", () => {
    const [first, second] = signerSlots;
    // Which signer places are read: a paymaster that is staked may read its own storage (STO-031).
    const cases = [
      ["the first signer", [signer.address, zeroAddress], signer, [first]],
      ["the first of two signers", [signer.address, nextSigner.address], signer, [first]],
      ["the second signer", [signer.address, nextSigner.address], nextSigner, [first, second]],
      ["the successor after the rotation", [nextSigner.address, zeroAddress], nextSigner, [first]],
      ["the replaced signer", [nextSigner.address, zeroAddress], signer, [first, second]],
    ] as const;

    test.each(cases)(
      "S10: no banned opcode, no storage but the signers', no other contract: %s",
      async (_name, signers, by, slots) => {
        await context.paymaster.write.setSigners(signers, { account: paymasterOwner });
        const userOp = await sponsor(fields, { by });
        const { frames, afterGas } = await traceValidation(chain, context.paymaster.address, userOp);
        const isAccepted = signers.some((each) => each === by.address);
        expect((await validate(userOp.paymasterAndData))[1] & 1n).toBe(isAccepted ? 0n : 1n);
        // The only code called is the ecrecover precompile, 0x1.
        expect(frames.slice(1).map(({ to }) => BigInt(to))).toEqual([1n]);
        for (const { usedOpcodes, accessedSlots, outOfGas } of frames) {
          expect(bannedOpcodes.filter((opcode) => opcode in usedOpcodes)).toEqual([]);
          const { writes = {}, transientReads = {}, transientWrites = {} } = accessedSlots;
          expect([writes, transientReads, transientWrites, outOfGas ?? false]).toEqual([{}, {}, {}, false]);
        }
        expect(slotsOf(frames, context.paymaster.address, "reads")).toEqual(slots);
        expect(afterGas.length).toBeGreaterThan(0);
        expect(afterGas.filter((opcode) => !callOpcodes.includes(opcode))).toEqual([]);
      },
    );

    test("S10: data of another length is refused without a look at storage or a call", async () => {
      const userOp = { ...(await sponsor(fields)), paymasterAndData: pad("0x", { size: 127 }) };
      const { frames } = await traceValidation(chain, context.paymaster.address, userOp);
      expect(frames).toHaveLength(1);
      expect(slotsOf(frames, context.paymaster.address, "reads")).toEqual([]);
    });
  });

  test("behavior: validation costs what the specification says, and no memory far away", async () => {
    const { gas } = await traceValidation(chain, context.paymaster.address, await sponsor(fields));
    expect(gas).toBeLessThanOrEqual(6_595);
  });

  test("behavior: anyone may deposit", async () => {
    const before = await chain.entryPoint.read.balanceOf([context.paymaster.address]);
    await context.paymaster.write.deposit({ account: stranger, value: 7n });
    expect(await chain.entryPoint.read.balanceOf([context.paymaster.address])).toBe(before + 7n);
  });

  test.each(["validatePaymasterUserOp", "postOp"] as const)("error: %s is for the EntryPoint only", async (name) => {
    const args = name === "postOp" ? ([0, "0x", 0n, 0n] as const) : ([pack(fields, "0x"), pad("0x"), 0n] as const);
    const call = chain.client.simulateContract({
      abi: context.paymaster.abi,
      address: context.paymaster.address,
      functionName: name,
      args: args as never,
      account: stranger.address,
    });
    await expect(call).rejects.toThrow("PaymasterUnauthorized");
  });
});

/** The most that the EntryPoint may take for an operation: every signed limit at the signed price. */
const signedCost = (f: OperationFields): bigint =>
  f.maxFeePerGas *
  (f.verificationGasLimit +
    f.callGasLimit +
    f.preVerificationGas +
    f.paymasterVerificationGasLimit +
    f.paymasterPostOpGasLimit);
