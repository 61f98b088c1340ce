import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { encodeRecoveryCall } from "@tandem/account";
import { enrolRound1 } from "@tandem/frost";
import {
  type Alarms,
  type Decisions,
  kitApproval,
  type SecondFactorProof,
  type StartSecondFactorResponse,
  stepUpChallenge,
} from "@tandem/protocol";
import { TOTP } from "otpauth";
import { bytesToHex, type Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  cosign,
  createOperation,
  createRequestSigner,
  type Device,
  type RequestSigner,
  type SignOptions,
} from "./support/createDevice.ts";
import { createEnrolment } from "./support/createEnrolment.ts";
import { proveAction } from "./support/proveAction.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService({ fsync: false });
});
afterAll(() => service?.stop());

const day = 86_400;
const pathOf = ({ account }: Device) => `/accounts/${account.accountId}`;
const codeOf = (answer: Answer<unknown>) =>
  answer.ok ? "ok" : [answer.problem.code, answer.problem.rule].filter(Boolean).join(" ");
const alarmsOf = async (device: Device) =>
  (await device.must<Alarms>("GET", `${pathOf(device)}/alarms`)).alarms.map(({ kind }) => kind);

async function elapse({ account }: Device, seconds: number): Promise<void> {
  const id = Buffer.from(account.accountId.slice(2), "hex");
  await service.database.pool.query("SELECT elapse($1, $2)", [id, seconds]);
}

let nonce = 0n;
/** An operation that cancels a recovery. Nothing is pending on the chain: what is signed is never sent. */
const createCancel = (device: Device) =>
  createOperation(device, service.chainConfig, {
    calls: [{ to: device.account.address, data: encodeRecoveryCall({ functionName: "cancelRecovery" }) }],
    nonce: nonce++,
  });

async function cancel(
  device: Device,
  secondFactor?: SecondFactorProof,
  { operation = createCancel(device), ...options }: SignOptions & { operation?: ReturnType<typeof createCancel> } = {},
): Promise<string> {
  const change: SignOptions["change"] = (body) => ({ ...body, ...(secondFactor && { secondFactor }) });
  const { answer } = await cosign(device, operation, { change, confirmed: ["administration"], ...options });
  return codeOf(answer);
}

/** Two recoveries were cancelled: the next one wants more than the passkey. */
async function createTired(): Promise<Device> {
  const device = await service.createDevice();
  expect([await cancel(device), await cancel(device)]).toEqual(["ok", "ok"]);
  expect(await cancel(device)).toBe("policy_refused second-factor");
  return device;
}

/** Codes from now on, and for later steps: the service takes the one before and the one after. */
async function addCodes(device: Device): Promise<(steps: number) => SecondFactorProof> {
  const proof = await proveAction(device, "add-second-factor", {});
  const path = `${pathOf(device)}/second-factor`;
  const { secret } = await device.must<StartSecondFactorResponse>("POST", path, { proof });
  const totp = new TOTP({ secret });
  const codeAt = (steps: number) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
  // The step before must still be that when the service looks at its code.
  const leftMs = 30_000 - (Date.now() % 30_000);
  if (leftMs < 5_000) await wait(leftMs);
  await device.must("POST", `${path}/confirm`, { code: codeAt(-1) });
  return (steps) => ({ kind: "code", code: codeAt(steps) });
}

/** A kit by the real enrolment, tried once. */
async function makeKit(device: Device): Promise<RequestSigner> {
  const kit = createRequestSigner(() => service.cosigner.url);
  const { send } = await createEnrolment(device, { kitKeyId: kit.keyId });
  const { keyPackage, publicKeyPackage } = device;
  const { package: message, partForPeer } = enrolRound1({ keyPackage, publicKeyPackage });
  expect(codeOf(await send({ package: message, part: partForPeer }))).toBe("ok");
  await kit.must("POST", `${pathOf(device)}/kit/check`, {});
  return kit;
}

