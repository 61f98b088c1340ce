import { encodeRecoveryCall, isRecoveryApproved } from "@tandem/account";
import { type Hex, numberToHex, parseEther, parseEventLogs } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { beforeAll, describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { createSafe, type TestSafe } from "../support/createSafe.ts";
import { type Deployment, deployAccounts } from "../support/deployAccounts.ts";
import { recoveryDomain } from "../support/signRotation.ts";
import {
  approve,
  createEoaGuardian,
  createFixture,
  type Fixture,
  type Guardian,
  hours,
  ownerOf,
  recoveryTypes,
  type StartRecovery,
  saltOf,
  sortApprovals,
  structHashOf,
} from "./support.ts";

const g1 = createEoaGuardian(1);
const [first, second] = [9001, 9002].map((key) => numberToHex(key, { size: 32 })) as [Hex, Hex];

let deployment: Deployment;
let safe: TestSafe;
let guardian: Pick<Guardian, "signer" | "salt">;
let accounts = 0;

beforeAll(async () => {
  deployment = await deployAccounts();
  for (const key of [first, second]) {
    await deployment.chain.client.setBalance({ address: privateKeyToAddress(key), value: parseEther("1") });
  }
  safe = await createSafe(deployment.chain, [first, second]);
  guardian = { signer: safe.address.toLowerCase() as Hex, salt: saltOf(42) };
}, 60_000);

const createOn = () => {
  accounts += 1;
  const guardians = [g1, { ...guardian, sign: async () => "0x" as Hex }];
  return createFixture({ deployment, guardians, salt: numberToHex(accounts, { size: 32 }) });
};

/** Sends the recovery with the EOA's approval and this one of the Safe. */
async function startWith(fixture: Fixture, request: StartRecovery, signature: Hex) {
  const approvals = await approve(fixture.account, [g1], { primaryType: "StartRecovery", message: request });
  const all = sortApprovals([...approvals, { ...guardian, signature }]);
  return fixture.send("startRecovery", [request, fixture.proofOf(ownerOf(1)), fixture.current(), all]);
}

const typedDataOf = (fixture: Fixture, message: StartRecovery) => ({
  domain: recoveryDomain(fixture.account),
  types: recoveryTypes,
  primaryType: "StartRecovery" as const,
  message,
});

describe("a Safe 1.4.1 of two owners as guardian", () => {
  test("behavior: its owners sign StartRecovery in Safe's kit, ERC-1271 approves, the new key takes over", async () => {
    const fixture = await createOn();
    const request = await fixture.startRequest();
    const signature = await safe.signTypedData(typedDataOf(fixture, request));
    await startWith(fixture, request, signature);
    expect((await fixture.pending())[3]).toBe(2);
    await fixture.send("finalizeRecovery", [], (await fixture.now()) + 48 * hours);
    expect(await fixture.read("owner")).toBe(ownerOf(1).publicKey);
  });

  test("S33: one of its two owners alone does not approve for it", async () => {
    const fixture = await createOn();
    const request = await fixture.startRequest();
    const signature = await safe.signTypedData(typedDataOf(fixture, request));
    const half = signature.slice(0, 2 + 65 * 2) as Hex;
    await expect(startWith(fixture, request, half)).rejects.toThrow("InvalidApproval");
  });

  test("S37: its signature for one account approves for no other", async () => {
    const [fixture, other] = [await createOn(), await createOn()];
    const request = await fixture.startRequest();
    const signature = await safe.signTypedData(typedDataOf(fixture, request));
    const elsewhere = { ...request, configHash: other.configHash };
    await expect(startWith(other, elsewhere, signature)).rejects.toThrow("InvalidApproval");
  });

  test("behavior: it approves on chain by a transaction of its own, and no signature is needed", async () => {
    const fixture = await createOn();
    const request = await fixture.startRequest();
    const structHash = structHashOf({ primaryType: "StartRecovery", message: request });
    const { client } = deployment.chain;
    const read = (changes: { readonly address?: Hex; readonly structHash?: Hex; readonly signer?: Hex } = {}) =>
      isRecoveryApproved(client, { address: fixture.account, structHash, signer: guardian.signer, ...changes });
    await expect(startWith(fixture, request, "0x")).rejects.toThrow("InvalidApproval");
    expect(await read()).toBe(false);
    const block = await client.getBlockNumber();
    await safe.execute({
      to: fixture.account,
      data: encodeRecoveryCall({ functionName: "approveRecovery", structHash }),
    });
    const logs = await client.getLogs({ address: fixture.account, fromBlock: block });
    const [event] = parseEventLogs({ abi: accountAbi, logs, eventName: "RecoveryApproved" });
    expect(event?.args).toEqual({ structHash, guardian: safe.address });
    // Of this guardian, this message and this account alone.
    expect(await read()).toBe(true);
    expect(await read({ signer: safe.address })).toBe(true);
    expect(await read({ signer: g1.signer })).toBe(false);
    expect(await read({ structHash: saltOf(1) })).toBe(false);
    expect(await read({ address: (await createOn()).account })).toBe(false);
    expect(await read({ address: privateKeyToAddress(first) })).toBe(false);
    await startWith(fixture, request, "0x");
    expect((await fixture.pending())[3]).toBe(2);
  });
});
