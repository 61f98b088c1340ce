import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { encodeSignature, signingDigest } from "@tandem/account";
import { commit, verify } from "@tandem/frost";
import type { CreateSignatureResponse } from "@tandem/protocol";
import {
  type Address,
  bytesToHex,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  hexToBytes,
  numberToHex,
  parseEther,
} from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Cosigned,
  cosign,
  createDevice,
  createOperation,
  type Device,
  finish,
  prepareSignature,
  type SignedCall,
  toWire,
} from "./support/createDevice.ts";
import { origin } from "./support/startCosigner.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

const recipient: Address = "0x00000000000000000000000000000000000000aa";
const pay = (device: Device, valueWei: bigint, nonce = 0n) =>
  createOperation(device, service.chainConfig, { calls: [{ to: recipient, value: valueWei }], nonce });

function refusal({ answer }: Pick<Cosigned, "answer">) {
  if (answer.ok) throw new Error("expected a refusal");
  const { code, rule, action, status } = answer.problem;
  expect(status).toBe(answer.status);
  expect(action.length).toBeGreaterThan(10);
  return rule === undefined ? code : `${code} ${rule}`;
}

async function rows<row extends object>(text: string, ...values: unknown[]): Promise<row[]> {
  return (await service.database.pool.query(text, values)).rows as row[];
}

/** The request as it is, at another port than its address has. @returns the status */
function sendTo(port: string, { url, method, headers, body }: SignedCall): Promise<number> {
  const { host, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = { ...headers, host, "content-length": body?.length ?? 0 };
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path: pathname, headers: sent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    outgoing.on("error", reject).end(body);
  });
}

const idOf = (device: Device) => Buffer.from(device.account.accountId.slice(2), "hex");
const nativeSpent = async (device: Device) => {
  const account = await device.must<Device["account"]>("GET", `/accounts/${device.account.accountId}`);
  return BigInt(account.spent.find(({ asset }) => asset.endsWith("slip44:60"))?.spent ?? -1);
};

