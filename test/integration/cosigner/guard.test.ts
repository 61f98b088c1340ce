import { createHash, randomBytes } from "node:crypto";
import type { Alarms, Waits } from "@tandem/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Device } from "./support/createDevice.ts";
import { proveAction } from "./support/proveAction.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

const day = 86_400;
const subjectOf = (text: string) => createHash("sha256").update(text).digest();
const idOf = (device: Device) => Buffer.from(device.account.accountId.slice(2), "hex");
const pathOf = (device: Device) => `/accounts/${device.account.accountId}`;

async function begin(device: Device, subject: Buffer, kind = "test-change"): Promise<string> {
  const values = [randomBytes(16), idOf(device), kind, subject, { what: "a test" }, null, day, 7 * day];
  const { rows } = await service.database.pool.query(
    "SELECT wait_id FROM request_wait($1, $2, $3, $4, $5, $6, $7, $8)",
    values,
  );
  return (rows[0] as { wait_id: Buffer }).wait_id.toString("base64url");
}
async function use(device: Device, subject: Buffer, kind = "test-change"): Promise<boolean> {
  const { rows } = await service.database.pool.query("SELECT use_wait($1, $2, $3) AS used", [
    idOf(device),
    kind,
    subject,
  ]);
  return (rows[0] as { used: boolean }).used;
}
async function elapse(device: Device, seconds: number): Promise<void> {
  await service.database.pool.query("SELECT elapse($1, $2)", [idOf(device), seconds]);
}
const waitsOf = async (device: Device) => (await device.must<Waits>("GET", `${pathOf(device)}/waits`)).waits;
const alarmsOf = async (device: Device) =>
  (await device.must<Alarms>("GET", `${pathOf(device)}/alarms`)).alarms.map(({ kind }) => kind);
const codeOf = (answer: Answer<unknown>) => (answer.ok ? "ok" : answer.problem.code);

async function cancel(device: Device, waitId: string): Promise<Answer<unknown>> {
  const proof = await proveAction(device, "cancel-wait", { waitId });
  return device.call("POST", `${pathOf(device)}/waits/${waitId}/cancel`, { proof });
}

describe("waits", () => {
  it("behavior: asked twice for the same it begins once, with one alarm; another subject is another wait", async () => {
    const device = await service.createDevice();
    const ids = await Promise.all(Array.from({ length: 8 }, () => begin(device, subjectOf("one"))));
    expect(new Set(ids).size).toBe(1);
    expect(await alarmsOf(device)).toEqual(["test-change-requested"]);
    expect(await begin(device, subjectOf("two"))).not.toBe(ids[0]);
    expect((await waitsOf(device)).map(({ kind, facts }) => ({ kind, facts }))).toEqual(
      Array.from({ length: 2 }, () => ({ kind: "test-change", facts: { what: "a test" } })),
    );
  });

  it("behavior: it is good for nothing before its time, once after it, and never again", async () => {
    const device = await service.createDevice();
    await begin(device, subjectOf("one"));
    expect(await use(device, subjectOf("one"))).toBe(false);
    await elapse(device, day - 60);
    expect(await use(device, subjectOf("one"))).toBe(false);
    await elapse(device, 61);
    expect(await use(device, subjectOf("two"))).toBe(false);
    expect(await use(device, subjectOf("one"), "other-kind")).toBe(false);
    const used = await Promise.all(Array.from({ length: 8 }, () => use(device, subjectOf("one"))));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await waitsOf(device)).toEqual([]);
    // Used up, the same may be asked for again, with its whole delay.
    await begin(device, subjectOf("one"));
    expect(await use(device, subjectOf("one"))).toBe(false);
  });

  it("behavior: unused it runs out, and a new one begins in its place", async () => {
    const device = await service.createDevice();
    const first = await begin(device, subjectOf("one"));
    await elapse(device, 8 * day + 1);
    expect(await use(device, subjectOf("one"))).toBe(false);
    expect(await waitsOf(device)).toEqual([]);
    expect(codeOf(await cancel(device, first))).toBe("unknown_id");
    expect(await begin(device, subjectOf("one"))).not.toBe(first);
  });

  it("behavior: cancelled it cannot be used, cannot be cancelled again, and everybody is told", async () => {
    const device = await service.createDevice();
    const waitId = await begin(device, subjectOf("one"));
    await elapse(device, day + 1);
    expect(codeOf(await cancel(device, waitId))).toBe("ok");
    expect(await use(device, subjectOf("one"))).toBe(false);
    expect(codeOf(await cancel(device, waitId))).toBe("unknown_id");
    expect(await alarmsOf(device)).toEqual(["test-change-cancelled", "test-change-requested"]);
  });

  it("error: a wait of another account is unknown", async () => {
    const [device, other] = [await service.createDevice(), await service.createDevice()];
    const waitId = await begin(device, subjectOf("one"));
    expect(codeOf(await cancel(other, waitId))).toBe("unknown_id");
    expect(await waitsOf(device)).toHaveLength(1);
  });
});

describe("proofs of an action", () => {
  it("behavior: a proof counts once", async () => {
    const device = await service.createDevice();
    const waitId = await begin(device, subjectOf("one"));
    const proof = await proveAction(device, "cancel-wait", { waitId });
    const path = `${pathOf(device)}/waits/${waitId}/cancel`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => device.call("POST", path, { proof })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.problem.code).toBe("step_up_required");
    // The same yes does not serve the wait that comes after.
    await begin(device, subjectOf("one"));
    expect(codeOf(await device.call("POST", path, { proof }))).toBe("step_up_required");
  });

  it("error: the proof of another action, body, account or passkey is refused and stops nothing", async () => {
    const [device, other] = [await service.createDevice(), await service.createDevice()];
    const waitId = await begin(device, subjectOf("one"));
    const path = `${pathOf(device)}/waits/${waitId}/cancel`;
    const proofs = [
      await proveAction(device, "freeze", { waitId }),
      await proveAction(device, "cancel-wait", { waitId: "another" }),
      await proveAction(device, "cancel-wait", {}),
      await proveAction(device, "cancel-wait", { waitId }, other.account.accountId),
      await proveAction(other, "cancel-wait", { waitId }, device.account.accountId),
    ];
    for (const proof of proofs) {
      expect(codeOf(await device.call("POST", path, { proof }))).toBe("step_up_required");
    }
    const good = await proveAction(device, "cancel-wait", { waitId });
    const renamed = { ...good, intentId: proofs[0]?.intentId };
    expect(codeOf(await device.call("POST", path, { proof: renamed }))).toBe("step_up_required");
    expect(await waitsOf(device)).toHaveLength(1);
    expect(codeOf(await device.call("POST", path, { proof: good }))).toBe("ok");
  });

  it("behavior: alarms are marked as seen up to the one named", async () => {
    const device = await service.createDevice();
    await begin(device, subjectOf("one"));
    await begin(device, subjectOf("two"));
    const { alarms } = await device.must<Alarms>("GET", `${pathOf(device)}/alarms`);
    await device.must("POST", `${pathOf(device)}/alarms/seen`, { lastAlarmId: alarms[1]?.alarmId });
    const seen = (await device.must<Alarms>("GET", `${pathOf(device)}/alarms`)).alarms;
    expect(seen.map(({ seenAt }) => seenAt !== undefined)).toEqual([false, true]);
  });
});
