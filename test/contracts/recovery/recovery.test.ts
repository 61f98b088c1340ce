import { encodeFunctionData, type Hex, maxUint256, parseEventLogs, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { deployAccounts } from "../support/deployAccounts.ts";
import { signRotation } from "../support/signRotation.ts";
import {
  approve,
  type CancelRecovery,
  configWindow,
  createEoaGuardian,
  createFixture,
  createFrostGuardian,
  createPasskeyGuardian,
  days,
  type Fixture,
  hours,
  ownerOf,
  structHashOf,
  toConfig,
} from "./support.ts";

const guardians = [1, 2, 3, 4, 5].map((index) => createEoaGuardian(index));
const [g1, g2, g3] = guardians as [(typeof guardians)[0], (typeof guardians)[0], (typeof guardians)[0]];
const encode = (functionName: "cancelRecovery" | "cancelGuardians" | "cancelUpgrade"): Hex =>
  encodeFunctionData({ abi: accountAbi, functionName });

async function cancelByGuardians(
  fixture: Fixture,
  by: readonly (typeof g1)[],
  recoveryHash: Hex,
  overrides: Partial<CancelRecovery> = {},
) {
  const message: CancelRecovery = {
    recoveryHash,
    nonce: 77n,
    deadline: (await fixture.now()) + days,
    chainIds: [BigInt(fixture.chain.chainId)],
    ...overrides,
  };
  const approvals = await approve(fixture.account, by, { primaryType: "CancelRecovery", message });
  return fixture.send("cancelRecoveryByGuardians", [message, fixture.current(), approvals]);
}

describe("startRecovery, finalizeRecovery", () => {
  test("behavior: a threshold of guardians replaces a silent key after the delay", async () => {
    const fixture = await createFixture({ guardians });
    const request = await fixture.start([g1, g2]);
    const recoveryHash = structHashOf({ primaryType: "StartRecovery", message: request });
    const start = await fixture.now();
    expect(await fixture.pending()).toEqual([
      1,
      recoveryHash,
      ownerOf(1).publicKey,
      2,
      start + 48 * hours,
      start + 48 * hours + 7 * days,
    ]);
    const receipt = await fixture.send("finalizeRecovery", [], start + 48 * hours);
    const [event] = parseEventLogs({ abi: accountAbi, logs: receipt.logs, eventName: "RecoveryFinalized" });
    expect(event?.args).toEqual({
      recoveryHash,
      previousOwner: ownerOf(0).publicKey,
      newOwner: ownerOf(1).publicKey,
      ownerEpoch: 1n,
    });
    expect(await fixture.read("owner")).toBe(ownerOf(1).publicKey);
    expect(await fixture.pending()).toEqual([0, zeroHash, zeroHash, 0, 0, 0]);
    // The new key works, the old one does not (S26).
    expect(await fixture.sendAsOwner([], ownerOf(1))).toBe(true);
    await expect(fixture.sendAsOwner([], ownerOf(0))).rejects.toThrow("AA24");
  });

  test("S38: finalize at ready−1, ready, expiry−1, expiry", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    const ready = (await fixture.now()) + 48 * hours;
    const expiry = ready + 7 * days;
    await expect(fixture.send("finalizeRecovery", [], ready - 1)).rejects.toThrow("RecoveryNotReady");
    await fixture.simulate("finalizeRecovery", [], ready);
    await fixture.simulate("finalizeRecovery", [], expiry - 1);
    await expect(fixture.send("finalizeRecovery", [], expiry)).rejects.toThrow("NoPendingRecovery");
    await fixture.mineAt(expiry);
    expect((await fixture.pending())[0]).toBe(2);
    // Expired: another may start, also for the same key.
    await fixture.start([g1, g2]);
    expect((await fixture.pending())[0]).toBe(1);
  });

  test("S39: finalize without a pending recovery is refused", async () => {
    const fixture = await createFixture({ guardians });
    await expect(fixture.send("finalizeRecovery", [])).rejects.toThrow("NoPendingRecovery");
    await fixture.start([g1, g2]);
    const ready = (await fixture.now()) + 48 * hours;
    await fixture.send("finalizeRecovery", [], ready);
    await expect(fixture.send("finalizeRecovery", [])).rejects.toThrow("NoPendingRecovery");
  });

  test("S40: the new owner may be a guardian, and finalize asks no guardian again", async () => {
    const deployment = await deployAccounts();
    const verifier = await deployment.chain.viem.deployContract("ERC7913FrostVerifier");
    const newOwnerAsGuardian = createFrostGuardian(verifier.address, ownerOf(1), 9);
    const fixture = await createFixture({ deployment, guardians: [g1, newOwnerAsGuardian] });
    await fixture.start([g1, newOwnerAsGuardian]);
    const ready = (await fixture.now()) + 48 * hours;
    await deployment.chain.client.setCode({ address: verifier.address, bytecode: "0xfe" });
    await fixture.send("finalizeRecovery", [], ready);
    expect(await fixture.read("owner")).toBe(ownerOf(1).publicKey);
  });

  test("S41, S42: replacement needs strictly more approvals and another key, and starts the delay anew", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    const before = await fixture.pending();
    await expect(fixture.start([g1, g3], { newOwner: ownerOf(2) })).rejects.toThrow("TooFewApprovals");
    await expect(fixture.start(guardians)).rejects.toThrow("SameNewOwner");
    expect(await fixture.pending()).toEqual(before);
    await fixture.mineAt((await fixture.now()) + days);
    await fixture.start([g1, g2, g3], { newOwner: ownerOf(2) });
    const [, , newOwner, approvals, readyAt] = await fixture.pending();
    expect([newOwner, approvals, readyAt]).toEqual([ownerOf(2).publicKey, 3, (await fixture.now()) + 48 * hours]);
  });

  test("S45: the new key has to prove possession", async () => {
    const fixture = await createFixture({ guardians });
    const request = await fixture.startRequest();
    const approvals = await approve(fixture.account, [g1, g2], { primaryType: "StartRecovery", message: request });
    const args = (proof: Hex) => [request, proof, fixture.current(), approvals] as const;
    await expect(fixture.send("startRecovery", args("0x"))).rejects.toThrow("InvalidProof");
    await expect(fixture.send("startRecovery", args(fixture.proofOf(ownerOf(2))))).rejects.toThrow("InvalidProof");
    const elsewhere = fixture.proofOf(ownerOf(1), fixture.deployment.core);
    await expect(fixture.send("startRecovery", args(elsewhere))).rejects.toThrow("InvalidProof");
    await fixture.send("startRecovery", args(fixture.proofOf(ownerOf(1))));
  });

  test("S35: fewer approvals than the threshold start nothing, and a threshold of 0 even less", async () => {
    const fixture = await createFixture({ guardians });
    await expect(fixture.start([g1])).rejects.toThrow("TooFewApprovals");
    await expect(fixture.start([])).rejects.toThrow("TooFewApprovals");
    const open = await createFixture({ config: toConfig([g1], { threshold: 0 }) });
    await expect(open.start([], { request: { configHash: open.configHash } })).rejects.toThrow("InvalidThreshold");
    const above = await createFixture({ config: toConfig([g1, g2], { threshold: 3 }) });
    await expect(above.start([g1, g2])).rejects.toThrow("InvalidThreshold");
  });

  test("S48: start clears a scheduled configuration and a scheduled upgrade", async () => {
    const fixture = await createFixture({ guardians });
    const { features } = fixture.deployment;
    const next = toConfig([g1]);
    const schedule = encodeFunctionData({
      abi: accountAbi,
      functionName: "scheduleGuardians",
      args: [fixture.current(), next],
    });
    const upgrade = encodeFunctionData({ abi: accountAbi, functionName: "scheduleUpgrade", args: [0, features, "0x"] });
    expect(await fixture.sendAsOwner([schedule, upgrade])).toBe(true);
    expect((await fixture.read("scheduledGuardians"))[0]).not.toBe(zeroHash);
    expect((await fixture.read("scheduledUpgrade"))[0]).not.toBe(zeroHash);
    await fixture.start([g1, g2]);
    expect(await fixture.read("scheduledGuardians")).toEqual([zeroHash, 0, 0]);
    expect(await fixture.read("scheduledUpgrade")).toEqual([zeroHash, 0, 0]);
    // While it is pending nothing can be scheduled either.
    expect(await fixture.sendAsOwner([schedule])).toBe(false);
    expect(await fixture.sendAsOwner([upgrade])).toBe(false);
  });
});

