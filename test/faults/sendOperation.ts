import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { encodeSignature, hashUserOperation, parseUserOperation } from "@tandem/account";
import type { commit } from "@tandem/frost";
import type { CreateSignatureResponse, Problem, UserOperation } from "@tandem/protocol";
import { type Address, bytesToHex, type Hex, numberToHex } from "viem";
import { formatUserOperationRequest } from "viem/account-abstraction";
import {
  createOperation,
  type Device,
  finish,
  prepareSignature,
} from "../integration/cosigner/support/createDevice.ts";
import type { Chaos } from "./createChaos.ts";
import type { Random } from "./createRandom.ts";
import { callBundler, type World } from "./startWorld.ts";

export type Settlement = "settled" | "failed" | "replaced" | "none";

/** One payment as the device means it, and what came of it. */
export type Payment = {
  readonly device: Device;
  readonly intentId: Hex;
  readonly chainId: number;
  readonly entryNonce: bigint;
  readonly attempt: number;
  readonly amountWei: bigint;
  outcome: "released" | "daily-limit" | "conflict" | "given up";
  digest: Hex | undefined;
  /** Of a released payment; empty where a recorder stands in for the signer. */
  signature52: Hex;
  /** Database crashes before the last answer came. */
  crashes: number;
  settlement: Settlement;
};

type Request = ReturnType<typeof createOperation>;
type Own = ReturnType<typeof commit>;
type Body = Awaited<ReturnType<typeof prepareSignature>>;

export type Sender = {
  readonly world: World;
  readonly chaos: Chaos;
  readonly random: Random;
  /** A payment is 1 to 40 of it. */
  readonly unitWei: bigint;
  /** Nonce commitments for runs that make no signature. */
  readonly commitments: readonly Own["commitments"][];
  readonly violations: string[];
};

const recipient: Address = "0x00000000000000000000000000000000000000aa";
let entryNonces = 0n;

/** A payment from its first request to what the chain says of it. */
export async function sendPayment(sender: Sender, device: Device, isReal: boolean): Promise<readonly Payment[]> {
  const { world, random, unitWei } = sender;
  const entryNonce = ++entryNonces << 64n;
  const config = isReal ? world.chainConfigs.real : world.chainConfigs.scripted;
  const amountWei = isReal ? 0n : BigInt(1 + random.int(40)) * unitWei;
  const chainTime = isReal ? Number((await world.chain.client.getBlock()).timestamp) : world.scripted.timeSeconds();
  const draft = createOperation(device, config, {
    calls: [{ to: recipient, value: amountWei }],
    nonce: entryNonce,
    validUntil: chainTime + 300,
  });
  const request = isReal ? await sponsor(sender, device, draft) : draft;
  if (!request) return [];
  const payment = createPayment(device, request, entryNonce, amountWei, 0);
  const body = await cosignUntilDecided(sender, payment, request);
  const payments = [payment];
  if (isReal) {
    await bundle(sender, payment, request);
    return payments;
  }
  if (payment.outcome === "released" && body) await askAgain(sender, payment, request, body);
  if (payment.outcome === "released" && random.isChance(0.06)) {
    payments.push(await replace(sender, payment, request));
  }
  const last = payments.findLast(({ outcome }) => outcome === "released");
  if (last) settle(sender, payments, last, request);
  if (last && last.settlement !== "none" && random.isChance(0.05)) {
    payments.push(await attemptAfterEnd(sender, last, payments.length));
  }
  return payments;
}

/**
 * A further attempt at an entry nonce that the chain has used or is about to use, valid for moments: before the service
 * has read the chain it is signed and void, afterwards refused; what was spent stays counted.
 */
async function attemptAfterEnd(sender: Sender, last: Payment, attempt: number): Promise<Payment> {
  await wait(sender.random.int(4_000));
  const other = createOperation(last.device, sender.world.chainConfigs.scripted, {
    nonce: last.entryNonce,
    validUntil: sender.world.scripted.timeSeconds() + 10,
  });
  const payment = createPayment(last.device, other, last.entryNonce, 0n, attempt);
  await cosignUntilDecided(sender, payment, other);
  payment.settlement = "replaced";
  return payment;
}

function createPayment(
  device: Device,
  request: Request,
  entryNonce: bigint,
  amountWei: bigint,
  attempt: number,
): Payment {
  return {
    device,
    intentId: bytesToHex(randomBytes(32)),
    chainId: request.chainId,
    entryNonce,
    attempt,
    amountWei,
    outcome: "given up",
    digest: undefined,
    signature52: "0x",
    crashes: 0,
    settlement: "none",
  };
}

