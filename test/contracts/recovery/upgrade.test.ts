import {
  type Address,
  concat,
  encodeFunctionData,
  getAddress,
  type Hex,
  numberToHex,
  pad,
  parseEventLogs,
  slice,
  zeroHash,
} from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { beforeAll, describe, expect, test } from "vitest";
import { accountAbi, executePackedSelector } from "../../../packages/account/src/generated/abi.ts";
import { type Deployment, deployAccounts, signedOperation } from "../support/deployAccounts.ts";
import { signRotation } from "../support/signRotation.ts";
import { handleOps, readSuccess } from "../support/userOperation.ts";
import {
  callAccount,
  createEoaGuardian,
  createFixture,
  type Fixture,
  type Guardian,
  hours,
  ownerOf,
} from "./support.ts";

const [g1, g2] = [1, 2].map((index) => createEoaGuardian(index)) as [Guardian, Guardian];
const kinds = { features: 0, successor: 1 } as const;
// First slot of the namespace tandem.account: the owner word.
const ownerWordSlot = "0x13b4067ca0e57892582e6fad793cf1fc91200b709e77dd9ff03dd2a921c12600";

let deployment: Deployment;
let newFeatures: Address;
let successor: Address;
let accounts = 0;

beforeAll(async () => {
  deployment = await deployAccounts();
  const { viem } = deployment.chain;
  newFeatures = getAddress((await viem.deployContract("AccountFeatures", [entryPoint09Address])).address);
  successor = (await viem.deployContract("MockSuccessor")).address;
}, 60_000);

const createOn = () => {
  accounts += 1;
  return createFixture({ deployment, guardians: [g1, g2], salt: pad(`0x${accounts.toString(16)}`) });
};

type Upgrade = readonly [0 | 1, Address, Hex];

const encodeSchedule = (upgrade: Upgrade): Hex =>
  encodeFunctionData({ abi: accountAbi, functionName: "scheduleUpgrade", args: upgrade });

async function schedule(fixture: Fixture, upgrade: Upgrade, by = fixture.owner): Promise<number> {
  expect(await fixture.sendAsOwner([encodeSchedule(upgrade)], by)).toBe(true);
  return (await fixture.now()) + 36 * hours;
}

/** Pays one wei by an operation through the EntryPoint, signed by a key; throws the EntryPoint's reason. */
async function pay({ account }: Fixture, by: ReturnType<typeof ownerOf>): Promise<void> {
  const { chain } = deployment;
  const payee = pad("0xbeef", { size: 20 });
  const callData = concat([executePackedSelector, payee, numberToHex(1, { size: 32 })]);
  const before = await chain.client.getBalance({ address: payee });
  const receipt = await handleOps(chain, [await signedOperation(chain, by, { sender: account, callData })]);
  expect(readSuccess(receipt)).toEqual([true]);
  expect(await chain.client.getBalance({ address: payee })).toBe(before + 1n);
}

/** The ways to a new key, ownerOf(1). */
const changes = {
  async rotation(fixture: Fixture) {
    const { account, owner } = fixture;
    const rotation = signRotation({ account, owner, newOwner: ownerOf(1), ownerEpoch: 0n });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
  },
  async recovery(fixture: Fixture) {
    await fixture.start([g1, g2]);
    await fixture.send("finalizeRecovery", [], (await fixture.now()) + 48 * hours);
  },
} as const;

const readOwnerWord = (fixture: Fixture) =>
  deployment.chain.client.getStorageAt({ address: fixture.account, slot: ownerWordSlot });

const readFeatures = (fixture: Fixture) =>
  deployment.chain.client.readContract({ abi: accountAbi, address: fixture.account, functionName: "features" });