describe("replay", () => {
  test("S37: not for another account, another chain, after its deadline, or twice", async () => {
    const fixture = await createFixture({ guardians });
    const other = await createFixture({ guardians, deployment: fixture.deployment, owner: ownerOf(9) });
    const request = await fixture.startRequest();
    const message = { primaryType: "StartRecovery", message: request } as const;
    const approvals = await approve(fixture.account, [g1, g2], message);
    const call = [{ ...request, configHash: other.configHash }, other.proofOf(ownerOf(1)), other.current(), approvals];
    await expect(other.send("startRecovery", call as never)).rejects.toThrow("InvalidApproval");

    const chainIds = [1n, 10n];
    await expect(fixture.start([g1, g2], { request: { chainIds } })).rejects.toThrow("ChainNotListed");
    await expect(fixture.start([g1, g2], { request: { chainIds: [] } })).rejects.toThrow("ChainNotListed");
    const deadline = (await fixture.now()) + 10;
    await fixture.simulate("startRecovery", await startArgs(fixture, { deadline }), deadline);
    await expect(
      fixture.simulate("startRecovery", await startArgs(fixture, { deadline }), deadline + 1),
    ).rejects.toThrow("DeadlinePassed");

    const args = [request, fixture.proofOf(ownerOf(1)), fixture.current(), approvals] as const;
    await fixture.send("startRecovery", args);
    expect(await fixture.sendAsOwner([encode("cancelRecovery")])).toBe(true);
    await fixture.mineAt((await fixture.now()) + 49 * hours);
    await expect(fixture.send("startRecovery", args)).rejects.toThrow("NonceUsed");
  });

  test("S37: one set of signatures serves every listed chain at the same epoch and configuration", async () => {
    const { createChain } = await import("../support/createChain.ts");
    const first = await createFixture({ guardians, deployment: await deployAccounts(await createChain(31337)) });
    const second = await createFixture({ guardians, deployment: await deployAccounts(await createChain(10)) });
    expect(second.account).toBe(first.account);
    const args = await startArgs(first, { chainIds: [31337n, 10n] });
    await first.send("startRecovery", args);
    await second.send("startRecovery", args);
    expect((await second.pending())[1]).toBe((await first.pending())[1]);
  });

  test("S36: approvals made before a rotation are dead", async () => {
    const fixture = await createFixture({ guardians });
    const args = await startArgs(fixture, {});
    const { newOwner, proof, ownerSignature } = signRotation({
      account: fixture.account,
      owner: ownerOf(0),
      newOwner: ownerOf(3),
      ownerEpoch: 0n,
    });
    await fixture.send("rotateOwner", [newOwner, proof, ownerSignature]);
    await expect(fixture.send("startRecovery", args)).rejects.toThrow("OwnerEpochMismatch");
  });

  test("S36: approvals made before a configuration change are dead", async () => {
    const fixture = await createFixture({ guardians });
    const args = await startArgs(fixture, {});
    const next = toConfig([g1, g2, g3]);
    const data = encodeFunctionData({
      abi: accountAbi,
      functionName: "scheduleGuardians",
      args: [fixture.current(), next],
    });
    expect(await fixture.sendAsOwner([data])).toBe(true);
    await fixture.send("applyGuardians", [next], (await fixture.now()) + 36 * hours);
    await expect(fixture.send("startRecovery", args)).rejects.toThrow("ConfigMismatch");
  });

  test("S26: rotation ends a pending recovery", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    const ready = (await fixture.now()) + 48 * hours;
    const rotation = signRotation({
      account: fixture.account,
      owner: ownerOf(0),
      newOwner: ownerOf(3),
      ownerEpoch: 0n,
    });
    await fixture.send("rotateOwner", [rotation.newOwner, rotation.proof, rotation.ownerSignature]);
    await expect(fixture.send("finalizeRecovery", [], ready)).rejects.toThrow("NoPendingRecovery");
    expect(await fixture.read("owner")).toBe(ownerOf(3).publicKey);
  });
});