/** The same entry nonce, another amount, as the next attempt. */
async function replace(sender: Sender, first: Payment, request: Request): Promise<Payment> {
  const amountWei = BigInt(1 + sender.random.int(40)) * sender.unitWei + 1n;
  const other = createOperation(first.device, sender.world.chainConfigs.scripted, {
    calls: [{ to: recipient, value: amountWei }],
    nonce: first.entryNonce,
    validUntil: request.validUntil,
  });
  const payment = createPayment(first.device, other, first.entryNonce, amountWei, 1);
  await cosignUntilDecided(sender, payment, other);
  return payment;
}

/** Asks until there is a yes or a no, as the wallet does: new request nonce and new commitments each time. */
async function cosignUntilDecided(sender: Sender, payment: Payment, request: Request): Promise<Body | undefined> {
  const until = Date.now() + 90_000;
  while (Date.now() < until) {
    const body = await prepareBody(sender, payment, request);
    const answer = await post(sender, payment, body.body);
    if (answer === undefined) {
      await wait(30 + Math.random() * 200);
      continue;
    }
    if (answer.ok) {
      accept(sender, payment, body, answer.value);
      return body;
    }
    const { code, rule } = answer.problem;
    if (code === "policy_refused" && rule === "daily-limit") {
      payment.outcome = "daily-limit";
      return undefined;
    }
    if (code === "intent_conflict" && rule !== "lock-lost") {
      payment.outcome = "conflict";
      return undefined;
    }
    // On a slow machine the retries outlast an operation that is valid for moments.
    if (code === "request_malformed" && sender.world.scripted.timeSeconds() >= request.validUntil) return undefined;
    if (!["nonce_reused", "intent_conflict", "upstream_unavailable", "internal"].includes(code)) {
      sender.violations.push(`unexpected answer ${code} ${rule ?? ""}: ${answer.problem.detail}`);
      return undefined;
    }
    await wait(20 + Math.random() * 150);
  }
  sender.violations.push(`no decision after 90 s for intent ${payment.intentId}`);
  return undefined;
}

async function prepareBody({ world, random, commitments }: Sender, payment: Payment, request: Request): Promise<Body> {
  const { device, intentId, attempt } = payment;
  if (world.kind === "real") return prepareSignature(device, request, { intentId, attempt });
  const [hiding, binding] = [random.pick(commitments).hiding, random.pick(commitments).binding];
  const own = { commitments: { hiding, binding } } as Own; // no signature is made of it
  return prepareSignature(device, request, { intentId, attempt, own });
}

/** The device's half. A share that does not complete a signature is a violation. */
function accept({ world, violations }: Sender, payment: Payment, body: Body, answer: CreateSignatureResponse): void {
  payment.outcome = "released";
  payment.digest = answer.digest;
  payment.crashes = world.crashes;
  if (answer.digest !== bytesToHex(body.digest)) violations.push(`another digest for intent ${payment.intentId}`);
  if (world.kind === "recorder") return;
  try {
    payment.signature52 = finish(payment.device, body.digest, body.own, answer);
  } catch (error) {
    violations.push(`share does not sign for intent ${payment.intentId}: ${String(error)}`);
  }
}

/** The identical question gets the stored answer; one with new commitments a fresh nonce. */
async function askAgain(sender: Sender, payment: Payment, request: Request, { body }: Body): Promise<void> {
  const { random, world, violations } = sender;
  const chance = random.next();
  if (chance < 0.1) {
    const { crashes } = payment;
    const [first, second] = [await post(sender, payment, body), await post(sender, payment, body)];
    // A crash of the database may take back an answer of its last moments, never the reservation.
    if (first?.ok && second?.ok && crashes === world.crashes && first.value.share !== second.value.share) {
      violations.push(`two answers to one question for intent ${payment.intentId}`);
    }
  } else if (chance < 0.2) await cosignUntilDecided(sender, payment, request);
}

function settle({ world, random }: Sender, payments: readonly Payment[], last: Payment, request: Request): void {
  const chance = random.next();
  const settlement: Settlement =
    chance < 0.55 ? "settled" : chance < 0.7 ? "failed" : chance < 0.75 ? "replaced" : "none";
  // What freed its nonce without a word is found out by asking, later than this slice ends.
  if (chance > 0.95) world.scripted.use(request.userOperation.sender, last.entryNonce);
  if (settlement === "none" || last.digest === undefined) return;
  const executed = payments.length > 1 && last.attempt === 1 ? toOperation(world, last, request) : request;
  const { paymaster, sender } = request.userOperation;
  world.scripted.settle({
    userOpHash: settlement === "replaced" ? bytesToHex(randomBytes(32)) : hashUserOperation(executed),
    sender,
    paymaster: paymaster ?? recipient,
    nonce: last.entryNonce,
    success: settlement === "settled",
  });
  for (const payment of payments) payment.settlement = payment === last ? settlement : "replaced";
}