describe("POST /accounts/{id}/signatures", () => {
  it("behavior: gives the share that completes a signature the chain accepts", async () => {
    const device = await service.createDevice();
    const request = pay(device, 1n);
    const signed = await cosign(device, request);
    const signature52 = signed.finish();
    const digest = hexToBytes(signingDigest(request, device.account));
    const publicKey = hexToBytes(device.account.publicKey);
    expect(verify({ publicKey, digest, signature: hexToBytes(signature52) })).toBe(true);
    expect(encodeSignature(signature52, request).length).toBe(2 + 128);
    const [decision] = await rows<{ kind: string; leaf: Buffer; salt: Buffer; entry: string }>(
      "SELECT * FROM decisions WHERE account_id = $1",
      idOf(device),
    );
    expect(decision?.kind).toBe("allow");
    expect(JSON.parse(decision!.entry)).toMatchObject({ digest: signed.answer.ok && signed.answer.value.digest });
  });

  it("behavior: signs messages and typed data under ERC-7739", async () => {
    const device = await service.createDevice();
    const message = { kind: "message", chainId: 31337, message: bytesToHex(Buffer.from("hello")) } as const;
    expect((await cosign(device, message)).finish()).toMatch(/^0x[0-9a-f]{104}$/);
    const typedData = {
      domain: { name: "App", chainId: 31337 },
      types: { Order: [{ name: "amount", type: "uint256" }] },
      primaryType: "Order",
      message: { amount: "1" },
    };
    const request = { kind: "typedData", chainId: 31337, typedData } as const;
    expect(refusal(await cosign(device, request))).toBe("policy_refused unknown-call");
    expect((await cosign(device, request, { confirmed: ["unknown-call"] })).finish()).toMatch(/^0x[0-9a-f]{104}$/);
  });

  it("S57: an identical question gets the stored answer; new commitments get a fresh nonce and no second debit", async () => {
    const device = await service.createDevice();
    const request = pay(device, parseEther("0.3"));
    const intentId = bytesToHex(randomBytes(32));
    const first = await cosign(device, request, { intentId });
    const again = await cosign(device, request, { intentId, own: first.own });
    expect(again.answer.ok && again.answer.value).toEqual(first.answer.ok && first.answer.value);

    const fresh = await cosign(device, request, { intentId });
    if (!first.answer.ok || !fresh.answer.ok) throw new Error("refused");
    expect(fresh.answer.value.commitments).not.toEqual(first.answer.value.commitments);
    expect(fresh.answer.value.share).not.toBe(first.answer.value.share);
    fresh.finish();
    expect(await nativeSpent(device)).toBe(parseEther("0.3"));
  });

  it("S57: no nonce commitment of the server ever comes twice, and hiding ≠ binding", async () => {
    const device = await service.createDevice();
    const request = pay(device, 1n);
    const intentId = bytesToHex(randomBytes(32));
    const answers = await Promise.all(Array.from({ length: 20 }, () => cosign(device, request, { intentId })));
    const seen = new Set<Hex>();
    for (const { answer } of answers) {
      // A newer request for the same operation takes over; whoever lost says so and released nothing.
      if (!answer.ok) {
        expect(refusal({ answer })).toBe("intent_conflict lock-lost");
        continue;
      }
      for (const point of [answer.value.commitments.hiding, answer.value.commitments.binding]) {
        expect(seen.has(point)).toBe(false);
        seen.add(point);
      }
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    const stored = await rows<{ hiding: Buffer }>("SELECT * FROM answers WHERE account_id = $1", idOf(device));
    expect(stored.length).toBe(seen.size / 2);
  });

  it("behavior: an identical question asked 20 times at once has one answer", async () => {
    const device = await service.createDevice();
    const request = pay(device, 1n);
    const intentId = bytesToHex(randomBytes(32));
    const { body } = await prepareSignature(device, request, { intentId });
    const path = `/accounts/${device.account.accountId}/signatures`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => device.call<CreateSignatureResponse>("POST", path, body)),
    );
    const shares = new Set(answers.flatMap((answer) => (answer.ok ? [answer.value.share] : [])));
    expect(shares.size).toBe(1);
  });

  it("behavior: another digest for the entry nonce is a conflict, unless it is the next attempt", async () => {
    const device = await service.createDevice();
    (await cosign(device, pay(device, parseEther("0.4")))).finish();
    expect(refusal(await cosign(device, pay(device, parseEther("0.6"))))).toBe("intent_conflict other-digest");
    expect(await nativeSpent(device)).toBe(parseEther("0.4"));
    // The larger amount counts, once; a smaller one costs nothing more.
    (await cosign(device, pay(device, parseEther("0.6")), { attempt: 1 })).finish();
    expect(await nativeSpent(device)).toBe(parseEther("0.6"));
    (await cosign(device, pay(device, parseEther("0.1")), { attempt: 2 })).finish();
    expect(await nativeSpent(device)).toBe(parseEther("0.6"));
    // The first one has been replaced.
    expect(refusal(await cosign(device, pay(device, parseEther("0.4"))))).toBe("intent_conflict other-digest");
  });

  it("error: an intent id is one digest's for ever", async () => {
    const device = await service.createDevice();
    const intentId = bytesToHex(randomBytes(32));
    await cosign(device, pay(device, 1n), { intentId });
    expect(refusal(await cosign(device, pay(device, 2n, 1n), { intentId }))).toBe("intent_conflict intent-id");
  });

  it("S58 S59: another key epoch, signer set or identifier is refused", async () => {
    const device = await service.createDevice();
    const change = (part: object) => ({ change: (body: object) => ({ ...body, ...part }) });
    expect(refusal(await cosign(device, pay(device, 1n), change({ keyEpoch: 2 })))).toBe("epoch_stale");
    for (const signers of [[1, 2], [2, 3], [3, 1], [1], [1, 3, 2], [0, 3], ["1", "3"]]) {
      expect(refusal(await cosign(device, pay(device, 1n), change({ signers })))).toBe("request_malformed");
    }
  });

  it("S62: the service signs its own digest only: a share for one operation completes no other", async () => {
    const device = await service.createDevice();
    const [reviewed, other] = [pay(device, 1n), pay(device, 2n)];
    const { body, own, digest } = await prepareSignature(device, reviewed);
    const swapped = { ...(body as object), request: other };
    const answer = await device.call("POST", `/accounts/${device.account.accountId}/signatures`, swapped);
    // The assertion was made for the reviewed digest, the service computes the other one.
    expect(refusal({ answer: answer as Cosigned["answer"] })).toBe("step_up_required");
    const signed = await cosign(device, reviewed, { own });
    if (!signed.answer.ok) throw new Error("refused");
    const { value } = signed.answer;
    expect(value.digest).toBe(bytesToHex(digest));
    const foreign = hexToBytes(signingDigest(other, device.account));
    const context = { keyPackage: device.keyPackage, publicKeyPackage: device.publicKeyPackage };
    const freshOwn = commit({ ...context, digest: foreign, signers: [1, 3], keyEpoch: 1 });
    expect(() => finish(context, foreign, freshOwn, value)).toThrow();
  });

  it("error: a body with a digest, or anything the schema does not know, is refused", async () => {
    const device = await service.createDevice();
    const extra = { change: (body: object) => ({ ...body, digest: `0x${"11".repeat(32)}` }) };
    expect(refusal(await cosign(device, pay(device, 1n), extra))).toBe("request_malformed");
  });

  it("error: commitments that are no points, or D = E, leave nothing behind", async () => {
    const device = await service.createDevice();
    const { commitments } = commit({
      keyPackage: device.keyPackage,
      digest: new Uint8Array(32).fill(1),
      signers: [1, 3],
      keyEpoch: 1,
    });
    const { hiding, binding } = toWire(commitments);
    const offCurve = `0x02${"ff".repeat(32)}`;
    for (const bad of [
      { hiding, binding: hiding },
      { hiding: offCurve, binding },
      { hiding, binding: `0x00${"00".repeat(32)}` },
      { hiding: `0x05${hiding.slice(4)}`, binding },
    ]) {
      const change = (body: object) => ({ ...body, commitments: bad });
      expect(refusal(await cosign(device, pay(device, 1n), { change }))).toBe("commitment_invalid");
    }
    expect(await rows("SELECT * FROM intents WHERE account_id = $1", idOf(device))).toEqual([]);
    expect(await nativeSpent(device)).toBe(0n);
    // The same payment goes through afterwards.
    (await cosign(device, pay(device, 1n))).finish();
  });

  it("error: what is not this account's operation is refused before anything is written", async () => {
    const device = await service.createDevice();
    const other = await service.createDevice();
    const chain = service.chainConfig;
    const now = Math.floor(Date.now() / 1000);
    const operation = (options: Parameters<typeof createOperation>[2]) => createOperation(device, chain, options);
    const withRequest = (request: object) => ({ change: (body: object) => ({ ...body, request }) });
    const cases: [object, string][] = [
      [{ ...operation({}), chainId: 5 }, "chain_unsupported"],
      [{ ...operation({}), entryPoint: recipient }, "chain_unsupported"],
      [operation({ overrides: { sender: other.account.address } }), "request_malformed"],
      [operation({ overrides: { factory: recipient } }), "request_malformed"],
      [operation({ overrides: { factory: `0x7702${"0".repeat(36)}` } }), "request_malformed"],
      [createOperation({ account: { ...other.account, address: device.account.address } }, chain), "request_malformed"],
      [operation({ validUntil: now + 4000 }), "request_malformed"],
      [operation({ validUntil: now - 100 }), "request_malformed"],
      [{ ...operation({}), validAfter: now - 4000 }, "request_malformed"],
      [{ ...operation({}), userOperation: { ...operation({}).userOperation, eip7702Auth: {} } }, "request_malformed"],
      [{ ...operation({}), userOperation: { ...operation({}).userOperation, signature: "0x" } }, "request_malformed"],
      [{ ...operation({}), userOperation: { ...operation({}).userOperation, nonce: "0x01" } }, "request_malformed"],
      [operation({ overrides: { paymasterData: "0x1122e325a297439656" } }), "request_malformed"],
    ];
    for (const [request, code] of cases) {
      expect(refusal(await cosign(device, pay(device, 1n), withRequest(request)))).toBe(code);
    }
    expect(await rows("SELECT * FROM intents WHERE account_id = $1", idOf(device))).toEqual([]);
  });

  it("error: another device's account, and an account that does not exist, are both unknown", async () => {
    const [device, other] = [await service.createDevice(), await service.createDevice()];
    const { body } = await prepareSignature(device, pay(device, 1n));
    for (const id of [other.account.accountId, bytesToHex(randomBytes(16)), "0x12", "nothing"]) {
      const answer = await device.call("POST", `/accounts/${id}/signatures`, body);
      expect(refusal({ answer: answer as Cosigned["answer"] })).toBe("unknown_id");
    }
  });

  it("error: an assertion for another intent, policy or set of rules is no yes", async () => {
    const device = await service.createDevice();
    const change = (part: object) => ({ change: (body: object) => ({ ...body, ...part }) });
    const attempts = [
      change({ intentId: bytesToHex(randomBytes(32)) }),
      change({ confirmed: ["no-limit"] }),
      { change: (body: object) => ({ ...body, assertion: { ...stolen } }) },
    ];
    const stranger = await service.createDevice();
    const stolen = await stranger.assert(new Uint8Array(32));
    for (const attempt of attempts) {
      expect(refusal(await cosign(device, pay(device, 1n), attempt))).toBe("step_up_required");
    }
    expect(refusal(await cosign(device, pay(device, 1n), change({ policyHash: `0x${"22".repeat(32)}` })))).toBe(
      "epoch_stale",
    );
  });
});