describe("cancelRecovery", () => {
  test("S43: the owner cancels, and has time to replace the guardians in the same batch", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    const next = toConfig([g3]);
    const schedule = encodeFunctionData({
      abi: accountAbi,
      functionName: "scheduleGuardians",
      args: [fixture.current(), next],
    });
    expect(await fixture.sendAsOwner([encode("cancelRecovery"), schedule])).toBe(true);
    const cancelled = await fixture.now();
    const [, , cooldownUntil] = await fixture.read("guardianConfig");
    expect(cooldownUntil).toBe(cancelled + 36 * hours + configWindow);
    // The old guardians may not start before the last second in which the new ones can be applied.
    const args = await startArgs(fixture, {});
    await expect(fixture.simulate("startRecovery", args, cooldownUntil - 1)).rejects.toThrow("CoolingDown");
    await fixture.simulate("applyGuardians", [next], cooldownUntil - 1);
    await expect(fixture.simulate("applyGuardians", [next], cooldownUntil)).rejects.toThrow("OutsideWindow");
    await fixture.simulate("startRecovery", args, cooldownUntil);
    await fixture.send("applyGuardians", [next], cancelled + 36 * hours);
    await expect(fixture.simulate("startRecovery", args, cooldownUntil)).rejects.toThrow("ConfigMismatch");
  });

  test("S43: guardians cancel with as many approvals as the pending one has, not with fewer", async () => {
    const fixture = await createFixture({ guardians });
    const request = await fixture.start([g1, g2, g3]);
    const hash = structHashOf({ primaryType: "StartRecovery", message: request });
    await expect(cancelByGuardians(fixture, [g1, g2], hash)).rejects.toThrow("TooFewApprovals");
    await cancelByGuardians(fixture, guardians.slice(2), hash);
    expect((await fixture.pending())[0]).toBe(0);
    // No cooldown: another may start at once.
    await fixture.start([g1, g2]);
  });

  test("S37: a cancellation names its recovery, its chain and its deadline, and counts once", async () => {
    const fixture = await createFixture({ guardians });
    const request = await fixture.start([g1, g2]);
    const hash = structHashOf({ primaryType: "StartRecovery", message: request });
    await expect(cancelByGuardians(fixture, [g1, g2], zeroHash)).rejects.toThrow("RecoveryMismatch");
    await expect(cancelByGuardians(fixture, [g1, g2], hash, { chainIds: [1n] })).rejects.toThrow("ChainNotListed");
    await expect(cancelByGuardians(fixture, [g1, g2], hash, { deadline: 1 })).rejects.toThrow("DeadlinePassed");
    await expect(cancelByGuardians(fixture, [g1, g2], hash, { nonce: request.nonce })).rejects.toThrow("NonceUsed");
    await cancelByGuardians(fixture, [g1, g2], hash);
    await expect(cancelByGuardians(fixture, [g1, g2], hash)).rejects.toThrow("NonceUsed");
  });

  test("behavior: a cancelled recovery cannot be finalized", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    const ready = (await fixture.now()) + 48 * hours;
    expect(await fixture.sendAsOwner([encode("cancelRecovery")])).toBe(true);
    await expect(fixture.send("finalizeRecovery", [], ready)).rejects.toThrow("NoPendingRecovery");
  });

  test("S1: nobody but the owner's operation cancels", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    await expect(fixture.send("cancelRecovery", [])).rejects.toThrow("NotOwnerOperation");
    expect((await fixture.pending())[0]).toBe(1);
  });

  test("behavior: the owner can cancel in the last second before expiry", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2]);
    const expiry = (await fixture.now()) + 48 * hours + 7 * days;
    await fixture.chain.client.setNextBlockTimestamp({ timestamp: BigInt(expiry - 3) });
    expect(await fixture.sendAsOwner([encode("cancelRecovery")])).toBe(true);
  });
});

