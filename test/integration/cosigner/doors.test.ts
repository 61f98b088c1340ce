import { randomBytes } from "node:crypto";
import { commit, dkgRound1, hashDkgPackage } from "@tandem/frost";
import { type Account, createHpkeKeyPair, deviceEntry, type SignInResponse, verifyKeyDocument } from "@tandem/protocol";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from "../../support/authenticator.ts";
import { type Answer, createRequestSigner, type Device, type RequestSigner, toWire } from "./support/createDevice.ts";
import { proveAction } from "./support/proveAction.ts";
import { origin } from "./support/startCosigner.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

const newSigner = () => createRequestSigner(() => service.cosigner.url);
const codeOf = (answer: Answer<unknown>) => (answer.ok ? "ok" : answer.problem.code);
const prfSalt = new Uint8Array(32);
const decode = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

async function register(signer: RequestSigner, page = origin) {
  const created = await signer.must<{ accountId: Hex; challenge: string }>("POST", "/accounts", {
    name: "Test",
    deviceName: "Vitest",
  });
  const authenticator = createSoftwareAuthenticator({ origin: page });
  const { registration } = await authenticator.create({
    challenge: decode(created.challenge),
    rpId: "localhost",
    rpName: "Tandem",
    userId: new Uint8Array(hexToBytes(created.accountId)),
    userName: "Test",
    prfSalt,
  });
  return { ...created, authenticator, registration, path: `/accounts/${created.accountId}` };
}

async function startDkg(signer: RequestSigner, path: string) {
  const round1 = dkgRound1({ identifier: 3 });
  const hpke = await createHpkeKeyPair();
  const answer = await signer.call<{ sessionId: Hex }>("POST", `${path}/dkg`, {
    packageHash: bytesToHex(hashDkgPackage(round1.package)),
    hpkeKey: bytesToHex(hpke.publicKey),
  });
  return { round1, answer };
}

describe("GET /config", () => {
  it("behavior: names the chains, and keys signed by the identity", () => {
    const { identity, keys, chains, defaults } = service.config;
    for (const purpose of ["hpke", "time"] as const) {
      const document = keys.find((key) => key.purpose === purpose)!;
      expect(verifyKeyDocument({ document, identity, purpose, nowMs: Date.now() }).length).toBe(32);
    }
    expect(JSON.stringify(chains)).not.toContain(service.chain.rpcUrl);
    expect(defaults.policy.limits.length).toBe(1 + service.chainConfig.tokens.length);
  });
});