describe("applyUpgrade", () => {
  test("S26: applied by anybody in readyAt ≤ now < expiresAt, 36 h and 12 h", async () => {
    const fixture = await createOn();
    const upgrade: Upgrade = [kinds.features, newFeatures, "0x"];
    const ready = await schedule(fixture, upgrade);
    expect((await fixture.read("scheduledUpgrade")).slice(1)).toEqual([ready, ready + 12 * hours]);
    await expect(fixture.simulate("applyUpgrade", upgrade, ready - 1)).rejects.toThrow("OutsideWindow");
    await expect(fixture.simulate("applyUpgrade", upgrade, ready + 12 * hours)).rejects.toThrow("OutsideWindow");
    await fixture.simulate("applyUpgrade", upgrade, ready);
    await fixture.send("applyUpgrade", upgrade, ready + 12 * hours - 1);
    expect(await readFeatures(fixture)).toBe(newFeatures);
    expect(await fixture.sendAsOwner([])).toBe(true);
    await expect(fixture.send("applyUpgrade", upgrade)).rejects.toThrow("NotScheduled");
  });

  test("behavior: features are called with the data as the account", async () => {
    const fixture = await createOn();
    const data = encodeFunctionData({ abi: accountAbi, functionName: "approveRecovery", args: [pad("0x01")] });
    const upgrade: Upgrade = [kinds.features, newFeatures, data];
    const receipt = await fixture.send("applyUpgrade", upgrade, await schedule(fixture, upgrade));
    const [event] = parseEventLogs({ abi: accountAbi, logs: receipt.logs, eventName: "RecoveryApproved" });
    expect(event?.address.toLowerCase()).toBe(fixture.account.toLowerCase());
  });

  test("S26: a successor takes key and epoch over, the owner word names it and never returns to 0", async () => {
    const fixture = await createOn();
    const { account, owner } = fixture;
    const rotation = signRotation({ account, owner, newOwner: ownerOf(3), ownerEpoch: 0n });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
    const upgrade: Upgrade = [kinds.successor, successor, "0x1234"];
    const receipt = await fixture.send("applyUpgrade", upgrade, await schedule(fixture, upgrade, ownerOf(3)));
    const [event] = parseEventLogs({ abi: accountAbi, logs: receipt.logs, eventName: "Upgraded" });
    expect(event?.args.implementation.toLowerCase()).toBe(successor.toLowerCase());
    expect(await readOwnerWord(fixture)).toBe(concat([`0x${"ff".repeat(12)}`, successor]).toLowerCase());
    const abi = (await deployment.chain.viem.getContractAt("MockSuccessor", account)).abi;
    const memories = await deployment.chain.client.readContract({
      abi: abi as readonly unknown[],
      address: account,
      functionName: "memories",
    } as never);
    expect(memories).toEqual([ownerOf(3).publicKey, 1n, "0x1234"]);
    // The successor is told once: a second time anybody could tell it another key.
    const again = encodeFunctionData({
      abi: abi as readonly unknown[],
      functionName: "takeOver",
      args: [ownerOf(0).publicKey, 2n, "0x"],
    } as never);
    await expect(callAccount(deployment.chain, account, again)).rejects.toThrow("AlreadyTakenOver()");
  });

  describe("S26: the old key stays dead, the new one pays", () => {
    const cases = (["rotation", "recovery"] as const).flatMap((change) =>
      (["features", "successor"] as const).map((kind) => [change, kind] as const),
    );
    test.each(cases)("S26: after a %s and an upgrade of the %s", async (change, kind) => {
      const fixture = await createOn();
      const [old, next] = [ownerOf(0), ownerOf(1)];
      await pay(fixture, old);
      await changes[change](fixture);
      await expect(pay(fixture, old)).rejects.toThrow("AA24 signature error");
      const upgrade: Upgrade = [kinds[kind], kind === "features" ? newFeatures : successor, "0x"];
      await expect(schedule(fixture, upgrade, old)).rejects.toThrow("AA24 signature error");
      await fixture.send("applyUpgrade", upgrade, await schedule(fixture, upgrade, next));
      await expect(pay(fixture, old)).rejects.toThrow("AA24 signature error");
      await pay(fixture, next);
    });

    test("S26: a successor that is applied while the old key still owns the account knows that key only", async () => {
      const fixture = await createOn();
      const upgrade: Upgrade = [kinds.successor, successor, "0x"];
      await fixture.send("applyUpgrade", upgrade, await schedule(fixture, upgrade));
      await expect(pay(fixture, ownerOf(1))).rejects.toThrow("AA24 signature error");
      await pay(fixture, ownerOf(0));
      // Validation is the EntryPoint's alone here too.
      const userOp = await signedOperation(deployment.chain, ownerOf(0), { sender: fixture.account });
      const data = encodeFunctionData({
        abi: accountAbi,
        functionName: "validateUserOp",
        args: [userOp, zeroHash, 0n],
      });
      await expect(callAccount(deployment.chain, fixture.account, data)).rejects.toThrow("NotEntryPoint");
    });
  });

  test("error: what the new code's call reverts with is passed on; FailedCall when it gave no reason", async () => {
    const fixture = await createOn();
    // A function that is not there, and one whose arguments are missing.
    for (const [data, reason] of [
      ["0xdeadbeef", "NotAvailable"],
      [slice(encodeSchedule([kinds.features, newFeatures, "0x"]), 0, 4), "FailedCall"],
    ] as const) {
      const upgrade: Upgrade = [kinds.features, newFeatures, data];
      const ready = await schedule(fixture, upgrade);
      await expect(fixture.simulate("applyUpgrade", upgrade, ready)).rejects.toThrow(reason);
    }
  });

  test("S25: code that changed since scheduling is refused", async () => {
    const fixture = await createOn();
    const changing = pad("0xc0de", { size: 20 });
    const code = (await deployment.chain.client.getCode({ address: successor })) as Hex;
    await deployment.chain.client.setCode({ address: changing, bytecode: code });
    const upgrade: Upgrade = [kinds.successor, changing, "0x"];
    const ready = await schedule(fixture, upgrade);
    await deployment.chain.client.setCode({ address: changing, bytecode: concat([code, "0x00"]) });
    await expect(fixture.send("applyUpgrade", upgrade, ready)).rejects.toThrow("NotScheduled");
    await deployment.chain.client.setCode({ address: changing, bytecode: "0x" });
    await expect(fixture.simulate("applyUpgrade", upgrade, ready)).rejects.toThrow("InvalidImplementation");
  });

  test.each([
    ["an address without code", pad("0xdead", { size: 20 })],
    ["an EOA with EIP-7702 code, which it can change at any time", pad("0x7702", { size: 20 })],
    ["features of another EntryPoint", undefined],
  ])("S25: %s is refused", async (_name, given) => {
    const fixture = await createOn();
    const { client, viem } = deployment.chain;
    await client.setCode({ address: pad("0x7702", { size: 20 }), bytecode: concat(["0xef0100", newFeatures]) });
    const other = given ?? (await viem.deployContract("AccountFeatures", [fixture.account])).address;
    expect(await fixture.sendAsOwner([encodeSchedule([kinds.features, other, "0x"])])).toBe(false);
  });

  test("S25: other kind, implementation or data than scheduled are refused", async () => {
    const fixture = await createOn();
    const ready = await schedule(fixture, [kinds.successor, successor, "0x01"]);
    for (const other of [
      [kinds.successor, successor, "0x02"],
      [kinds.successor, newFeatures, "0x01"],
      [kinds.features, newFeatures, "0x01"],
    ] as const) {
      await expect(fixture.simulate("applyUpgrade", other, ready)).rejects.toThrow("NotScheduled");
    }
  });

  test("S26: a successor that does not answer takes nothing over", async () => {
    const fixture = await createOn();
    const upgrade: Upgrade = [kinds.successor, successor, `0x${Buffer.from("wrong answer").toString("hex")}`];
    const ready = await schedule(fixture, upgrade);
    await expect(fixture.send("applyUpgrade", upgrade, ready)).rejects.toThrow("InvalidImplementation");
    expect(await readOwnerWord(fixture)).toBe(zeroHash);
    expect(await fixture.sendAsOwner([])).toBe(true);
  });

  test("S26: refused while a recovery is pending, which clears it", async () => {
    const fixture = await createOn();
    const upgrade: Upgrade = [kinds.features, newFeatures, "0x"];
    const ready = await schedule(fixture, upgrade);
    await fixture.start([g1, g2]);
    await expect(fixture.send("applyUpgrade", upgrade, ready)).rejects.toThrow("RecoveryPending");
    expect(await fixture.sendAsOwner([encodeSchedule(upgrade)])).toBe(false);
    await fixture.send("finalizeRecovery", [], ready + 13 * hours);
    await expect(fixture.send("applyUpgrade", upgrade)).rejects.toThrow("NotScheduled");
  });

  test("S26: rotation clears it", async () => {
    const fixture = await createOn();
    const upgrade: Upgrade = [kinds.features, newFeatures, "0x"];
    const ready = await schedule(fixture, upgrade);
    const { account, owner } = fixture;
    const rotation = signRotation({ account, owner, newOwner: ownerOf(3), ownerEpoch: 0n });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
    await expect(fixture.send("applyUpgrade", upgrade, ready)).rejects.toThrow("NotScheduled");
  });

  test("behavior: recovery works the same after features were replaced", async () => {
    const fixture = await createOn();
    const upgrade: Upgrade = [kinds.features, newFeatures, "0x"];
    await fixture.send("applyUpgrade", upgrade, await schedule(fixture, upgrade));
    await fixture.start([g1, g2]);
    await fixture.send("finalizeRecovery", [], (await fixture.now()) + 48 * hours);
    expect(await readOwnerWord(fixture)).toBe(ownerOf(1).publicKey);
  });
});

