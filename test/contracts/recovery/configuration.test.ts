import { encodeFunctionData, type Hex, hashTypedData, pad, parseEventLogs, zeroHash } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { type Deployment, deployAccounts } from "../support/deployAccounts.ts";
import { recoveryDomain, signRotation } from "../support/signRotation.ts";
import {
  createEoaGuardian,
  createFixture,
  days,
  type Fixture,
  type Guardian,
  type GuardianConfig,
  hashConfig,
  hours,
  ownerOf,
  recoveryTypes,
  toConfig,
} from "./support.ts";

const guardians = [1, 2, 3].map((index) => createEoaGuardian(index));
const [g1, g2, g3] = guardians as [Guardian, Guardian, Guardian];
const cancelGuardians = encodeFunctionData({ abi: accountAbi, functionName: "cancelGuardians" });

let deployment: Deployment;
let accounts = 0;

beforeAll(async () => {
  deployment = await deployAccounts();
}, 60_000);

/** A new account on the chain of all tests here; without guardians unless given. */
const createOn = (parameters: Partial<Parameters<typeof createFixture>[0]> = {}) => {
  accounts += 1;
  return createFixture({ deployment, salt: pad(`0x${accounts.toString(16)}`), ...parameters });
};

const signFirst = (fixture: Fixture, config: GuardianConfig, owner = fixture.owner): Hex =>
  owner.sign(
    hashTypedData({
      domain: recoveryDomain(fixture.account),
      types: recoveryTypes,
      primaryType: "FirstGuardians",
      message: { configHash: hashConfig(config, 1n) },
    }),
  );

const setFirst = (fixture: Fixture, config: GuardianConfig, signature = signFirst(fixture, config)) =>
  fixture.send("setFirstGuardians", [config, signature, deployment.factory, fixture.data.salt]);

const encodeSchedule = (fixture: Fixture, next: GuardianConfig, current = fixture.config): Hex =>
  encodeFunctionData({ abi: accountAbi, functionName: "scheduleGuardians", args: [fixture.current(current), next] });

describe("setFirstGuardians", () => {
  test("S47: anybody submits it, it takes effect at once, and the guardians can recover", async () => {
    const fixture = await createOn();
    const config = toConfig(guardians);
    const receipt = await setFirst(fixture, config);
    const [event] = parseEventLogs({ abi: accountAbi, logs: receipt.logs, eventName: "GuardiansApplied" });
    expect(event?.args).toEqual({ configEpoch: 1n, configHash: hashConfig(config, 1n), config });
    expect(await fixture.read("guardianConfig")).toEqual([1n, hashConfig(config, 1n), 0]);
    const first = await createOn({ guardians });
    expect(first.configHash).toBe(hashConfig(config, 1n));
  });

  test("error: AlreadyConfigured after a configuration, and when the address holds one", async () => {
    const fixture = await createOn();
    const config = toConfig(guardians);
    await setFirst(fixture, config);
    await expect(setFirst(fixture, config)).rejects.toThrow("AlreadyConfigured");
    await expect(setFirst(fixture, toConfig([g1]))).rejects.toThrow("AlreadyConfigured");
    const bound = await createOn({ guardians });
    await expect(setFirst(bound, toConfig([g1]))).rejects.toThrow("AlreadyConfigured");
  });

  test("behavior: after any configuration, even to none, it stays closed", async () => {
    const fixture = await createOn();
    const config = toConfig([g1]);
    await setFirst(fixture, config);
    const none = toConfig([]);
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, none, config)])).toBe(true);
    await fixture.send("applyGuardians", [none], (await fixture.now()) + 36 * hours);
    expect((await fixture.read("guardianConfig"))[0]).toBe(2n);
    await expect(setFirst(fixture, config)).rejects.toThrow("AlreadyConfigured");
  });

  test("error: InvalidFirstGuardiansSignature of a stranger, of another account, or after a rotation", async () => {
    const fixture = await createOn();
    const other = await createOn();
    const config = toConfig(guardians);
    const expectRefused = (signature: Hex) =>
      expect(setFirst(fixture, config, signature)).rejects.toThrow("InvalidFirstGuardiansSignature");
    await expectRefused(signFirst(fixture, config, ownerOf(5)));
    await expectRefused(signFirst(other, config));
    await expectRefused("0x");
    const signed = signFirst(fixture, config);
    const { account, owner } = fixture;
    const rotation = signRotation({ account, owner, newOwner: ownerOf(3), ownerEpoch: 0n });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
    await expectRefused(signed);
  });

  test("S37: the signature serves the same account on every chain", async () => {
    const config = toConfig(guardians);
    const here = await createOn({ salt: pad("0xabcd") });
    const { createChain } = await import("../support/createChain.ts");
    const elsewhere = await deployAccounts(await createChain(10));
    const there = await createFixture({ deployment: elsewhere, salt: pad("0xabcd") });
    // The factories of this test have the same address because the chains are alike.
    expect(there.account).toBe(here.account);
    await there.send("setFirstGuardians", [config, signFirst(here, config), elsewhere.factory, here.data.salt]);
  });
});

