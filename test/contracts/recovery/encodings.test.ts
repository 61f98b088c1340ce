// What packages/account encodes, hashes and sorts is what the contracts take: no encoding of this test's own.

import {
  type Approval,
  encodeRecoveryCall,
  getGuardianConfiguration,
  getOwner,
  getRecovery,
  hashGuardian,
  hashGuardianConfig,
  hashRecoveryMessage,
  hashRecoveryStruct,
  type RecoveryMessage,
  type StartRecovery,
  sortApprovals,
  toGuardianConfig,
} from "@tandem/account";
import { type Address, type Hex, toHex, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import {
  callAccount,
  createEoaGuardian,
  createFixture,
  createPasskeyGuardian,
  type Fixture,
  type Guardian,
  hashConfig,
  ownerOf,
  saltOf,
} from "./support.ts";

const [g1, g2, g3] = [createEoaGuardian(1), createEoaGuardian(2), createEoaGuardian(3)] as const;

async function send({ chain, account }: Fixture, data: Hex): Promise<void> {
  await callAccount(chain, account, data);
  const hash = await chain.wallet.sendTransaction({ to: account, data, gas: 5_000_000n });
  await chain.client.waitForTransactionReceipt({ hash });
}

async function approve(account: Address, by: readonly Guardian[], message: RecoveryMessage): Promise<Approval[]> {
  const digest = hashRecoveryMessage(account, message);
  return Promise.all(by.map(async ({ signer, salt, sign }) => ({ signer, salt, signature: await sign(digest) })));
}

function proofOf(account: Address, newOwner = ownerOf(1)): Hex {
  const message = { newOwner: newOwner.publicKey };
  return newOwner.sign(hashRecoveryMessage(account, { primaryType: "InstallOwner", message }));
}

describe("recovery encodings", () => {
  test("behavior: first guardians, a recovery by an address and a passkey, read back, cancelled by guardians", async () => {
    const fixture = await createFixture({});
    const { account, chain, deployment, owner } = fixture;
    const verifier = await chain.viem.deployContract("WebAuthnVerifier");
    const passkey = createPasskeyGuardian(verifier.address, 1);
    const guardians = [g1, passkey, g3];
    const config = toGuardianConfig({ guardians, threshold: 2 });
    const configHash = hashGuardianConfig(config, 1n);
    expect(configHash).toBe(hashConfig(config, 1n));
    expect(config.commitments).toContain(hashGuardian(passkey));

    const first = { primaryType: "FirstGuardians", message: { configHash } } as const;
    const ownerSignature = owner.sign(hashRecoveryMessage(account, first));
    const { factory } = deployment;
    await send(
      fixture,
      encodeRecoveryCall({ functionName: "setFirstGuardians", config, ownerSignature, factory, salt: zeroHash }),
    );
    expect(await getGuardianConfiguration(chain.client, { address: account })).toEqual({
      isDeployed: true,
      configEpoch: 1n,
      configHash,
      cooldownUntil: 0,
      scheduled: undefined,
    });

    const request: StartRecovery = {
      newOwner: ownerOf(1).publicKey,
      ownerEpoch: 0n,
      configHash,
      nonce: 77n,
      deadline: (await fixture.now()) + 86_400,
      chainIds: [BigInt(chain.chainId)],
    };
    const current = { config, factory, salt: zeroHash };
    const start = { primaryType: "StartRecovery", message: request } as const;
    const approvals = await approve(account, [passkey, g1], start);
    await send(
      fixture,
      encodeRecoveryCall({ functionName: "startRecovery", request, proof: proofOf(account), current, approvals }),
    );
    const recovery = await getRecovery(chain.client, { address: account });
    expect(recovery).toMatchObject({
      status: "pending",
      recoveryHash: hashRecoveryStruct(start),
      newOwner: request.newOwner,
      approvals: 2,
    });
    expect((recovery?.expiresAt ?? 0) - (recovery?.readyAt ?? 0)).toBe(config.recoveryWindow);

    const cancel = {
      primaryType: "CancelRecovery",
      message: {
        recoveryHash: hashRecoveryStruct(start),
        nonce: 78n,
        deadline: request.deadline,
        chainIds: request.chainIds,
      },
    } as const;
    const cancelApprovals = await approve(account, [g3, g1], cancel);
    await send(
      fixture,
      encodeRecoveryCall({
        functionName: "cancelRecoveryByGuardians",
        request: cancel.message,
        current,
        approvals: cancelApprovals,
      }),
    );
    expect(await getRecovery(chain.client, { address: account })).toBeUndefined();
    expect(await getOwner(chain.client, { address: account })).toEqual({ owner: owner.publicKey, ownerEpoch: 0n });
    // S37: the approvals of the cancelled recovery start nothing again.
    const again = encodeRecoveryCall({
      functionName: "startRecovery",
      request,
      proof: proofOf(account),
      current,
      approvals,
    });
    await expect(callAccount(chain, account, again)).rejects.toThrow("NonceUsed");
  });

  test("behavior: S33: approvals in any order arrive in the account's order", async () => {
    const guardians = Array.from({ length: 6 }, (_, index) => createEoaGuardian(20 + index));
    const config = toGuardianConfig({ guardians, threshold: 6 });
    const fixture = await createFixture({ guardians, config });
    const { account, chain } = fixture;
    const request = await fixture.startRequest();
    const approvals = await approve(account, guardians, { primaryType: "StartRecovery", message: request });
    await send(
      fixture,
      encodeRecoveryCall({
        functionName: "startRecovery",
        request,
        proof: proofOf(account),
        current: fixture.current(),
        approvals: [...approvals].reverse(),
      }),
    );
    expect((await getRecovery(chain.client, { address: account }))?.approvals).toBe(6);
    expect(sortApprovals(approvals)).not.toEqual([]);
  });

  test("behavior: a scheduled change is read with its window", async () => {
    const fixture = await createFixture({ guardians: [g1, g2] });
    const { account, chain } = fixture;
    const next = toGuardianConfig({ guardians: [g1, g2, { ...g3, salt: saltOf(9) }], threshold: 2 });
    const data = encodeRecoveryCall({ functionName: "scheduleGuardians", current: fixture.current(), next });
    expect(await fixture.sendAsOwner([data])).toBe(true);
    const { scheduled } = await getGuardianConfiguration(chain.client, { address: account });
    expect(scheduled?.configHash).toBe(hashGuardianConfig(next, 2n));
    expect((scheduled?.expiresAt ?? 0) - (scheduled?.readyAt ?? 0)).toBe(12 * 3600);
    const apply = encodeRecoveryCall({ functionName: "applyGuardians", config: next });
    await expect(callAccount(chain, account, apply)).rejects.toThrow("OutsideWindow");
    await fixture.mineAt(scheduled?.readyAt ?? 0);
    await send(fixture, apply);
    expect((await getGuardianConfiguration(chain.client, { address: account })).configEpoch).toBe(2n);
  });

  test("behavior: an account without code has no guardians stored and no recovery", async () => {
    const { chain } = await createFixture({ guardians: [g1] });
    const address = toHex(1234567, { size: 20 });
    expect((await getGuardianConfiguration(chain.client, { address })).isDeployed).toBe(false);
    expect(await getRecovery(chain.client, { address })).toBeUndefined();
    expect(await getOwner(chain.client, { address })).toBeUndefined();
  });
});
