import { randomBytes } from "node:crypto";
import { toGuardianConfig } from "@tandem/account";
import { dkgRound1, hashDkgPackage, hashRefreshPackage, refreshRound1 } from "@tandem/frost";
import { createHpkeKeyPair } from "@tandem/protocol";
import fc from "fast-check";
import { bytesToHex, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arbitraryOf, type OpenApiDocument } from "../../support/openApi.ts";
import {
  bodySchema,
  type Endpoint,
  isSigned,
  listEndpoints,
  readRefusal,
  request,
  spoil,
  wrongValues,
} from "./support/badInput.ts";
import { cosign, createRequestSigner, type Device, type RequestSigner } from "./support/createDevice.ts";
import { proveAction } from "./support/proveAction.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
let device: Device;
let kit: RequestSigner;
let restored: RequestSigner;
let paired: RequestSigner;
/** What is there, by the names of path parameters and of members of bodies. */
let real: Readonly<Record<string, string | number>>;
let endpoints: readonly Endpoint[];

beforeAll(async () => {
  service = await startService({ fsync: false });
  device = await service.createDevice();
  real = await makeEverything();
  const document = (await (await fetch(`${service.cosigner.url}/v1/openapi.json`)).json()) as OpenApiDocument;
  endpoints = listEndpoints(document, (path) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => nameOf(path, name)));
}, 60_000);
afterAll(() => service?.stop());

/** A session of a renewal is another one than that of a new key. */
function nameOf(path: string, name: string): string {
  if (name === "sessionId") return String(real[path.includes("/refresh/") ? "refreshSession" : "dkgSession"]);
  return String(real[name] ?? "1".repeat(22));
}

const pathOf = () => `/accounts/${device.account.accountId}`;
const idOf = () => Buffer.from(device.account.accountId.slice(2), "hex");

/** One of everything that a path can name, so that what comes behind the look-up meets what is wrong. */
async function makeEverything(): Promise<Record<string, string | number>> {
  const { accountId, address, keyEpoch, policyHash } = device.account;
  const { pool } = service.database;
  const path = pathOf();
  const hpkeKey = bytesToHex((await createHpkeKeyPair()).publicKey);

  const { inviteId } = await device.must<{ inviteId: string }>("POST", `${path}/guardian-invites`, { name: "Grace" });

  const guardians = [1, 2, 3].map(() => ({
    signer: privateKeyToAccount(generatePrivateKey()).address.toLowerCase() as Hex,
    salt: bytesToHex(randomBytes(32)),
  }));
  const config = toGuardianConfig({ guardians, threshold: 2 });
  const first = { kind: "firstGuardians", chainId: service.chainConfig.chainId, config } as const;
  const signed = await cosign(device, first as never, { confirmed: ["administration"] });
  await device.must("PUT", `${path}/guardians`, { config, ownerSignature: signed.finish() });

  paired = createRequestSigner(() => service.cosigner.url);
  const { pairingId } = await paired.must<{ pairingId: Hex }>("POST", "/pairings", { hpkeKey, deviceName: "Phone" });

  kit = createRequestSigner(() => service.cosigner.url);
  await pool.query(
    `INSERT INTO kits (account_id, key_id, hpke_key, public_key, key_epoch, made_by, checked_at)
     SELECT account_id, $2, $3, public_key, key_epoch, $4, now() FROM accounts WHERE account_id = $1`,
    [idOf(), ...[kit.keyId, hpkeKey, device.keyId].map((hex) => Buffer.from(hex.slice(2), "hex"))],
  );
  await pool.query("UPDATE accounts SET version = version + 1 WHERE account_id = $1", [idOf()]);
  restored = createRequestSigner(() => service.cosigner.url);
  await kit.must("POST", `${path}/kit/restore`, { keyId: restored.keyId, deviceName: "Back" });

  const round1 = refreshRound1({ identifier: 3 });
  const refresh = { keyEpoch, packageHash: bytesToHex(hashRefreshPackage(round1.package)), hpkeKey };
  const { sessionId: refreshSession } = await device.must<{ sessionId: Hex }>("POST", `${path}/refresh`, {
    ...refresh,
    proof: await proveAction(device, "refresh-shares", refresh),
  });

  const ask = async () =>
    device.must<{ waitId: string }>("POST", `${path}/rotations/request`, {
      proof: await proveAction(device, "request-rotation", {}),
    });
  await ask();
  await pool.query("UPDATE waits SET ready_at = now() - interval '1 second' WHERE account_id = $1", [idOf()]);
  const { rotationId } = await device.must<{ rotationId: Hex }>("POST", `${path}/rotations`, {});
  const { sessionId: dkgSession } = await device.must<{ sessionId: Hex }>(
    "POST",
    `${path}/rotations/${rotationId}/dkg`,
    {
      packageHash: bytesToHex(hashDkgPackage(dkgRound1({ identifier: 3 }).package)),
      hpkeKey,
    },
  );
  const { waitId } = await ask();
  return {
    ...{ accountId, address, keyEpoch, policyHash, basePolicyHash: policyHash, inviteId, pairingId, hpkeKey },
    ...{ refreshSession, rotationId, dkgSession, waitId, chainId: 31337, keyId: device.keyId, tile: "0/000.p/1" },
  };
}

/** Whose signature a call carries: the kit's and the coming devices' doors are their own. */
function signersOf({ name }: Endpoint): readonly RequestSigner[] {
  if (name.includes("/kit/")) return [kit, restored];
  if (name.startsWith("/pairings/{")) return [paired];
  return [device];
}

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