describe("undeployed accounts and passkeys", () => {
  test("S46, S47: anybody deploys the account with its rotations, then guardians in its address recover it", async () => {
    const deployment = await deployAccounts();
    const verifier = await deployment.chain.viem.deployContract("WebAuthnVerifier");
    const passkey = createPasskeyGuardian(verifier.address, 1);
    const [owner, rotated] = [ownerOf(0), ownerOf(4)];
    const fixture = await createFixture({
      deployment,
      guardians: [passkey, g1, g2],
      rotations: (account) => [signRotation({ account, owner, newOwner: rotated, ownerEpoch: 0n })],
    });
    expect(await fixture.read("owner")).toBe(rotated.publicKey);
    await fixture.start([passkey, g1], { request: { ownerEpoch: 1n } });
    await fixture.send("finalizeRecovery", [], (await fixture.now()) + 48 * hours);
    expect(await fixture.read("owner")).toBe(ownerOf(1).publicKey);
    expect(await fixture.read("ownerEpoch")).toBe(2n);
  });

  test("error: the account is not created with these values", async () => {
    const fixture = await createFixture({ guardians });
    const [request, proof, current, approvals] = await startArgs(fixture, {});
    for (const wrong of [
      { ...current, salt: `0x${"11".repeat(32)}` as Hex },
      { ...current, factory: fixture.deployment.core },
    ]) {
      const call = fixture.send("startRecovery", [request, proof, wrong, approvals]);
      await expect(call).rejects.toThrow("ConfigMismatch");
    }
  });

  test("error: a nonce is used once even when it is the largest number", async () => {
    const fixture = await createFixture({ guardians });
    await fixture.start([g1, g2], { request: { nonce: maxUint256 } });
    const again = fixture.start([g1, g2, g3], { newOwner: ownerOf(2), request: { nonce: maxUint256 } });
    await expect(again).rejects.toThrow("NonceUsed");
  });
});

async function startArgs(fixture: Fixture, overrides: Parameters<Fixture["startRequest"]>[0]) {
  const request = await fixture.startRequest(overrides);
  const approvals = await approve(fixture.account, [g1, g2], { primaryType: "StartRecovery", message: request });
  return [request, fixture.proofOf(ownerOf(1)), fixture.current(), approvals] as const;
}
