import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Address, bytesToHex, parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosign, createOperation } from "./support/createDevice.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;

beforeAll(async () => {
  service = await startService({ environment: { LOG_LEVEL: "trace" } });
});
afterAll(() => service?.stop());

type Secret = { readonly name: string; readonly hex: string };

/** Every spelling in which a secret of these bytes could have been written down. */
function spellings({ hex }: Secret): readonly string[] {
  const bytes = Buffer.from(hex.slice(2), "hex");
  const base64 = bytes.toString("base64");
  return [
    bytes.toString("hex"),
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
    BigInt(hex).toString(),
    [...bytes].join(","),
    encodeURIComponent(base64).replace(/(%3D)+$/, ""),
  ];
}

function findLeaks(text: string, secrets: readonly Secret[]): readonly string[] {
  const lowercase = text.toLowerCase();
  return secrets.flatMap((secret) => {
    const [hex = "", ...others] = spellings(secret);
    const isLeaked = lowercase.includes(hex) || others.some((spelling) => text.includes(spelling));
    return isLeaked ? [secret.name] : [];
  });
}

/** Every value of every table, bytes as hex. */
async function dumpDatabase(): Promise<string> {
  const { pool } = service.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
  );
  const parts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
      return rows.map(({ line }) => line).join("\n");
    }),
  );
  return parts.join("\n");
}

describe("secrets of the service", () => {
  it("S71: stand in no log, error, metric, answer or table; planted once, the scan finds it", async () => {
    const { url } = service.cosigner;
    const device = await service.createDevice();
    const answers: unknown[] = [];
    const pay = (nonce: bigint, value: bigint) =>
      createOperation(device, service.chainConfig, {
        nonce,
        calls: [{ to: "0x00000000000000000000000000000000000000aa" as Address, value }],
      });
    for (let nonce = 0n; nonce < 3n; nonce++) answers.push((await cosign(device, pay(nonce, 1n))).answer);
    // Failures of every kind, which log more than successes do.
    answers.push((await cosign(device, pay(9n, parseEther("2")))).answer);
    answers.push((await cosign(device, pay(9n, 1n), { change: (body) => ({ ...body, keyEpoch: 7 }) })).answer);
    answers.push((await cosign(device, pay(9n, 1n), { change: () => ({ nothing: true }) })).answer);
    const { pool } = service.database;
    const id = Buffer.from(device.account.accountId.slice(2), "hex");
    // A share that does not open any more: the error path closest to the secret.
    await pool.query("UPDATE server_shares SET sealed = $2 WHERE account_id = $1", [id, randomBytes(95)]);
    await pool.query("UPDATE accounts SET version = version + 1 WHERE account_id = $1", [id]);
    const broken = await cosign(device, pay(10n, 1n));
    expect(broken.answer.ok ? "" : broken.answer.problem.code).toBe("internal");
    answers.push(broken.answer);

    const { secrets } = (await (await fetch(`${url}/v1/test/secrets`)).json()) as { secrets: Secret[] };
    const all = [...secrets, { name: "device share", hex: bytesToHex(device.keyPackage.signingShare) }];
    expect(new Set(all.map(({ name }) => name))).toEqual(
      new Set([
        ...["kek.v1", "identity.v1", "time.v1", "hpke.v1", "log.v1", "paymaster.v1", "relay.v1", "webpush.v1"],
        ...["dkg seed", "server share", "nonce randomness", "device share"],
      ]),
    );
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const collect = async () =>
      [
        readFileSync(service.cosigner.logFile, "utf8"),
        service.cosigner.output(),
        metrics,
        JSON.stringify(answers),
        await dumpDatabase(),
      ].join("\n");
    const clean = await collect();
    expect(clean).toContain("internal error");
    expect(clean.length).toBeGreaterThan(10_000);
    expect(findLeaks(clean, all)).toEqual([]);

    await fetch(`${url}/v1/test/leak`, { method: "POST" });
    await expect.poll(async () => findLeaks(await collect(), all)).toEqual(["server share"]);
  });

  it("S71: the process shows no secret in its command line or environment", () => {
    const { pid } = service.cosigner;
    const text = execFileSync("cat", [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`], { encoding: "latin1" });
    const keys = ["kek", "identity", "hpke", "paymaster"].map((name) => ({
      name,
      hex: (JSON.parse(readFileSync(`${service.directory}/keys/${name}.v1.json`, "utf8")) as { secret: string }).secret,
    }));
    expect(findLeaks(text, keys)).toEqual([]);
  });
});