async function sendAll(endpoint: Endpoint, path: string, body?: Uint8Array): Promise<readonly Response[]> {
  if (!isSigned(endpoint)) {
    const init = { method: endpoint.method, ...(body && { body: new Uint8Array(body) }) };
    return [await fetch(`${service.cosigner.url}/v1${path}`, init)];
  }
  const options = body ? { rawBody: body } : {};
  const responses: Response[] = [];
  for (const signer of signersOf(endpoint)) {
    responses.push(await request(await signer.sign(endpoint.method, path, undefined, options)));
  }
  return responses;
}

/** A typed refusal, or an answer: nothing that the service did not foresee. */
async function assertForeseen(endpoint: Endpoint, response: Response, what: string): Promise<void> {
  const where = `${endpoint.method} ${endpoint.name} ${what}: ${response.status}`;
  // This service has no mail server and no web push: it says so with 503.
  const isOff = response.status === 503 && endpoint.name.includes("/channels");
  expect(isOff ? 400 : response.status, where).toBeLessThan(500);
  if (response.status >= 400) await readRefusal(response, endpoint);
  else await response.arrayBuffer();
}

/** Members with the names of what is there get it. */
function withReal(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, real[name] ?? part]));
}

describe("bad input behind every look-up", () => {
  it("S72: what is there is found: a path of it is not refused for being unknown", async () => {
    const found = endpoints.filter(
      ({ name, method }) => method !== "GET" && /\{(waitId|rotationId|sessionId|pairingId|inviteId)\}/.test(name),
    );
    expect(found.length).toBeGreaterThan(15);
    const { rows } = await service.database.pool.query(
      `SELECT (SELECT count(*)::int FROM waits WHERE account_id = $1 AND used_at IS NULL) AS waits,
        (SELECT count(*)::int FROM rotations WHERE account_id = $1) AS rotations,
        (SELECT count(*)::int FROM refreshes WHERE account_id = $1) AS refreshes,
        (SELECT count(*)::int FROM dkg_sessions WHERE account_id = $1) AS sessions,
        (SELECT count(*)::int FROM kit_restores WHERE account_id = $1) AS restores`,
      [idOf()],
    );
    expect(rows).toEqual([{ waits: 1, rotations: 1, refreshes: 1, sessions: 1, restores: 1 }]);
  });

  it("S72: bodies that are not as documented, or nonsense, get a typed answer at signed and unsigned endpoints", async () => {
    const takesAway = /\/(cancel|withdraw|remove|revoke|revoke-others|delete|complete)$/;
    const withBody = endpoints.filter((endpoint) => bodySchema(endpoint));
    expect(withBody.filter((endpoint) => !isSigned(endpoint)).length).toBeGreaterThanOrEqual(4);
    for (const endpoint of withBody.toSorted(
      (a, b) => Number(takesAway.test(a.name)) - Number(takesAway.test(b.name)),
    )) {
      const schema = bodySchema(endpoint)!;
      const values = fc.sample(fc.tuple(arbitraryOf(schema), fc.nat({ max: 30 }), wrongValues), 6);
      const bodies = values.flatMap(([value, place, wrong]) => [
        value,
        withReal(value),
        spoil(withReal(value), place, wrong),
      ]);
      for (const body of bodies) {
        const bytes = text(body);
        if (bytes.length > 65_536) continue;
        for (const response of await sendAll(endpoint, endpoint.path, bytes)) {
          await assertForeseen(endpoint, response, JSON.stringify(body).slice(0, 300));
        }
      }
      const parts = [new Uint8Array(0), text(null), text([]), Uint8Array.of(0x7b, 0xff)];
      for (const part of parts) {
        for (const response of await sendAll(endpoint, endpoint.path, part)) {
          await assertForeseen(endpoint, response, "no JSON");
        }
      }
    }
  });

  it("S72: path and query parameters of any kind get a typed answer", async () => {
    const wrong = [
      ...["0", "-1", "1e9", "0x", "null", "undefined", "__proto__", "constructor", "%00", "%ff", "%2e%2e", "%2e%2e%2f"],
      ...["%25", "%", "%0d%0a", "a%2fb", "%F0%9F%92%A9", "%E2%80%AE", "'%20OR%201=1--", "x".repeat(3000), "%20", "*"],
      ...[`0x${"11".repeat(16)}`, `0x${"11".repeat(20)}`, `0x02${"11".repeat(32)}`, "1".repeat(22), "9".repeat(20)],
    ];
    for (const endpoint of endpoints) {
      const names = [...endpoint.name.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
      const schema = bodySchema(endpoint);
      const body = schema && text(withReal(fc.sample(arbitraryOf(schema), 1)[0]));
      const paths = names.flatMap((changed) =>
        // An account's id is read in one place, for all of them.
        (changed === "accountId" ? fc.sample(fc.constantFrom(...wrong), 5) : wrong).map((value) =>
          endpoint.name.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
            name === changed ? value : nameOf(endpoint.name, name),
          ),
        ),
      );
      const queries = endpoint.method === "GET" ? [...wrong, "1&cursor=2", "9007199254740993"] : [];
      await Promise.all(
        [...paths, ...queries.map((value) => `${endpoint.path}?cursor=${value}`)].map(async (path) => {
          for (const response of await sendAll(endpoint, path, body)) {
            // A path that is another one has no refusal of this endpoint's kind.
            const asked = response.status === 404 ? { ...endpoint, name: "" } : endpoint;
            await assertForeseen(asked, response, path.slice(0, 200));
          }
        }),
      );
    }
  });
});
