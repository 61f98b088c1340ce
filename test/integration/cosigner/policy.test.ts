import { randomBytes } from "node:crypto";
import { encodeRecoveryCall, getFreezeTypedData, hashGuardian, hashGuardianConfig } from "@tandem/account";
import {
  type Account,
  type Alarms,
  type Decisions,
  type FreezeState,
  type Policy,
  type PolicyState,
  policyHash,
  type Wait,
} from "@tandem/protocol";
import { type Address, bytesToHex, type Hex, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type Cosigned,
  cosign,
  createOperation,
  createRequestSigner,
  type Device,
  type SignOptions,
} from "./support/createDevice.ts";
import { proveAction } from "./support/proveAction.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

const [friend, thief]: Address[] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`];
const day = 86_400;
const idOf = (device: Device) => Buffer.from(device.account.accountId.slice(2), "hex");
const pathOf = (device: Device) => `/accounts/${device.account.accountId}`;
const codeOf = (answer: Answer<unknown>) =>
  answer.ok ? "ok" : [answer.problem.code, answer.problem.rule].filter(Boolean).join(" ");
const outcome = ({ answer }: Cosigned) => codeOf(answer);

async function elapse(device: Device, seconds: number): Promise<void> {
  await service.database.pool.query("SELECT elapse($1, $2)", [idOf(device), seconds]);
}
const reload = async (device: Device): Promise<Device> => ({
  ...device,
  account: await device.must<Account>("GET", pathOf(device)),
});
const alarmsOf = async (device: Device) =>
  (await device.must<Alarms>("GET", `${pathOf(device)}/alarms`)).alarms.map(({ kind }) => kind);
const entriesOf = async (device: Device) =>
  (await device.must<Decisions>("GET", `${pathOf(device)}/decisions`)).items.map(
    ({ entry }) => JSON.parse(entry) as Record<string, unknown>,
  );

async function change(device: Device, policy: Policy, base = device.account.policyHash): Promise<Answer<PolicyState>> {
  const body = { basePolicyHash: base, policy };
  const proof = await proveAction(device, "change-policy", body);
  return device.call<PolicyState>("POST", `${pathOf(device)}/policy`, { ...body, proof });
}
async function act<value>(device: Device, action: "freeze" | "unfreeze"): Promise<Answer<value>> {
  const proof = await proveAction(device, action, {});
  return device.call<value>("POST", `${pathOf(device)}/${action}`, { proof });
}
let nonce = 0n;
function send(
  device: Device,
  calls: readonly { to: Address; value?: bigint; data?: Hex }[],
  options: SignOptions = {},
) {
  return cosign(device, createOperation(device, service.chainConfig, { calls, nonce: nonce++ }), options);
}
const pay = (device: Device, to: Address, value = 1n) => send(device, [{ to, value }]);
function withLimit({ account }: Device, amount: bigint): Policy {
  const [first, ...limits] = account.policy.limits;
  if (!first) throw new TypeError("no limit");
  return { ...account.policy, limits: [{ ...first, amount: amount.toString() }, ...limits] };
}
async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 15_000; !(await check()); ) {
    if (Date.now() > until) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
/** Another device of the account, as signing in with the passkey makes it. */
async function addDevice(device: Device): Promise<Device> {
  const signer = createRequestSigner(() => service.cosigner.url);
  await service.database.pool.query(
    "INSERT INTO devices (account_id, key_id, name, door) VALUES ($1, $2, 'Another', 'passkey')",
    [idOf(device), Buffer.from(signer.keyId.slice(2), "hex")],
  );
  await service.database.pool.query("UPDATE accounts SET version = version + 1 WHERE account_id = $1", [idOf(device)]);
  return { ...device, ...signer };
}

describe("changing the policy", () => {
  it("behavior: tightening counts at once, for every signature after it", async () => {
    const device = await service.createDevice();
    const policy: Policy = { ...withLimit(device, parseEther("0.5")), blocked: [thief as Address] };
    const answer = await change(device, policy);
    expect(answer.ok && answer.value).toEqual({ policy, policyHash: policyHash(policy) });
    // Signed under the old policy it is not valid any more.
    expect(outcome(await pay(device, friend as Address))).toBe("epoch_stale");
    const current = await reload(device);
    expect(current.account.policyHash).toBe(policyHash(policy));
    const paid = await pay(current, friend as Address);
    expect(paid.answer.ok && paid.answer.value.receipt.policyHash).toBe(policyHash(policy));
    expect(outcome(await pay(current, thief as Address))).toBe("policy_refused blocked-recipient");
    expect(outcome(await pay(current, friend as Address, parseEther("0.6")))).toBe("policy_refused daily-limit");
    expect(await alarmsOf(device)).toEqual(["policy-changed"]);
    const entries = await entriesOf(device);
    expect(entries.find(({ kind }) => kind === "policy")).toMatchObject({ policy: policyHash(policy) });
  });

  it("behavior: loosening takes 24 hours, then takes effect by itself", async () => {
    const device = await service.createDevice();
    const policy = withLimit(device, parseEther("5"));
    const answer = await change(device, policy);
    if (!answer.ok) throw new Error(codeOf(answer));
    expect(answer.value.policyHash).toBe(device.account.policyHash);
    expect(answer.value.pending).toMatchObject({ policy, policyHash: policyHash(policy) });
    expect(outcome(await pay(device, friend as Address, parseEther("2")))).toBe("policy_refused daily-limit");
    await elapse(device, day - 30);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await reload(device)).account.policyHash).toBe(device.account.policyHash);
    await elapse(device, 31);
    await eventually(async () => (await reload(device)).account.policyHash === policyHash(policy));
    expect(outcome(await pay(await reload(device), friend as Address, parseEther("2")))).toBe("ok");
    expect(await alarmsOf(device)).toEqual(["policy-changed", "loosening-requested"]);
  });

  it("behavior: a loosening that is cancelled, or overtaken by another change, never takes effect", async () => {
    const device = await service.createDevice();
    const first = await change(device, withLimit(device, parseEther("5")));
    const waitId = first.ok ? (first.value.pending?.wait.waitId ?? "") : "";
    const proof = await proveAction(device, "cancel-wait", { waitId });
    expect(codeOf(await device.call("POST", `${pathOf(device)}/waits/${waitId}/cancel`, { proof }))).toBe("ok");

    // One waits at a time, and a change at once makes an end of it: it was made for another policy.
    await change(device, withLimit(device, parseEther("6")));
    const third = await change(device, withLimit(device, parseEther("7")));
    expect(third.ok && third.value.pending?.policy).toEqual(withLimit(device, parseEther("7")));
    const tight: Policy = { ...device.account.policy, blocked: [thief as Address] };
    const changed = await change(device, tight);
    expect(changed.ok && changed.value).toEqual({ policy: tight, policyHash: policyHash(tight) });
    await elapse(device, day + 1);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await reload(device)).account.policyHash).toBe(policyHash(tight));
  });

  it("error: a change of another policy, without its own proof, or from a new device is refused", async () => {
    const device = await service.createDevice();
    const policy = withLimit(device, 1n);
    expect(codeOf(await change(device, policy, `0x${"11".repeat(32)}`))).toBe("epoch_stale");
    const body = { basePolicyHash: device.account.policyHash, policy };
    const proof = await proveAction(device, "change-policy", { ...body, policy: withLimit(device, 2n) });
    expect(codeOf(await device.call("POST", `${pathOf(device)}/policy`, { ...body, proof }))).toBe("step_up_required");
    const fresh = await addDevice(device);
    expect(codeOf(await change(fresh, withLimit(device, parseEther("9"))))).toBe("policy_refused new-device");
    const befriended = { ...device.account.policy, contacts: [thief as Address] };
    expect(codeOf(await change(fresh, befriended))).toBe("policy_refused new-device");
    expect(codeOf(await change(fresh, policy))).toBe("ok");
  });

  it("S65: a limit tightened under 40 simultaneous payments is never passed by what is signed after it", async () => {
    const device = await service.createDevice();
    const payments = Array.from({ length: 40 }, () => pay(device, friend as Address, parseEther("0.02")));
    const tightened = change(device, withLimit(device, parseEther("0.1")));
    const results = await Promise.all(payments);
    expect(codeOf(await tightened)).toBe("ok");
    const signedBefore = results.filter(({ answer }) => answer.ok).length;
    for (const result of results) expect(["ok", "epoch_stale"]).toContain(outcome(result));
    const current = await reload(device);
    const room = Math.max(0, 5 - signedBefore);
    const more = await Promise.all(
      Array.from({ length: 8 }, () => pay(current, friend as Address, parseEther("0.02"))),
    );
    expect(more.filter(({ answer }) => answer.ok)).toHaveLength(room);
  });
});

describe("recipients", () => {
  it("behavior: somebody new is confirmed by name; an allow-list holds in a batch", async () => {
    const device = await service.createDevice();
    await change(device, { ...device.account.policy, newRecipients: "confirm" });
    const asking = await reload(device);
    expect(outcome(await pay(asking, friend as Address))).toBe("policy_refused new-recipient");
    const call = { to: friend as Address, value: 1n };
    expect(outcome(await send(asking, [call], { confirmed: ["new-recipient"] }))).toBe("ok");
    await change(asking, { ...asking.account.policy, allowed: [friend as Address] });
    const listed = await reload(device);
    const both = await send(listed, [call, { to: thief as Address, value: 1n }], { confirmed: ["new-recipient"] });
    expect(outcome(both)).toBe("policy_refused recipient-not-allowed");
    expect(outcome(await send(listed, [call], { confirmed: ["new-recipient"] }))).toBe("ok");
  });

  it("behavior: a new device pays nobody new, whatever is confirmed; after a day it does", async () => {
    const device = await service.createDevice();
    const fresh = await addDevice(device);
    expect(outcome(await pay(fresh, friend as Address))).toBe("policy_refused new-device");
    expect(outcome(await pay(device, friend as Address))).toBe("ok");
    await elapse(device, day + 1);
    expect(outcome(await pay(fresh, friend as Address))).toBe("ok");
  });

  it("behavior: a permit counts until its own deadline, longer than a day", async () => {
    const device = await service.createDevice();
    const token = service.chainConfig.tokens[0];
    if (!token) throw new TypeError("no token");
    const limit = BigInt(device.account.policy.limits.find(({ asset }) => asset.endsWith(token.address))?.amount ?? 0);
    const fields = ["owner address", "spender address", "value uint256", "nonce uint256", "deadline uint256"];
    const types = {
      Permit: fields.map((field) => ({ name: field.split(" ")[0] ?? "", type: field.split(" ")[1] ?? "" })),
    };
    const sign = (value: bigint, deadline: number) =>
      cosign(
        device,
        {
          kind: "typedData",
          chainId: 31337,
          typedData: {
            domain: { name: token.name, chainId: 31337, verifyingContract: token.address },
            types,
            primaryType: "Permit",
            message: {
              owner: device.account.address,
              spender: friend,
              value: value.toString(),
              nonce: 0,
              deadline,
            },
          },
        },
        { confirmed: ["approval"] },
      );
    const nowSeconds = Math.floor(Date.now() / 1000);
    expect(outcome(await sign(limit - 1n, nowSeconds + 30 * day))).toBe("ok");
    expect(outcome(await sign(2n, nowSeconds + 60))).toBe("policy_refused daily-limit");
    const spent = async () =>
      BigInt((await reload(device)).account.spent.find(({ asset }) => asset.endsWith(token.address))?.spent ?? 0);
    // Two days later the permit can still be used.
    for (const table of ["UPDATE spend SET hour = hour", "UPDATE intents SET debit_hour = debit_hour"]) {
      await service.database.pool.query(`${table} - interval '48 hours' WHERE account_id = $1`, [idOf(device)]);
    }
    expect(await spent()).toBe(limit - 1n);
    expect(outcome(await sign(2n, nowSeconds + 60))).toBe("policy_refused daily-limit");
    await service.database.pool.query("UPDATE intents SET valid_until = 1 WHERE account_id = $1", [idOf(device)]);
    await eventually(async () => (await spent()) === 0n);
    expect(outcome(await sign(2n, nowSeconds + 60))).toBe("ok");
  });
});

const config = { recoveryDelay: 172_800, recoveryWindow: 604_800, configDelay: 129_600 };
const guardians = (...commitments: Hex[]) => ({ ...config, threshold: commitments.length > 0 ? 1 : 0, commitments });
const scheduleGuardians = (before: Hex[], after: Hex[]) =>
  encodeRecoveryCall({
    functionName: "scheduleGuardians",
    current: { config: guardians(...before), factory: service.chainConfig.factory, salt: `0x${"00".repeat(32)}` },
    next: guardians(...after),
  });
const cancelRecovery = encodeRecoveryCall({ functionName: "cancelRecovery" });
const administer = (device: Device, data: Hex) =>
  send(device, [{ to: device.account.address, data }], { confirmed: ["administration"] });

describe("administration", () => {
  it("behavior: other guardians are signed 24 hours after they were announced, once, and never when cancelled", async () => {
    const device = await service.createDevice();
    const data = scheduleGuardians([`0x${"11".repeat(32)}`], [`0x${"22".repeat(32)}`]);
    expect(outcome(await administer(device, data))).toBe("policy_refused wait-required");
    const begin = async () => {
      const body = { chainId: 31337, data };
      const proof = await proveAction(device, "begin-change", body);
      return device.must<Wait>("POST", `${pathOf(device)}/changes`, { ...body, proof });
    };
    expect((await begin()).kind).toBe("guardians");
    expect(outcome(await administer(device, data))).toBe("policy_refused wait-required");
    await elapse(device, day + 1);
    const other = scheduleGuardians([`0x${"11".repeat(32)}`], [`0x${"33".repeat(32)}`]);
    expect(outcome(await administer(device, other))).toBe("policy_refused wait-required");
    const operation = createOperation(device, service.chainConfig, {
      calls: [{ to: device.account.address, data }],
      nonce: nonce++,
    });
    const intentId = bytesToHex(randomBytes(32));
    const options = { confirmed: ["administration"], intentId };
    expect(outcome(await cosign(device, operation, options))).toBe("ok");
    // The same operation again is the same yes; another operation needs a wait of its own.
    expect(outcome(await cosign(device, operation, options))).toBe("ok");
    expect(outcome(await administer(device, data))).toBe("policy_refused wait-required");
    const { waitId } = await begin();
    await elapse(device, day + 1);
    const proof = await proveAction(device, "cancel-wait", { waitId });
    await device.must("POST", `${pathOf(device)}/waits/${waitId}/cancel`, { proof });
    expect(outcome(await administer(device, data))).toBe("policy_refused wait-required");
    expect(await alarmsOf(device)).toEqual([
      "guardians-cancelled",
      "guardians-requested",
      "administration",
      "guardians-requested",
    ]);
  });

  it("behavior: the first guardians of a new account are signed at once", async () => {
    const device = await service.createDevice();
    const data = scheduleGuardians([], [`0x${"22".repeat(32)}`]);
    expect(outcome(await administer(device, data))).toBe("ok");
    await elapse(device, day + 1);
    expect(outcome(await administer(device, data))).toBe("policy_refused wait-required");
  });

  it("behavior: the third recovery cancelled in 30 days wants a second factor", async () => {
    const device = await service.createDevice();
    expect(outcome(await administer(device, cancelRecovery))).toBe("ok");
    expect(outcome(await administer(device, cancelRecovery))).toBe("ok");
    const third = await Promise.all(Array.from({ length: 3 }, () => administer(device, cancelRecovery)));
    for (const refused of third) expect(outcome(refused)).toBe("policy_refused second-factor");
    await elapse(device, 30 * day + 1);
    expect(outcome(await administer(device, cancelRecovery))).toBe("ok");
  });
});

describe("freezing", () => {
  it("behavior: it stops everything but cancelling a recovery, and ends 24 hours after the owner asks", async () => {
    const device = await service.createDevice();
    const fresh = await addDevice(device);
    const frozen = await act<FreezeState>(fresh, "freeze");
    expect(frozen.ok && frozen.value).toEqual({ frozen: true, frozenBy: "owner" });
    expect(outcome(await pay(device, friend as Address))).toBe("account_frozen");
    const message = { kind: "message", chainId: 31337, message: "0x1234" } as const;
    expect(outcome(await cosign(device, message))).toBe("account_frozen");
    expect(outcome(await administer(device, cancelRecovery))).toBe("ok");
    const mixed = [
      { to: device.account.address, data: cancelRecovery },
      { to: friend as Address, value: 1n },
    ];
    expect(outcome(await send(device, mixed, { confirmed: ["administration"] }))).toBe("account_frozen");
    expect(codeOf(await act(fresh, "unfreeze"))).toBe("policy_refused new-device");
    const asked = await act<FreezeState>(device, "unfreeze");
    expect(asked.ok && asked.value.unfreezing?.kind).toBe("unfreeze");
    expect(outcome(await pay(device, friend as Address))).toBe("account_frozen");
    await elapse(device, day + 1);
    await eventually(async () => !(await reload(device)).account.frozen);
    expect(outcome(await pay(device, friend as Address))).toBe("ok");
    expect(await alarmsOf(device)).toEqual(["unfrozen", "unfreeze-requested", "administration", "frozen"]);
    expect((await entriesOf(device)).map(({ kind }) => kind)).toEqual(expect.arrayContaining(["freeze", "unfreeze"]));
  });

  it("behavior: freezing again stops an unfreeze that waits", async () => {
    const device = await service.createDevice();
    await act(device, "freeze");
    await act(device, "unfreeze");
    const again = await act<FreezeState>(device, "freeze");
    expect(again.ok && again.value).toEqual({ frozen: true, frozenBy: "owner" });
    await elapse(device, day + 1);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await reload(device)).account.frozen).toBe(true);
  });

  it("behavior: a guardian freezes with a signature, once in 7 days; the owner's passkey ends it at once", async () => {
    const device = await service.createDevice();
    const guardian = privateKeyToAccount(generatePrivateKey());
    const salt = bytesToHex(randomBytes(32));
    const configuration = guardians(hashGuardian({ signer: guardian.address, salt }));
    // The configuration stands in the address of an account that is not deployed; the service keeps its hash.
    await service.database.pool.query("UPDATE accounts SET config_hash = $2 WHERE account_id = $1", [
      idOf(device),
      Buffer.from(hashGuardianConfig(configuration, 1n).slice(2), "hex"),
    ]);
    const url = `${service.cosigner.url}/v1/freezes/31337/${device.account.address}`;
    const ask = async (changes: object = {}, signed: { signer?: typeof guardian; account?: Address } = {}) => {
      const request = {
        signer: guardian.address,
        salt,
        config: configuration,
        nonce: bytesToHex(randomBytes(32)),
        deadline: Math.floor(Date.now() / 1000) + 600,
        ...changes,
      };
      const message = { nonce: BigInt(request.nonce), deadline: request.deadline };
      const typedData = getFreezeTypedData(signed.account ?? device.account.address, message);
      const signature = await (signed.signer ?? guardian).signTypedData(
        typedData as Parameters<typeof guardian.signTypedData>[0],
      );
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...request, signature }),
      });
      const problem = response.ok ? {} : ((await response.json()) as { code: string; rule?: string });
      return { status: response.status, ...problem };
    };
    const stranger = privateKeyToAccount(generatePrivateKey());
    expect(await ask({}, { signer: stranger })).toMatchObject({ code: "signature_invalid" });
    expect(await ask({}, { account: friend as Address })).toMatchObject({ code: "signature_invalid" });
    expect(await ask({ signer: stranger.address }, { signer: stranger })).toMatchObject({ code: "unknown_id" });
    expect(await ask({ salt: bytesToHex(randomBytes(32)) })).toMatchObject({ code: "unknown_id" });
    expect(await ask({ config: { ...configuration, recoveryDelay: 1 } })).toMatchObject({ code: "unknown_id" });
    expect(await ask({ deadline: 1 })).toMatchObject({ code: "request_malformed" });
    expect((await reload(device)).account.frozen).toBe(false);

    expect((await ask()).status).toBe(204);
    expect((await reload(device)).account).toMatchObject({ frozen: true, frozenBy: "guardians" });
    const message = { kind: "message", chainId: 31337, message: "0x1234" } as const;
    expect(outcome(await cosign(device, message))).toBe("account_frozen");
    const unfrozen = await act<FreezeState>(device, "unfreeze");
    expect(unfrozen.ok && unfrozen.value).toEqual({ frozen: false });
    expect(outcome(await cosign(device, message))).toBe("ok");
    expect(await ask()).toMatchObject({ code: "policy_refused", rule: "freeze-limit" });
    await elapse(device, 7 * day + 1);
    expect((await ask()).status).toBe(204);
    // The owner's own freeze is the stronger one.
    await act(device, "freeze");
    const asked = await act<FreezeState>(device, "unfreeze");
    expect(asked.ok && asked.value).toMatchObject({ frozen: true, frozenBy: "owner" });
  });
});