describe("cancelUpgrade", () => {
  const cancel = encodeFunctionData({ abi: accountAbi, functionName: "cancelUpgrade" });

  test("behavior: the owner cancels", async () => {
    const fixture = await createOn();
    const upgrade: Upgrade = [kinds.features, newFeatures, "0x"];
    const ready = await schedule(fixture, upgrade);
    expect(await fixture.sendAsOwner([cancel])).toBe(true);
    expect(await fixture.read("scheduledUpgrade")).toEqual([zeroHash, 0, 0]);
    await expect(fixture.send("applyUpgrade", upgrade, ready)).rejects.toThrow("NotScheduled");
    expect(await fixture.sendAsOwner([cancel])).toBe(false);
  });

  test("S1: schedule and cancel only by an operation of the owner", async () => {
    const fixture = await createOn();
    const call = fixture.send("scheduleUpgrade", [kinds.features, newFeatures, "0x"]);
    await expect(call).rejects.toThrow("NotOwnerOperation");
    await expect(fixture.send("cancelUpgrade", [])).rejects.toThrow("NotOwnerOperation");
  });

  test("S24: at the features' own address nothing can be scheduled", async () => {
    const data = encodeSchedule([kinds.features, newFeatures, "0x"]);
    const call = callAccount(deployment.chain, deployment.features, data);
    await expect(call).rejects.toThrow("NotOwnerOperation");
  });
});
