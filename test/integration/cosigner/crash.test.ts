import { randomBytes } from "node:crypto";
import { type Address, bytesToHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosign, createDevice, createOperation, type Device } from "./support/createDevice.ts";
import type { CosignerProcess } from "./support/startCosigner.ts";
import { startService, type TestService } from "./support/startService.ts";

/** Each is the same act on a new server, and costs a start of one. */
const rounds = Number(process.env.TANDEM_CRASH_ROUNDS ?? 25);
const amountWei = 1000n;
const environment = { TANDEM_SPONSOR_ACCOUNT_DAILY: "100000" };
const recipient: Address = "0x00000000000000000000000000000000000000aa";

let service: TestService;

beforeAll(async () => {
  service = await startService({ environment });
});
afterAll(() => service?.stop());

type Row = {
  status: string;
  attempts: number;
  charged: string[];
  answers: number;
  spent: string;
  decisions: string[];
};

/** Everything the database holds of one intent and of the account's spending. */
async function readRow(device: Device, intentId: string): Promise<Row> {
  const { rows } = await service.database.pool.query<Row>(
    `SELECT status, charged::text[] AS charged,
      (SELECT count(*)::int FROM intents n WHERE n.account_id = i.account_id AND n.slot = i.slot) AS attempts,
      (SELECT count(*)::int FROM answers a WHERE a.account_id = i.account_id AND a.intent_id = i.intent_id) AS answers,
      (SELECT sum(amount)::text FROM spend s WHERE s.account_id = i.account_id) AS spent,
      (SELECT coalesce(array_agg(kind ORDER BY decision_id), '{}') FROM decisions d
        WHERE d.account_id = i.account_id AND d.entry::jsonb ->> 'digest' = '0x' || encode(i.digest, 'hex')) AS decisions
    FROM intents i WHERE account_id = $1 AND intent_id = $2`,
    [Buffer.from(device.account.accountId.slice(2), "hex"), Buffer.from(intentId.slice(2), "hex")],
  );
  return rows[0]!;
}

describe("S66: kill −9", () => {
  it.each(["after-reserve", "inside-release"] as const)(
    "S66: %s loses and doubles nothing",
    async (point) => {
      let url = service.cosigner.url;
      const device = await createDevice(() => url, service.config);
      // Victims start while others die.
      const victims: Promise<CosignerProcess>[] = [service.startServer(), service.startServer()];
      const released = new Set<string>();
      for (let round = 0; round < rounds; round++) {
        const victim = await victims.shift()!;
        if (round + victims.length + 1 < rounds) victims.push(service.startServer());
        await victim.pause(point, 1);

        const nonce = BigInt(round) << 64n;
        const request = createOperation(device, service.chainConfig, {
          calls: [{ to: recipient, value: amountWei }],
          nonce,
        });
        const intentId = bytesToHex(randomBytes(32));
        url = victim.url;
        const lost = cosign(device, request, { intentId }).then(
          ({ answer }) => JSON.stringify(answer),
          () => "cut off",
        );
        expect(await Promise.race([lost, victim.waitForPause().then(() => "paused")])).toBe("paused");
        await victim.kill();
        expect(await lost).toBe("cut off");

        const spent = (amountWei * BigInt(round + 1)).toString();
        const reserved = { attempts: 1, charged: [amountWei.toString()], spent };
        const after = await readRow(device, intentId);
        expect(after).toEqual({ ...reserved, status: "reserved", answers: 0, decisions: ["allow"] });

        // Another server takes over; the device asks with new commitments.
        url = service.cosigner.url;
        const retried = await cosign(device, request, { intentId });
        retried.finish();
        if (retried.answer.ok) released.add(retried.answer.value.commitments.hiding);
        const done = await readRow(device, intentId);
        expect(done).toEqual({ ...reserved, status: "signed", answers: 1, decisions: ["allow", "allow"] });
      }
      expect(released.size).toBe(rounds);
    },
    600_000,
  );
});
