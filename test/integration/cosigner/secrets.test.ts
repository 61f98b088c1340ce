import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createMemoryStorage, openKit } from "@tandem/client";
import { commit } from "@tandem/frost";
import { Secret as OtpSecret, TOTP } from "otpauth";
import { type Address, bytesToHex, hexToBytes, parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../../packages/client/testing/openDevice.ts";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
import { dumpStorage } from "../../support/createTestDevice.ts";
import { recomputeNonces } from "../../support/recomputeNonces.ts";
import { type Cosigned, cosign, createOperation, type Device, prepareSignature } from "./support/createDevice.ts";
import { createWallet } from "./support/createWallet.ts";
import { origin } from "./support/startCosigner.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
let receiver: Server;
/** What the service has sent as traces. */
const traces: string[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    traces.push(Buffer.concat(chunks).toString());
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  service = await startService({ environment: { LOG_LEVEL: "trace", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
});
afterAll(async () => {
  await service?.stop();
  receiver?.close();
});

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
    // As apps for codes take a secret.
    new OtpSecret({ buffer: Uint8Array.from(bytes).buffer }).base32,
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

type Life = {
  /** Request bodies, answers and, at the end, what the device has stored. */
  readonly texts: readonly string[];
  readonly secrets: readonly Secret[];
};

/** Everything else in an account's life that both sides hold a secret for: kit, renewal, second factor, a new key. */
async function liveThrough(): Promise<Life> {
  const texts: string[] = [];
  const storage = createMemoryStorage();
  const authenticator = createSoftwareAuthenticator({ origin });
  const parameters = {
    getUrl: () => service.cosigner.url,
    rpcUrl: service.chain.rpcUrl,
    onRequest: (path: string, init: RequestInit | undefined) => void texts.push(`${path} ${init?.body ?? ""}`),
    async onResponse(path: string, response: Response) {
      // The one answer that is the secret: it goes to its owner.
      if (!path.endsWith("/second-factor")) texts.push(await response.clone().text());
      return response;
    },
  };
  const { client } = createWallet(parameters, storage, authenticator);
  const { accountId } = await client.createAccount({ name: "Ada" });
  const made = await client.makeKit({ accountId });
  await client.testKit({ accountId, ...made });
  await client.refreshShares({ accountId });
  const { secret } = await client.addSecondFactor({ accountId });
  await client.confirmSecondFactor({ accountId, code: new TOTP({ secret }).generate() });
  await client.requestRotation({ accountId });
  const body = JSON.stringify({ accountId, seconds: 24 * 3600 + 1 });
  await fetch(`${service.cosigner.url}/v1/test/elapse`, { method: "POST", body });
  await client.rotateKey({ accountId });
  const { keyPackage, close } = await openKit(made);
  const share = { name: "kit share", hex: bytesToHex(keyPackage.signingShare) };
  close();
  const prf = Buffer.from(authenticator.prfOutputs[0] ?? "", "hex");
  const device = await openDevice({ storage, accountId, prf });
  return {
    texts: [...texts, await dumpStorage(storage)],
    secrets: [
      share,
      { name: "PRF output", hex: bytesToHex(prf) },
      { name: "data key", hex: bytesToHex(device.dataKey) },
      { name: "device share", hex: bytesToHex(device.signingShare) },
    ],
  };
}

/** One payment whose device notes what its generator gave: the nonces that both sides signed it with. */
async function payNoting(device: Device, nonce: bigint) {
  const drawn: Uint8Array[] = [];
  const request = createOperation(device, service.chainConfig, {
    nonce,
    calls: [{ to: "0x00000000000000000000000000000000000000aa" as Address, value: 1n }],
  });
  const { digest } = await prepareSignature(device, request);
  const { keyPackage } = device;
  const context = { digest, signers: [1, 3], keyEpoch: device.account.keyEpoch } as const;
  const own = commit({
    keyPackage,
    ...context,
    rng(length) {
      const bytes = Uint8Array.from(randomBytes(length));
      drawn.push(bytes.slice());
      return bytes;
    },
  });
  const cosigned = await cosign(device, request, { own });
  const { signingShare, publicKey } = keyPackage;
  const { commitments } = own;
  const ofDevice = recomputeNonces({ commitments, identifier: 3, signingShare, publicKey, ...context, drawn });
  return { ...cosigned, context, ofDevice };
}

/** The service's nonces of a payment, from the randomness and the shares that it held. */
function recomputeServerNonces(
  { keyPackage: { publicKey } }: Device,
  { answer, own, context }: Pick<Cosigned, "answer" | "own"> & Pick<Awaited<ReturnType<typeof payNoting>>, "context">,
  held: readonly Secret[],
) {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  const { hiding, binding } = answer.value.commitments;
  const commitments = { hiding: hexToBytes(hiding), binding: hexToBytes(binding) };
  const bytesOf = (wanted: string) =>
    held.filter(({ name }) => name === wanted).map(({ hex }) => hexToBytes(hex as `0x${string}`));
  const drawn = bytesOf("nonce randomness");
  for (const signingShare of bytesOf("server share")) {
    const signer = { commitments, identifier: 1, signingShare, publicKey, ...context } as const;
    try {
      return recomputeNonces({ ...signer, peerCommitments: own.commitments, drawn });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // another account's share
    }
  }
  throw new RangeError("no share that the service has held gives its commitments");
}

describe("secrets of the service", () => {
  it("S71: stand in no log, error, metric, answer or table; planted once, the scan finds it", async () => {
    const { url } = service.cosigner;
    const device = await service.createDevice();
    const life = await liveThrough();
    const answers: unknown[] = [];
    const pay = (nonce: bigint, value: bigint) =>
      createOperation(device, service.chainConfig, {
        nonce,
        calls: [{ to: "0x00000000000000000000000000000000000000aa" as Address, value }],
      });
    for (let nonce = 0n; nonce < 3n; nonce++) answers.push((await cosign(device, pay(nonce, 1n))).answer);
    const noted = await payNoting(device, 3n);
    answers.push(noted.answer, noted.body);
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
    const nonces = [
      ...noted.ofDevice.map(({ name, bytes }) => ({ name: `device's ${name}`, hex: bytesToHex(bytes) })),
      ...recomputeServerNonces(device, noted, secrets).map(({ name, bytes }) => ({
        name: `server's ${name}`,
        hex: bytesToHex(bytes),
      })),
    ];
    const all = [
      ...secrets,
      ...life.secrets,
      ...nonces,
      { name: "device share", hex: bytesToHex(device.keyPackage.signingShare) },
    ];
    expect(new Set(all.map(({ name }) => name))).toEqual(
      new Set([
        ...["kek.v1", "identity.v1", "time.v1", "hpke.v1", "log.v1", "paymaster.v1", "relay.v1", "webpush.v1"],
        ...["dkg seed", "server share", "nonce randomness", "device share", "kit share", "PRF output", "data key"],
        ...["device's hiding nonce", "device's binding nonce", "server's hiding nonce", "server's binding nonce"],
        ...["enrolment part", "enrolment sum", "refresh seed", "second factor"],
      ]),
    );
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const collect = async () =>
      [
        readFileSync(service.cosigner.logFile, "utf8"),
        service.cosigner.output(),
        metrics,
        JSON.stringify(answers),
        ...life.texts,
        traces.join("\n"),
        await dumpDatabase(),
      ].join("\n");
    // Spans are sent in batches.
    await expect.poll(() => traces.join(""), { timeout: 30_000 }).toContain("/rotations/{rotationId}/sign");
    const clean = await collect();
    expect(clean).toContain("internal error");
    expect(clean.length).toBeGreaterThan(10_000);
    expect(findLeaks(clean, all)).toEqual([]);

    await fetch(`${url}/v1/test/leak`, { method: "POST" });
    await expect.poll(async () => findLeaks(await collect(), all), { timeout: 30_000 }).toEqual(["server share"]);
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