describe("the door new", () => {
  it("behavior: makes an account; activation can be repeated", async () => {
    const device = await service.createDevice();
    expect(device.account).toMatchObject({ status: "active", hasVault: true, frozen: false, keyEpoch: 1 });
    expect(device.account.devices).toMatchObject([{ keyId: device.keyId, current: true }]);
  });

  it("error: an account under creation cannot be read, and no other key can go on with it", async () => {
    const signer = newSigner();
    const { path, registration } = await register(signer);
    expect(codeOf(await signer.call("GET", path))).toBe("unknown_id");
    expect(codeOf(await newSigner().call("POST", `${path}/passkey`, { registration, hasVault: true }))).toBe(
      "unknown_id",
    );
    expect(codeOf(await signer.call("POST", `${path}/passkey`, { registration, hasVault: true }))).toBe("ok");
    // The answer was lost: the same again is the same.
    expect(codeOf(await signer.call("POST", `${path}/passkey`, { registration, hasVault: true }))).toBe("ok");
  });

  it("error: a registration for another challenge, page or used challenge is refused", async () => {
    const [signer, other] = [newSigner(), newSigner()];
    const own = await register(signer);
    const foreign = await register(other);
    const put = (registration: unknown) => signer.call("POST", `${own.path}/passkey`, { registration, hasVault: true });
    expect(codeOf(await put(foreign.registration))).toBe("request_malformed");
    const evil = await register(signer, "https://evil.example");
    const answer = await signer.call("POST", `${evil.path}/passkey`, {
      registration: evil.registration,
      hasVault: true,
    });
    expect(codeOf(answer)).toBe("request_malformed");
    // The challenge went with the try.
    const again = await signer.call("POST", `${evil.path}/passkey`, {
      registration: evil.registration,
      hasVault: true,
    });
    expect(codeOf(again)).toBe("request_malformed");
    expect(codeOf(await put(own.registration))).toBe("ok");
  });

  it("error: PRF outputs in a registration are refused, not stored", async () => {
    const signer = newSigner();
    const { path, registration } = await register(signer);
    const leaking = { ...registration, clientExtensionResults: { prf: { results: { first: "AAAA" } } } };
    expect(codeOf(await signer.call("POST", `${path}/passkey`, { registration: leaking, hasVault: true }))).toBe(
      "request_malformed",
    );
  });

  it("error: steps out of order", async () => {
    const signer = newSigner();
    const { path, registration } = await register(signer);
    expect(codeOf((await startDkg(signer, path)).answer)).toBe("intent_conflict");
    await signer.must("POST", `${path}/passkey`, { registration, hasVault: true });
    const activate = { signature52: `0x${"11".repeat(52)}` };
    expect(codeOf(await signer.call("POST", `${path}/activate`, activate))).toBe("intent_conflict");
  });

  it("S60: a key generation whose package differs from its hash ends, and its session with it", async () => {
    const signer = newSigner();
    const { path, registration } = await register(signer);
    await signer.must("POST", `${path}/passkey`, { registration, hasVault: true });
    const { answer } = await startDkg(signer, path);
    if (!answer.ok) throw new Error("refused");
    const other = dkgRound1({ identifier: 3 });
    const body = { package: bytesToHex(other.package), sealedShare: bytesToHex(randomBytes(80)) };
    const target = `${path}/dkg/${answer.value.sessionId}`;
    const refused = await signer.call("POST", target, body);
    expect(refused.ok ? "" : refused.problem.detail).toMatch(/Participant 3/);
    expect(codeOf(await signer.call("POST", target, body))).toBe("unknown_id");
  });

  it("error: tries to make a key are limited", async () => {
    const signer = newSigner();
    const { path, registration } = await register(signer);
    await signer.must("POST", `${path}/passkey`, { registration, hasVault: true });
    const codes: string[] = [];
    for (let i = 0; i < 18; i++) {
      const { answer } = await startDkg(signer, path);
      codes.push(codeOf(answer));
      if (!answer.ok) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(codes.filter((code) => code === "ok").length).toBe(16);
    expect(codes.at(-1)).toBe("rate_limited");
  });

  it("error: a vault wrapped for a foreign passkey, and one after activation, are refused", async () => {
    const device = await service.createDevice();
    const vault = {
      sealedShare: bytesToHex(randomBytes(96)),
      wraps: [{ credentialId: device.account.credentials[0]!.credentialId, wrapped: bytesToHex(randomBytes(60)) }],
      keyEpoch: 1,
    };
    expect(codeOf(await device.call("PUT", `/accounts/${device.account.accountId}/vault`, vault))).toBe(
      "intent_conflict",
    );
  });

  it("error: the self-test is over once the account is active", async () => {
    const device = await service.createDevice();
    const { commitments } = commit({
      keyPackage: device.keyPackage,
      digest: new Uint8Array(32),
      signers: [1, 3],
      keyEpoch: 1,
    });
    const path = `/accounts/${device.account.accountId}/self-test`;
    expect(codeOf(await device.call("POST", path, { commitments: toWire(commitments) }))).toBe("intent_conflict");
  });

  it("behavior: what is not activated within 24 hours is gone", async () => {
    const signer = newSigner();
    const { path, registration, accountId } = await register(signer);
    await service.database.pool.query("UPDATE accounts SET expires_at = now() - interval '1 s' WHERE account_id = $1", [
      Buffer.from(accountId.slice(2), "hex"),
    ]);
    expect(codeOf(await signer.call("POST", `${path}/passkey`, { registration, hasVault: true }))).toBe("unknown_id");
  });
});

async function signIn(
  signer: RequestSigner,
  authenticator: SoftwareAuthenticator,
  change: (body: object) => object = (body) => body,
) {
  const { challenge, challengeId } = await signer.must<{ challenge: string; challengeId: string }>(
    "POST",
    "/sign-in/challenge",
    {},
  );
  const { assertion } = await authenticator.get({ rpId: "localhost", challenge: decode(challenge), prfSalt });
  const body = change({ challengeId, assertion, deviceName: "Second" });
  return { body, answer: await signer.call<SignInResponse>("POST", "/sign-in", body) };
}

describe("the door synced passkey", () => {
  let device: Device;
  beforeAll(async () => {
    device = await service.createDevice();
  });

  it("behavior: gives the vault and registers the one key that signed", async () => {
    const second = newSigner();
    const { answer } = await signIn(second, device.authenticator);
    if (!answer.ok) throw new Error(answer.problem.detail);
    expect(answer.value.vault?.wraps.length).toBe(1);
    expect(answer.value.account.devices.map(({ keyId }) => keyId)).toEqual([device.keyId, second.keyId]);
    const account = await second.must<Account>("GET", `/accounts/${device.account.accountId}`);
    expect(account.devices.find(({ current }) => current)?.passkey).toBe(device.authenticator.credentialIds[0]);
  });

  it("error: a challenge is answered once, and only by the key it was given to", async () => {
    const [second, thief] = [newSigner(), newSigner()];
    const { body, answer } = await signIn(second, device.authenticator);
    expect(answer.ok).toBe(true);
    expect(codeOf(await second.call("POST", "/sign-in", body))).toBe("step_up_required");
    const { body: captured } = await signIn(newSigner(), device.authenticator, (original) => ({
      ...original,
      deviceName: "\n",
    }));
    expect(codeOf(await thief.call("POST", "/sign-in", { ...captured, deviceName: "Thief" }))).toBe("step_up_required");
  });

  it("error: a foreign passkey, an unknown account and a wrong user handle look alike", async () => {
    const stranger = await service.createDevice();
    const swap = (userHandle: Hex) => (body: object) => {
      const { assertion } = body as { assertion: { response: object } };
      const handle = Buffer.from(userHandle.slice(2), "hex").toString("base64url");
      return { ...body, assertion: { ...assertion, response: { ...assertion.response, userHandle: handle } } };
    };
    const problems = await Promise.all(
      [device.account.accountId, bytesToHex(randomBytes(16))].map(async (accountId) => {
        const { answer } = await signIn(newSigner(), stranger.authenticator, swap(accountId));
        if (answer.ok) throw new Error("accepted");
        const { requestId: _, ...problem } = answer.problem;
        return problem;
      }),
    );
    expect(problems[0]).toMatchObject({ code: "step_up_required" });
    expect(problems[1]).toEqual(problems[0]);
  });

  it("error: a removed device's key does not come back", async () => {
    const second = newSigner();
    await signIn(second, device.authenticator);
    await service.database.pool.query("UPDATE devices SET revoked_at = now() WHERE key_id = $1", [
      Buffer.from(second.keyId.slice(2), "hex"),
    ]);
    expect(codeOf((await signIn(second, device.authenticator)).answer)).toBe("unknown_id");
  });
});

describe("a full account", () => {
  it("behavior: however many come at once, its lists hold 32 devices and 16 passkeys; a kit's device finds room", async () => {
    const { account } = await service.createDevice();
    const { pool } = service.database;
    const id = Buffer.from(account.accountId.slice(2), "hex");
    const door = (name: string) =>
      pool.query("INSERT INTO devices (account_id, key_id, name, door) VALUES ($1, $2, 'x', $3)", [
        ...[id, randomBytes(33), name],
      ]);
    await Promise.all(Array.from({ length: 40 }, () => door("passkey")));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        pool.query("SELECT add_passkey($1, $2, $3, 0, '{}', false, NULL)", [id, randomBytes(16), randomBytes(65)]),
      ),
    );
    const count = async () =>
      (
        await pool.query(
          `SELECT (SELECT count(*)::int FROM devices WHERE account_id = $1) AS devices,
            (SELECT count(*)::int FROM credentials WHERE account_id = $1) AS passkeys`,
          [id],
        )
      ).rows[0] as unknown;
    expect(await count()).toEqual({ devices: 32, passkeys: 16 });
    await door("kit");
    expect(await count()).toEqual({ devices: 33, passkeys: 16 });
  });
});

describe("a device that was shown by a code", () => {
  it("error: it joins only by the signature of the device that adds it", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const fresh = newSigner();
    const hpkeKey = bytesToHex(randomBytes(32));
    const { pairingId } = await fresh.must<{ pairingId: Hex }>("POST", "/pairings", { hpkeKey, deviceName: "Laptop" });
    const { keyId } = fresh;
    const add = async (signer: RequestSigner) => {
      const body = { pairingId, keyId, hpkeKey };
      const proof = await proveAction(device, "add-device", body);
      const signature = bytesToHex(signer.signBytes(deviceEntry({ accountId, keyId, hpkeKey })));
      const sealedShare = bytesToHex(randomBytes(96));
      return codeOf(
        await device.call("POST", `/accounts/${accountId}/devices`, { ...body, sealedShare, signature, proof }),
      );
    };
    expect(await add(fresh)).toBe("signature_invalid");
    expect(await add(device)).toBe("ok");
  });
});
