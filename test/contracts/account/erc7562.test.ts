import { type Address, concat, encodeFunctionData, type Hex } from "viem";
import { entryPoint09Address, type PackedUserOperation } from "viem/account-abstraction";
import { describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { createOwner } from "../support/createOwner.ts";
import {
  createAccount,
  type Deployment,
  deployAccounts,
  encodeCreateAccount,
  getAddress,
  initialData,
  signedOperation,
} from "../support/deployAccounts.ts";
import { signRotation } from "../support/signRotation.ts";
import { hashUserOperation } from "../support/userOperation.ts";

/** What EDR's native tracer tells of one call frame; the parts of it that the rules are about. */
type Frame = {
  readonly to?: Hex;
  readonly type: string;
  readonly outOfGas?: boolean;
  readonly accessedSlots: {
    readonly reads?: Record<Hex, readonly Hex[]>;
    readonly writes?: Record<Hex, number>;
    readonly transientReads?: Record<Hex, unknown>;
    readonly transientWrites?: Record<Hex, unknown>;
  };
  readonly usedOpcodes: Record<Hex, number>;
  readonly calls?: readonly Frame[];
};

// ERC-7562 [OP-011], [OP-012], [OP-031], [OP-080]: opcodes that validation must not use. CREATE2 is checked by count.
const banned: Record<number, string> = {
  49: "BALANCE",
  50: "ORIGIN",
  58: "GASPRICE",
  64: "BLOCKHASH",
  65: "COINBASE",
  66: "TIMESTAMP",
  67: "NUMBER",
  68: "PREVRANDAO",
  69: "GASLIMIT",
  71: "SELFBALANCE",
  72: "BASEFEE",
  73: "BLOBHASH",
  74: "BLOBBASEFEE",
  240: "CREATE",
  254: "INVALID",
  255: "SELFDESTRUCT",
};
const callOpcodes = new Set(["CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"]);
const senderCreatorAddress = "0x0A630a99Df908A81115A3022927Be82f9299987e";
const ownerSlot: Hex = "0x13b4067ca0e57892582e6fad793cf1fc91200b709e77dd9ff03dd2a921c12600";
/** Where MockSuccessor keeps the key that it took over. */
const successorKeySlot: Hex = "0x7401ca869b4f91bba00903d458f332abc50e63574afcbf017c4860825bd6e400";
const isPrecompile = (address: string | undefined): boolean => address !== undefined && BigInt(address) <= 0x100n;

const flatten = (frame: Frame): readonly Frame[] => [frame, ...(frame.calls ?? []).flatMap(flatten)];

type Call = { readonly from: Address; readonly to: Address; readonly data: Hex };

/** All frames of a call. */
async function trace({ chain }: Deployment, call: Call): Promise<readonly Frame[]> {
  const params = [{ ...call, gas: "0xe4e1c0" }, "latest", { tracer: "erc7562Tracer" }];
  return flatten((await chain.provider.request({ method: "debug_traceCall", params })) as Frame);
}

/** [OP-012]: what follows each GAS of a call; it must be a call. The ERC-7562 tracer does not tell. */
async function traceAfterGas({ chain }: Deployment, call: Call): Promise<readonly string[]> {
  const options = { disableStorage: true, disableMemory: true, disableStack: true };
  const params = [{ ...call, gas: "0xe4e1c0" }, "latest", options];
  const { structLogs } = (await chain.provider.request({ method: "debug_traceCall", params })) as {
    readonly structLogs: readonly { readonly op: string }[];
  };
  return structLogs.flatMap(({ op }, index) => (op === "GAS" ? [structLogs[index + 1]?.op ?? "end"] : []));
}

/** The EntryPoint's call for validation. */
const validationOf = (userOp: PackedUserOperation, chainId: number): Call => ({
  from: entryPoint09Address,
  to: userOp.sender,
  data: encodeFunctionData({
    abi: accountAbi,
    functionName: "validateUserOp",
    args: [userOp, hashUserOperation(userOp, chainId), 1_000_000n],
  }),
});

function usedBanned(frames: readonly Frame[]): readonly string[] {
  const used = frames.flatMap((frame) => Object.keys(frame.usedOpcodes).map(Number));
  return used.flatMap((opcode) => banned[opcode] ?? []);
}

const owner = createOwner(1n);

const kinds = ["birth key", "rotated", "bounded", "bad signature", "no signature", "8 KB of signature"] as const;

async function prepare(kind: (typeof kinds)[number]) {
  const deployment = await deployAccounts();
  const { chain } = deployment;
  const data = initialData(owner);
  const next = createOwner(2n);
  const account = await getAddress(deployment, data);
  const rotations = kind === "rotated" ? [signRotation({ account, owner, newOwner: next, ownerEpoch: 0n })] : [];
  const sender = await createAccount(deployment, data, rotations);
  const userOp = await signedOperation(chain, kind === "rotated" ? next : owner, { sender });
  const hash = hashUserOperation(userOp, chain.chainId);
  const signatures: Partial<Record<(typeof kinds)[number], Hex>> = {
    bounded: owner.signBounded(hash, 1, 0),
    "bad signature": next.sign(hash),
    "no signature": "0x",
    "8 KB of signature": `0x${"11".repeat(8192)}`,
  };
  const signature = signatures[kind] ?? userOp.signature;
  return { deployment, call: validationOf({ ...userOp, signature }, chain.chainId) };
}

describe("ERC-7562 rules in validation", { timeout: 60_000 }, () => {
  test.each(kinds)(
    "S10: no banned opcode, invariant validationTouchesOwnStorageAndPrecompilesOnly: %s",
    async (kind) => {
      const { deployment, call } = await prepare(kind);
      const all = await trace(deployment, call);
      // The prefund ends in the EntryPoint, which books it as the account's deposit.
      const frames = all.filter(({ to }) => to?.toLowerCase() !== entryPoint09Address.toLowerCase());
      expect(all.length - frames.length).toBe(1);
      expect(usedBanned(frames)).toEqual([]);
      for (const { accessedSlots, outOfGas } of frames) {
        const { writes = {}, transientReads = {}, transientWrites = {} } = accessedSlots;
        expect([writes, transientReads, transientWrites, outOfGas ?? false]).toEqual([{}, {}, {}, false]);
      }
      expect(frames.flatMap(({ accessedSlots }) => Object.keys(accessedSlots.reads ?? {}))).toEqual([ownerSlot]);
      expect(frames.map(({ type, to }) => [type, to?.toLowerCase()]).filter(([, to]) => !isPrecompile(to))).toEqual([
        ["CALL", call.to.toLowerCase()],
        ["DELEGATECALL", deployment.core.toLowerCase()],
      ]);
      const afterGas = await traceAfterGas(deployment, call);
      expect(afterGas.length).toBeGreaterThan(0);
      expect(afterGas.filter((op) => !callOpcodes.has(op))).toEqual([]);
    },
  );

  test("S10: behind a successor the core adds one read of the owner word to what the successor does", async () => {
    const deployment = await deployAccounts();
    const { chain } = deployment;
    const account = await createAccount(deployment, initialData(owner));
    const successor = (await chain.viem.deployContract("MockSuccessor")).address;
    await chain.client.setStorageAt({
      address: account,
      index: ownerSlot,
      value: concat([`0x${"ff".repeat(12)}`, successor]),
    });
    await chain.client.setStorageAt({ address: account, index: successorKeySlot, value: owner.publicKey });
    const call = validationOf(await signedOperation(chain, owner, { sender: account }), chain.chainId);
    const all = await trace(deployment, call);
    const frames = all.filter(({ to }) => to?.toLowerCase() !== entryPoint09Address.toLowerCase());
    expect(usedBanned(frames)).toEqual([]);
    expect(frames.map(({ type, to }) => [type, to?.toLowerCase()]).filter(([, to]) => !isPrecompile(to))).toEqual([
      ["CALL", account.toLowerCase()],
      ["DELEGATECALL", deployment.core.toLowerCase()],
      ["DELEGATECALL", successor.toLowerCase()],
    ]);
    const read = frames.map(({ accessedSlots }) => Object.keys(accessedSlots.reads ?? {}));
    expect(read.filter((slots) => slots.length > 0)).toEqual([[ownerSlot], [successorKeySlot]]);
    expect(frames.flatMap(({ accessedSlots }) => Object.keys(accessedSlots.writes ?? {}))).toEqual([]);
    const afterGas = await traceAfterGas(deployment, call);
    expect(afterGas.filter((op) => !callOpcodes.has(op))).toEqual([]);
  });

  test("S10: creation deploys once, stores the rotated key only, and uses no banned opcode", async () => {
    const deployment = await deployAccounts();
    const data = initialData(owner);
    const account = await getAddress(deployment, data);
    const rotations = [signRotation({ account, owner, newOwner: createOwner(2n), ownerEpoch: 0n })];
    const call: Call = {
      from: senderCreatorAddress,
      to: deployment.factory,
      data: encodeCreateAccount(data, rotations),
    };
    const frames = await trace(deployment, call);
    expect(usedBanned(frames)).toEqual([]);
    expect(frames.filter(({ type }) => type === "CREATE2")).toHaveLength(1);
    // What is written is written by the account's own code, in the account.
    const writers = frames.filter(({ accessedSlots }) => Object.keys(accessedSlots.writes ?? {}).length > 0);
    expect(writers.map(({ type, to }) => [type, to?.toLowerCase()])).toEqual([
      ["DELEGATECALL", deployment.features.toLowerCase()],
    ]);
    const afterGas = await traceAfterGas(deployment, call);
    expect(afterGas.filter((op) => !callOpcodes.has(op))).toEqual([]);
  });

  test("S10: the check itself finds a banned opcode", () => {
    const frame: Frame = { type: "CALL", accessedSlots: {}, usedOpcodes: { "0x42": 1, "0x01": 3 } };
    expect(usedBanned([frame])).toEqual(["TIMESTAMP"]);
  });
});