function toOperation(world: World, payment: Payment, request: Request): Request {
  return createOperation(payment.device, world.chainConfigs.scripted, {
    calls: [{ to: recipient, value: payment.amountWei }],
    nonce: payment.entryNonce,
    validUntil: request.validUntil,
  });
}

type Answer =
  | { readonly ok: true; readonly value: CreateSignatureResponse }
  | { readonly ok: false; readonly problem: Problem };

/** One signed request through the proxy; undefined when no whole answer came back. */
async function post(sender: Sender, { device }: Payment, body: unknown): Promise<Answer | undefined> {
  const { chaos, random } = sender;
  const path = `/accounts/${device.account.accountId}/signatures`;
  let nowSeconds = Math.floor(Date.now() / 1000);
  if (random.isChance(0.02)) {
    nowSeconds += random.pick([-4000, -30, 30, 4000]);
    chaos.count("device clock off");
  }
  for (let attempt = 0; attempt < 3; attempt++) {
    const answer = await send<CreateSignatureResponse>(sender, await device.sign("POST", path, body, { nowSeconds }));
    if (!answer || answer.ok || answer.problem.code !== "clock_skew") return answer;
    const { time } = answer.problem;
    // As the wallet heals: by the time the service signed.
    nowSeconds = time ? Math.floor(time.nowMs / 1000) : Math.floor(Date.now() / 1000);
  }
  return undefined;
}

function send<value>(
  { world }: Sender,
  signed: Awaited<ReturnType<Device["sign"]>>,
): Promise<{ ok: true; value: value } | { ok: false; problem: Problem } | undefined> {
  const url = new URL(signed.url);
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        host: "127.0.0.1",
        port: world.proxyPort,
        method: signed.method,
        path: url.pathname + url.search,
        headers: { ...signed.headers, host: url.host, "content-length": signed.body?.length ?? 0 },
        agent: false,
        timeout: 25_000,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", () => resolve(undefined));
        response.on("close", () => {
          if (!response.complete) return resolve(undefined);
          const text = Buffer.concat(chunks).toString("utf8");
          const ok = response.statusCode === 200;
          try {
            resolve(ok ? { ok, value: JSON.parse(text) as value } : { ok, problem: JSON.parse(text) as Problem });
          } catch {
            resolve(undefined);
          }
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end(signed.body);
  });
}

/** ERC-7677 through the proxies, as the wallet asks. */
async function sponsor(sender: Sender, device: Device, draft: Request): Promise<Request | undefined> {
  const { paymasterData: _, paymaster: __, ...plain } = draft.userOperation;
  const code = await sender.world.chain.client.getCode({ address: device.account.address });
  const { factory: ___, factoryData: ____, ...deployed } = plain;
  const operation = code === undefined ? plain : deployed;
  const ask = async (method: string, extra: object) => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const params = [{ ...operation, ...extra }, draft.entryPoint, numberToHex(draft.chainId), {}];
      const body = { jsonrpc: "2.0", id: 1, method, params };
      const answer = await send<{ result?: object }>(
        sender,
        await device.sign("POST", `/paymaster/${draft.chainId}`, body),
      );
      if (answer?.ok && answer.value.result) return answer.value.result as Record<string, unknown>;
      await wait(200);
    }
    return undefined;
  };
  const stub = await ask("pm_getPaymasterStubData", {});
  if (!stub) return undefined;
  const { sponsor: _s, isFinal: _f, paymaster: _p, paymasterData: _d, ...gas } = stub;
  const data = await ask("pm_getPaymasterData", gas);
  if (!data) return undefined;
  const { sponsor: _s2, isFinal: _f2, ...fields } = { ...stub, ...data };
  return { ...draft, userOperation: { ...operation, ...fields } as UserOperation };
}

/** Through the bundler to the chain, until it is in a block. */
async function bundle(sender: Sender, payment: Payment, request: Request): Promise<void> {
  const { world, violations } = sender;
  if (world.kind === "recorder" || payment.outcome !== "released") return;
  const operation = formatUserOperationRequest({
    ...parseUserOperation(request.userOperation),
    signature: encodeSignature(payment.signature52, request),
  });
  try {
    const hash = await callBundler(world.bundlerUrl, "eth_sendUserOperation", [operation, request.entryPoint]);
    for (let attempt = 0; attempt < 100; attempt++) {
      const receipt = await callBundler(world.bundlerUrl, "eth_getUserOperationReceipt", [hash]);
      if (receipt) {
        payment.settlement = (receipt as { success: boolean }).success ? "settled" : "failed";
        return;
      }
      await wait(100);
    }
    violations.push(`the bundler does not confirm ${String(hash)}`);
  } catch (error) {
    violations.push(`the bundler refuses a signed operation: ${String(error)}`);
  }
}