describe("bounds of a configuration", () => {
  const commitments = Array.from({ length: 11 }, (_, index) => pad(`0x${(index + 1).toString(16)}`));
  const many = (count: number, threshold: number): Partial<GuardianConfig> => ({
    threshold,
    commitments: commitments.slice(0, count),
  });
  test.each([
    ["S35: threshold 0", { threshold: 0 }, "NoGuardians"],
    ["S35: threshold above the count", many(2, 3), "InvalidThreshold"],
    ["S35: one of three", many(3, 1), "InvalidThreshold"],
    ["S35: eleven guardians", many(11, 2), "InvalidThreshold"],
    ["behavior: a commitment twice", { commitments: [pad("0x01"), pad("0x02"), pad("0x01")] }, "DuplicateCommitment"],
    ["behavior: recovery delay below 48 h", { recoveryDelay: 48 * hours - 1 }, "InvalidDelay"],
    ["behavior: recovery delay above 30 d", { recoveryDelay: 30 * days + 1 }, "InvalidDelay"],
    ["behavior: recovery window below 7 d", { recoveryWindow: 7 * days - 1 }, "InvalidDelay"],
    ["behavior: recovery window above 30 d", { recoveryWindow: 30 * days + 1 }, "InvalidDelay"],
    ["behavior: config delay below 36 h", { configDelay: 36 * hours - 1 }, "InvalidDelay"],
    ["behavior: config delay above 30 d", { configDelay: 30 * days + 1 }, "InvalidDelay"],
  ])("%s is refused", async (_name, overrides, error) => {
    const fixture = await createOn();
    await expect(setFirst(fixture, toConfig(guardians, overrides))).rejects.toThrow(error);
  });

  test.each([
    ["one of one", many(1, 1)],
    ["one of two", many(2, 1)],
    ["two of three", many(3, 2)],
    ["ten of ten", many(10, 10)],
    ["the longest delays", { recoveryDelay: 30 * days, recoveryWindow: 30 * days, configDelay: 30 * days }],
  ])("behavior: %s is taken", async (_name, overrides) => {
    const fixture = await createOn();
    await setFirst(fixture, toConfig(guardians, overrides));
  });
});

describe("scheduleGuardians, applyGuardians, cancelGuardians", () => {
  test("behavior: applied by anybody in readyAt ≤ now < expiresAt", async () => {
    const fixture = await createOn({ guardians });
    const next = toConfig([g2, g3], { configDelay: 40 * hours });
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, next)])).toBe(true);
    const ready = (await fixture.now()) + 36 * hours;
    expect(await fixture.read("scheduledGuardians")).toEqual([hashConfig(next, 2n), ready, ready + 12 * hours]);
    await expect(fixture.simulate("applyGuardians", [next], ready - 1)).rejects.toThrow("OutsideWindow");
    await expect(fixture.simulate("applyGuardians", [next], ready + 12 * hours)).rejects.toThrow("OutsideWindow");
    await fixture.simulate("applyGuardians", [next], ready);
    await expect(fixture.simulate("applyGuardians", [fixture.config], ready)).rejects.toThrow("NotScheduled");
    await fixture.send("applyGuardians", [next], ready + 12 * hours - 1);
    expect(await fixture.read("guardianConfig")).toEqual([2n, hashConfig(next, 2n), 0]);
    await expect(fixture.send("applyGuardians", [next])).rejects.toThrow("NotScheduled");
  });

  test("behavior: the delay in force counts, also for a change that shortens it", async () => {
    const config = toConfig(guardians, { configDelay: 20 * days });
    const fixture = await createOn({ config });
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, toConfig([g1]))])).toBe(true);
    const [, readyAt] = await fixture.read("scheduledGuardians");
    expect(readyAt).toBe((await fixture.now()) + 20 * days);
  });

  test("behavior: the owner cancels it, and schedules another in its place", async () => {
    const fixture = await createOn({ guardians });
    const [first, second] = [toConfig([g1]), toConfig([g2])];
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, first)])).toBe(true);
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, second)])).toBe(true);
    expect((await fixture.read("scheduledGuardians"))[0]).toBe(hashConfig(second, 2n));
    expect(await fixture.sendAsOwner([cancelGuardians])).toBe(true);
    expect(await fixture.read("scheduledGuardians")).toEqual([zeroHash, 0, 0]);
    expect(await fixture.sendAsOwner([cancelGuardians])).toBe(false);
    await expect(fixture.send("applyGuardians", [second])).rejects.toThrow("NotScheduled");
  });

  test("behavior: rotation clears it", async () => {
    const fixture = await createOn({ guardians });
    const next = toConfig([g1]);
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, next)])).toBe(true);
    const { account, owner } = fixture;
    const rotation = signRotation({ account, owner, newOwner: ownerOf(3), ownerEpoch: 0n });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
    expect((await fixture.read("scheduledGuardians"))[0]).toBe(zeroHash);
  });

  test("S1: only by an operation of the owner", async () => {
    const fixture = await createOn({ guardians });
    const schedule = fixture.send("scheduleGuardians", [fixture.current(), toConfig([g1])]);
    await expect(schedule).rejects.toThrow("NotOwnerOperation");
    await expect(fixture.send("cancelGuardians", [])).rejects.toThrow("NotOwnerOperation");
  });

  test("error: ConfigMismatch for another current configuration", async () => {
    const fixture = await createOn({ guardians });
    const shorter = toConfig(guardians, { recoveryDelay: 49 * hours });
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, toConfig([g1]), shorter)])).toBe(false);
    const none = await createOn();
    expect(await none.sendAsOwner([encodeSchedule(none, toConfig([g1]))])).toBe(false);
  });

  test("S35: without guardians nobody starts a recovery", async () => {
    const fixture = await createOn({ guardians });
    const none = toConfig([]);
    expect(await fixture.sendAsOwner([encodeSchedule(fixture, none)])).toBe(true);
    await fixture.send("applyGuardians", [none], (await fixture.now()) + 36 * hours);
    const request = await fixture.startRequest({ configHash: hashConfig(none, 2n) });
    const call = fixture.send("startRecovery", [request, fixture.proofOf(ownerOf(1)), fixture.current(none), []]);
    await expect(call).rejects.toThrow("NoGuardians");
  });
});