describe("policy of POST /accounts/{id}/signatures", () => {
  it("S65: 200 simultaneous requests against a limit for 10 sign exactly 10", async () => {
    const device = await service.createDevice();
    const prepared = await Promise.all(
      Array.from({ length: 200 }, async (_, nonce) => {
        const request = pay(device, parseEther("0.1"), BigInt(nonce) << 64n);
        return prepareSignature(device, request);
      }),
    );
    const path = `/accounts/${device.account.accountId}/signatures`;
    const answers = await Promise.all(
      prepared.map(({ body }) => device.call<CreateSignatureResponse>("POST", path, body)),
    );
    const released = answers.filter((answer) => answer.ok);
    expect(released.length).toBe(10);
    const refused = answers.filter((answer) => !answer.ok).map((answer) => refusal({ answer }));
    expect(new Set(refused)).toEqual(new Set(["policy_refused daily-limit"]));
    const [count] = await rows<{ signed: string; deny: string; spent: string }>(
      `SELECT (SELECT count(*) FROM intents WHERE account_id = $1 AND status = 'signed') AS signed,
        (SELECT count(*) FROM decisions WHERE account_id = $1 AND kind = 'deny') AS deny,
        (SELECT sum(amount) FROM spend WHERE account_id = $1 AND asset LIKE '%slip44:60') AS spent`,
      idOf(device),
    );
    expect(count).toEqual({ signed: "10", deny: "190", spent: parseEther("1").toString() });
  });

  it("S57 S65: 200 simultaneous requests over three servers sign exactly 10, each with a nonce of its own", async () => {
    const others = await Promise.all([service.startServer(), service.startServer()]);
    const urls = [service.cosigner.url, ...others.map(({ url }) => url)];
    let calls = 0;
    const device = await createDevice(() => urls[calls++ % urls.length]!, service.config);
    const prepared = await Promise.all(
      Array.from({ length: 200 }, (_, nonce) =>
        prepareSignature(device, pay(device, parseEther("0.1"), BigInt(nonce) << 64n)),
      ),
    );
    const path = `/accounts/${device.account.accountId}/signatures`;
    const answers = await Promise.all(
      prepared.map(({ body }) => device.call<CreateSignatureResponse>("POST", path, body)),
    );
    const released = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    expect(released.length).toBe(10);
    const points = released.flatMap(({ commitments }) => [commitments.hiding, commitments.binding]);
    expect(new Set(points).size).toBe(20);
    expect(await nativeSpent(device)).toBe(parseEther("1"));
    await Promise.all(others.map((server) => server.stop()));
  });

  it("S63: one signed request sent to three servers at once is answered by one of them", async () => {
    const others = await Promise.all([service.startServer(), service.startServer()]);
    const ports = [service.cosigner, ...others].map(({ url }) => new URL(url).port);
    let url = service.cosigner.url;
    const device = await createDevice(() => url, service.config);
    const { body } = await prepareSignature(device, pay(device, 1n));
    // Signed for the public address, under which every server stands.
    url = origin;
    const signed = await device.sign("POST", `/accounts/${device.account.accountId}/signatures`, body);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => sendTo(ports[index % ports.length]!, signed)),
    );
    expect(answers.filter((status) => status === 200).length).toBe(1);
    expect(new Set(answers)).toEqual(new Set([200, 409]));
    await Promise.all(others.map((server) => server.stop()));
  });

  it("behavior: tokens have their own limit, and what has none needs a confirm by name", async () => {
    const device = await service.createDevice();
    const token = service.chainConfig.tokens[0]!;
    const transfer = (to: Address, units: bigint, nonce: bigint) =>
      createOperation(device, service.chainConfig, {
        nonce,
        calls: [
          {
            to,
            data: encodeFunctionData({
              abi: erc20Abi,
              functionName: "transfer",
              args: [recipient, units * 10n ** BigInt(token.decimals)],
            }),
          },
        ],
      });
    (await cosign(device, transfer(token.address, 1000n, 0n))).finish();
    expect(refusal(await cosign(device, transfer(token.address, 1n, 1n)))).toBe("policy_refused daily-limit");
    expect(refusal(await cosign(device, transfer(recipient, 1n, 2n)))).toBe("policy_refused no-limit");
    (await cosign(device, transfer(recipient, 1n, 2n), { confirmed: ["no-limit"] })).finish();
    // A limit is never lifted by a confirm.
    const confirmed = ["no-limit", "daily-limit", "approval", "unknown-call", "administration"];
    expect(refusal(await cosign(device, transfer(token.address, 1n, 3n), { confirmed }))).toBe(
      "policy_refused daily-limit",
    );
  });

  it("behavior: an account that pays itself is debited the highest fee too", async () => {
    const device = await service.createDevice();
    const { userOperation, ...request } = pay(device, parseEther("0.9"));
    const {
      paymaster: _,
      paymasterData: __,
      paymasterVerificationGasLimit: ___,
      paymasterPostOpGasLimit: ____,
      ...own
    } = userOperation;
    const gas = 610_000n;
    const expensive = { ...own, maxFeePerGas: numberToHex(parseEther("0.2") / gas) };
    expect(refusal(await cosign(device, { ...request, userOperation: expensive }))).toBe("policy_refused daily-limit");
    const cheap = { ...own, maxFeePerGas: numberToHex(parseEther("0.05") / gas) };
    (await cosign(device, { ...request, userOperation: cheap })).finish();
    expect(await nativeSpent(device)).toBe(parseEther("0.9") + (parseEther("0.05") / gas) * gas);
  });

  it("behavior: preview says what signing will say", async () => {
    const device = await service.createDevice();
    const path = `/accounts/${device.account.accountId}/preview`;
    const preview = (value: bigint) =>
      device.must<{ decision: string; rules: { name: string }[]; digest: Hex }>("POST", path, {
        request: pay(device, value),
      });
    const allowed = await preview(parseEther("1"));
    expect(allowed).toMatchObject({
      decision: "allow",
      rules: [],
      digest: signingDigest(pay(device, parseEther("1")), device.account),
    });
    expect(await preview(parseEther("1") + 1n)).toMatchObject({ decision: "refuse", rules: [{ name: "daily-limit" }] });
    expect(await rows("SELECT * FROM intents WHERE account_id = $1", idOf(device))).toEqual([]);
  });

  it("behavior: sponsored operations draw on the budget in the co-signing transaction", async () => {
    const server = await service.startServer({ TANDEM_SPONSOR_ACCOUNT_DAILY: "3" });
    const device = await createDevice(() => server.url, service.config);
    const sign = (nonce: number) => cosign(device, pay(device, 1n, BigInt(nonce)));
    for (const nonce of [0, 1, 2]) (await sign(nonce)).finish();
    expect(refusal(await sign(3))).toBe("policy_refused sponsor-account-budget");
    await server.stop();
  });

  it("behavior: naming our paymaster without its signature draws on nothing that others share", async () => {
    const device = await service.createDevice();
    const drawn = () =>
      rows(
        "SELECT scope, sum(used)::int AS used FROM sponsor_budgets WHERE scope IN ('service', 'deployments') GROUP BY 1",
      );
    const before = await drawn();
    (await cosign(device, pay(device, 1n))).finish();
    expect(await drawn()).toEqual(before);
  });
});