describe("a third recovery cancelled in 30 days", () => {
  it("behavior: a code of the app lifts it, two days after it was turned on; none counts twice", async () => {
    const device = await createTired();
    const codeAt = await addCodes(device);
    expect(await alarmsOf(device)).toContain("second-factor-added");
    expect(await cancel(device, codeAt(0))).toBe("policy_refused second-factor");
    await elapse(device, 2 * day - 60);
    expect(await cancel(device, codeAt(0))).toBe("policy_refused second-factor");
    await elapse(device, 61);

    const operation = createCancel(device);
    const options = { operation, intentId: bytesToHex(randomBytes(32)) };
    const code = codeAt(0);
    expect(await cancel(device, code, options)).toBe("ok");
    // The answer was lost: the same question, the same code.
    expect(await cancel(device, code, options)).toBe("ok");
    expect(await cancel(device, code)).toBe("step_up_required second-factor");
    expect(await cancel(device)).toBe("policy_refused second-factor");
    const { items } = await device.must<Decisions>("GET", `${pathOf(device)}/decisions`);
    const entries = items.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>);
    expect(entries.filter(({ secondFactor }) => secondFactor === "code").length).toBeGreaterThanOrEqual(1);
    expect(JSON.stringify(entries)).not.toContain((code as { code: string }).code);
  });

  it("behavior: without a passkey nobody tries codes of a factor that is on", async () => {
    const device = await createTired();
    const codeAt = await addCodes(device);
    await elapse(device, 2 * day + 1);
    const confirm = () => device.call("POST", `${pathOf(device)}/second-factor/confirm`, { code: "000000" });
    for (let tries = 0; tries < 6; tries++) expect((await confirm()).status).toBe(204);
    expect(await cancel(device, codeAt(0))).toBe("ok");
  });

  it("S31: however many guess at once, five get an answer, the owner is told, and the right code waits too", async () => {
    const device = await createTired();
    const codeAt = await addCodes(device);
    await elapse(device, 2 * day + 1);
    const right = ["000000", codeAt(-1), codeAt(0), codeAt(1)].map((proof) => JSON.stringify(proof));
    const wrong = Array.from({ length: 20 }, (_, i) => ({ kind: "code" as const, code: String(i).padStart(6, "0") }));
    const guesses = wrong.filter((proof) => !right.includes(JSON.stringify(proof)));
    const answers = await Promise.all(guesses.map((guess) => cancel(device, guess)));
    expect(answers.filter((answer) => answer === "step_up_required second-factor")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "rate_limited")).toHaveLength(guesses.length - 5);
    expect(await cancel(device, codeAt(0))).toBe("rate_limited");
    expect((await alarmsOf(device)).filter((kind) => kind === "second-factor-guessed")).toHaveLength(1);
  });

  it("behavior: of two that use one code at once, one is signed", async () => {
    const device = await createTired();
    const codeAt = await addCodes(device);
    await elapse(device, 2 * day + 1);
    const answers = await Promise.all([1, 2, 3].map(() => cancel(device, codeAt(0))));
    expect(answers.sort()).toEqual(["ok", "step_up_required second-factor", "step_up_required second-factor"]);
  });

  it("behavior: the kit lifts it, two days after it was made, by a signature over exactly this yes", async () => {
    const device = await createTired();
    const kit = await makeKit(device);
    const prove = async (change: (challenge: Uint8Array) => Uint8Array = (challenge) => challenge) => {
      const operation = createCancel(device);
      const intentId = bytesToHex(randomBytes(32));
      const confirmed = ["administration"];
      const { policyHash } = device.account;
      const secondFactor = (digest: Hex): SecondFactorProof => {
        const challenge = change(stepUpChallenge({ intentId, digest, policyHash, confirmed }));
        return { kind: "kit", keyId: kit.keyId, signature: bytesToHex(kit.signBytes(kitApproval(challenge))) };
      };
      const { answer } = await cosign(device, operation, {
        intentId,
        confirmed,
        change: (body, digest) => ({ ...body, secondFactor: secondFactor(digest) }),
      });
      return codeOf(answer);
    };
    expect(await prove()).toBe("policy_refused second-factor");
    await elapse(device, 2 * day + 1);
    expect(await prove(() => new Uint8Array(32))).toBe("step_up_required second-factor");
    const stranger = createRequestSigner(() => service.cosigner.url);
    const foreign = bytesToHex(stranger.signBytes(randomBytes(32)));
    expect(await cancel(device, { kind: "kit", keyId: stranger.keyId, signature: foreign })).toBe(
      "step_up_required second-factor",
    );
    expect(await prove()).toBe("ok");
  });

  it("behavior: turning it off takes passkey and code, and tells the owner; a new one begins its two days anew", async () => {
    const device = await createTired();
    const codeAt = await addCodes(device);
    await elapse(device, 2 * day + 1);
    const proof = await proveAction(device, "remove-second-factor", {});
    await device.must("POST", `${pathOf(device)}/second-factor/remove`, { ...codeOnly(codeAt(0)), proof });
    expect((await alarmsOf(device)).slice(0, 1)).toEqual(["second-factor-removed"]);
    const newCodeAt = await addCodes(device);
    expect(await cancel(device, newCodeAt(0))).toBe("policy_refused second-factor");
  });
});

function codeOnly(proof: SecondFactorProof): { readonly code: string } {
  if (proof.kind !== "code") throw new TypeError("a code");
  return { code: proof.code };
}
