import { concat, encodeFunctionData, type Hex, keccak256, pad, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { beforeAll, describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { type Deployment, deployAccounts } from "../support/deployAccounts.ts";
import {
  type Approval,
  approve,
  createContractGuardian,
  createEoaGuardian,
  createFixture,
  createFrostGuardian,
  createPasskeyGuardian,
  type Fixture,
  type Guardian,
  ownerOf,
  saltOf,
  sortApprovals,
  structHashOf,
  toConfig,
} from "./support.ts";

const [g1, g2, g3] = [1, 2, 3].map((index) => createEoaGuardian(index)) as [Guardian, Guardian, Guardian];
const modes = { Honest: 0, Reverts: 1, BurnsGas: 2, ReturnBomb: 3, ReturnsNothing: 4 } as const;

let deployment: Deployment;
let accounts = 0;

/** A new account on the chain of all tests here. */
const createOn = (guardians: readonly Guardian[]) => {
  accounts += 1;
  return createFixture({ deployment, guardians, salt: pad(`0x${accounts.toString(16)}`) });
};

async function startWith(
  fixture: Fixture,
  approvals: readonly Approval[],
  request?: Awaited<ReturnType<Fixture["startRequest"]>>,
) {
  const message = request ?? (await fixture.startRequest());
  return fixture.send("startRecovery", [message, fixture.proofOf(ownerOf(1)), fixture.current(), approvals]);
}

beforeAll(async () => {
  deployment = await deployAccounts();
}, 60_000);

describe("GuardianApprovals", () => {
  test("behavior: EOA, contract, passkey and threshold key approve side by side", async () => {
    const { viem } = deployment.chain;
    const walletOwner = privateKeyToAccount(pad("0x138b")); // the key of createEoaGuardian(3)
    const wallet = await viem.deployContract("GuardianWallet", [walletOwner.address]);
    const webAuthn = await viem.deployContract("WebAuthnVerifier");
    const frost = await viem.deployContract("ERC7913FrostVerifier");
    const guardians = [
      g1,
      createContractGuardian(wallet.address, 3),
      createPasskeyGuardian(webAuthn.address, 4),
      createFrostGuardian(frost.address, ownerOf(7), 5),
    ];
    const fixture = await createOn(guardians);
    await fixture.start(guardians);
    expect((await fixture.pending())[3]).toBe(4);
  });

  test("behavior: an EOA with EIP-7702 code keeps signing with its key", async () => {
    const fixture = await createOn([g1, g2]);
    const { client } = deployment.chain;
    await client.setCode({ address: g1.signer, bytecode: concat(["0xef0100", deployment.core]) });
    await fixture.start([g1, g2]);
    await client.setCode({ address: g1.signer, bytecode: "0x" });
  });

  describe("S33: one guardian counts once", () => {
    test("S33: twice in the list", async () => {
      const fixture = await createOn([g1, g2]);
      await expect(fixture.start([g1, g1])).rejects.toThrow("ApprovalsNotAscending");
    });

    test("S33: committed to with two salts", async () => {
      const again = { ...g1, salt: saltOf(99) };
      const fixture = await createOn([g1, again]);
      await expect(fixture.start([g1, again])).rejects.toThrow("ApprovalsNotAscending");
    });

    test("S33: in another encoding", async () => {
      const verifier = await deployment.chain.viem.deployContract("WebAuthnVerifier");
      const passkey = createPasskeyGuardian(verifier.address, 1);
      const longer = { ...passkey, signer: concat([passkey.signer, "0x00"]) };
      const address = { ...g1, signer: concat([g1.signer, "0x00"]) };
      for (const other of [longer, address]) {
        const fixture = await createOn([passkey, g1, other]);
        await expect(fixture.start([g1, other])).rejects.toThrow("InvalidGuardian");
      }
    });

    test("S33: approvals out of order are refused, so that a repetition cannot hide", async () => {
      const fixture = await createOn([g1, g2]);
      const request = await fixture.startRequest();
      const approvals = await approve(fixture.account, [g1, g2], { primaryType: "StartRecovery", message: request });
      await expect(startWith(fixture, [...approvals].reverse(), request)).rejects.toThrow("ApprovalsNotAscending");
      await startWith(fixture, approvals, request);
    });
  });

  describe("S34: who cannot be a guardian", () => {
    const anything = { salt: saltOf(50), sign: async () => "0x" as Hex };
    test.each([
      ["the zero address", zeroAddress],
      ["a precompile", pad("0x04", { size: 20 })],
      ["the last reserved address", pad("0x01ff", { size: 20 })],
      ["19 bytes", pad("0x1234", { size: 19 })],
      ["nothing", "0x" as Hex],
      ["the identity precompile as verifier", concat([pad("0x04", { size: 20 }), pad("0x01", { size: 64 })])],
      ["a verifier without code", concat([pad("0xdead", { size: 20 }), pad("0x01", { size: 64 })])],
    ])("S34: %s", async (_name, signer) => {
      const guardian = { ...anything, signer };
      const fixture = await createOn([g1, guardian]);
      await expect(fixture.start([g1, guardian])).rejects.toThrow("InvalidGuardian");
    });

    test("S34: the account itself", async () => {
      // The account's address follows from its guardians, so it can name itself only in a later configuration.
      const fixture = await createOn([g1, g2]);
      const self = { ...anything, signer: fixture.account };
      const next = toConfig([g1, self]);
      const schedule = encodeFunctionData({
        abi: accountAbi,
        functionName: "scheduleGuardians",
        args: [fixture.current(), next],
      });
      expect(await fixture.sendAsOwner([schedule])).toBe(true);
      await fixture.send("applyGuardians", [next], (await fixture.now()) + 36 * 3600);
      const [, configHash] = await fixture.read("guardianConfig");
      const request = await fixture.startRequest({ configHash });
      const approvals = await approve(fixture.account, [g1, self], { primaryType: "StartRecovery", message: request });
      const call = fixture.send("startRecovery", [
        request,
        fixture.proofOf(ownerOf(1)),
        fixture.current(next),
        approvals,
      ]);
      await expect(call).rejects.toThrow("InvalidGuardian");
    });
  });

  test("error: UnknownGuardian for a stranger, and for a guardian with a wrong salt", async () => {
    const fixture = await createOn([g1, g2]);
    await expect(fixture.start([g1, g3])).rejects.toThrow("UnknownGuardian");
    await expect(fixture.start([g1, { ...g2, salt: saltOf(77) }])).rejects.toThrow("UnknownGuardian");
  });

  test("error: InvalidApproval for a signature of something else, of somebody else, or none", async () => {
    const fixture = await createOn([g1, g2]);
    for (const sign of [async () => g2.sign(keccak256("0x")), g3.sign, async () => "0x" as Hex]) {
      await expect(fixture.start([g1, { ...g2, sign }])).rejects.toThrow("InvalidApproval");
    }
  });

  describe("S32, S44: hostile contract guardians", () => {
    test.each(["Reverts", "BurnsGas", "ReturnBomb", "ReturnsNothing"] as const)(
      "S44: %s: the others suffice",
      async (mode) => {
        const wallet = await deployment.chain.viem.deployContract("GuardianWallet", [zeroAddress]);
        const hostile = createContractGuardian(wallet.address, 8);
        const fixture = await createOn([g1, g2, hostile]);
        await deployment.chain.wallet.writeContract({
          abi: wallet.abi,
          address: wallet.address,
          functionName: "setMode",
          args: [modes[mode]],
        } as never);
        await expect(fixture.start([g1, hostile])).rejects.toThrow();
        await fixture.start([g1, g2]);
      },
    );

    test("S44: a contract guardian whose code is gone never counts", async () => {
      const wallet = await deployment.chain.viem.deployContract("GuardianWallet", [zeroAddress]);
      const gone = createContractGuardian(wallet.address, 8);
      const fixture = await createOn([g1, g2, gone]);
      await deployment.chain.client.setCode({ address: wallet.address, bytecode: "0x" });
      await expect(fixture.start([g1, gone])).rejects.toThrow("InvalidApproval");
      await fixture.start([g1, g2]);
    });
  });

  test("S31: with any amount of gas a relayed call does all of it or nothing", { timeout: 60_000 }, async () => {
    const { viem, client, wallet } = deployment.chain;
    const owner = privateKeyToAccount(pad("0x138b")); // the key of createEoaGuardian(3)
    const contract = createContractGuardian((await viem.deployContract("GuardianWallet", [owner.address])).address, 3);
    const fixture = await createOn([g1, contract]);
    const request = await fixture.startRequest();
    const approvals = await approve(fixture.account, [g1, contract], {
      primaryType: "StartRecovery",
      message: request,
    });
    const args = [request, fixture.proofOf(ownerOf(1)), fixture.current(), approvals] as const;
    const data = encodeFunctionData({ abi: accountAbi, functionName: "startRecovery", args });
    const outcomes = new Set<string>();
    // From the intrinsic cost, which is about 36,000, to more than enough.
    for (let gas = 40_000n; gas <= 250_000n; gas += 3_500n) {
      const id = await client.snapshot();
      // Hardhat refuses to send what will fail; it is mined all the same.
      const hash = await wallet.sendTransaction({ to: fixture.account, data, gas }).catch(() => undefined);
      const status = hash && (await client.waitForTransactionReceipt({ hash })).status;
      const [recovery, , , approvalCount] = await fixture.pending();
      const isUsed = await client.readContract({
        abi: accountAbi,
        address: fixture.account,
        functionName: "isRecoveryNonceUsed",
        args: [request.nonce],
      });
      if (status === "success") expect([recovery, approvalCount, isUsed]).toEqual([1, 2, true]);
      else expect([recovery, approvalCount, isUsed]).toEqual([0, 0, false]);
      outcomes.add(status === "success" ? "all" : "nothing");
      await client.revert({ id });
    }
    expect([...outcomes].sort()).toEqual(["all", "nothing"]);
  });

  describe("approveRecovery", () => {
    test("behavior: a contract without ERC-1271 approves on chain, for this message only", async () => {
      const { viem, wallet: sender, client } = deployment.chain;
      const wallet = await viem.deployContract("GuardianWallet", [zeroAddress]);
      const guardian: Guardian = { signer: wallet.address, salt: saltOf(8), sign: async () => "0x" };
      const fixture = await createOn([g1, guardian]);
      const request = await fixture.startRequest();
      const message = { primaryType: "StartRecovery", message: request } as const;
      const data = encodeFunctionData({
        abi: accountAbi,
        functionName: "approveRecovery",
        args: [structHashOf(message)],
      });
      const approvals = await approve(fixture.account, [g1, guardian], message);
      await expect(startWith(fixture, approvals, request)).rejects.toThrow("InvalidApproval");
      const hash = await sender.writeContract({
        abi: wallet.abi,
        address: wallet.address,
        functionName: "execute",
        args: [fixture.account, data],
      } as never);
      await client.waitForTransactionReceipt({ hash });
      const other = await fixture.startRequest();
      const [first] = await approve(fixture.account, [g1], { primaryType: "StartRecovery", message: other });
      const second = { signer: guardian.signer, salt: guardian.salt, signature: "0x" as Hex };
      const foreign = sortApprovals([first as Approval, second]);
      await expect(startWith(fixture, foreign, other)).rejects.toThrow("InvalidApproval");
      await startWith(fixture, approvals, request);
    });

    test("behavior: a stranger's approval counts for nothing", async () => {
      const fixture = await createOn([g1, g2]);
      const request = await fixture.startRequest();
      await fixture.send("approveRecovery", [structHashOf({ primaryType: "StartRecovery", message: request })]);
      const [approval] = await approve(fixture.account, [g1], { primaryType: "StartRecovery", message: request });
      const stranger = { signer: deployment.chain.wallet.account.address, salt: saltOf(1), signature: "0x" as Hex };
      const approvals = sortApprovals([approval as Approval, stranger]);
      await expect(startWith(fixture, approvals, request)).rejects.toThrow("UnknownGuardian");
    });

    test("S24: not at the features' own address", async () => {
      const call = deployment.chain.client.simulateContract({
        abi: accountAbi,
        address: deployment.features,
        functionName: "approveRecovery",
        args: [pad("0x01")],
        account: deployment.chain.wallet.account,
      });
      await expect(call).rejects.toThrow("NotThroughClone");
    });
  });

  test("behavior: a passkey assertion for another challenge, or without user verification, is no approval", async () => {
    const verifier = await deployment.chain.viem.deployContract("WebAuthnVerifier");
    const passkey = createPasskeyGuardian(verifier.address, 1);
    const fixture = await createOn([g1, passkey]);
    const other = { ...passkey, sign: async () => passkey.sign(keccak256("0x")) };
    await expect(fixture.start([g1, other])).rejects.toThrow("InvalidApproval");
    const unverified = createPasskeyGuardian(verifier.address, 1, "0x01");
    await expect(fixture.start([g1, unverified])).rejects.toThrow("InvalidApproval");
    await fixture.start([g1, passkey]);
  });
});