describe("the gate of POST /accounts/{id}/signatures", () => {
  it("error: a frozen account signs nothing, and a stored answer stays in", async () => {
    const device = await service.createDevice();
    const request = pay(device, 1n);
    const intentId = bytesToHex(randomBytes(32));
    const first = await cosign(device, request, { intentId });
    first.finish();
    await rows("UPDATE accounts SET frozen_at = now(), version = version + 1 WHERE account_id = $1", idOf(device));
    expect(refusal(await cosign(device, request, { intentId, own: first.own }))).toBe("account_frozen");
    expect(refusal(await cosign(device, pay(device, 1n, 1n)))).toBe("account_frozen");
    await rows("UPDATE accounts SET frozen_at = NULL, version = version + 1 WHERE account_id = $1", idOf(device));
    expect((await cosign(device, request, { intentId, own: first.own })).answer.ok).toBe(true);
  });

  it("error: a revoked device gets neither a new nor a stored answer", async () => {
    const device = await service.createDevice();
    const request = pay(device, 1n);
    const intentId = bytesToHex(randomBytes(32));
    const first = await cosign(device, request, { intentId });
    await rows("UPDATE devices SET revoked_at = now() WHERE account_id = $1", idOf(device));
    await rows("UPDATE accounts SET version = version + 1 WHERE account_id = $1", idOf(device));
    expect(refusal(await cosign(device, request, { intentId, own: first.own }))).toBe("unknown_id");
    expect(refusal(await cosign(device, pay(device, 1n, 1n)))).toBe("unknown_id");
  });
});
