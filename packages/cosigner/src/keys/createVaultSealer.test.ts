import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createVaultSealer } from "./createVaultSealer.ts";
import { sealKeyFiles } from "./sealKeyFiles.ts";
import { ensureLocalKeys, loadServiceKeys } from "./serviceKeys.ts";

const base = mkdtempSync(join(tmpdir(), "tandem-vault-"));
const token = "hvs.CAESIJ-test";
let vault: TestVault;
beforeAll(async () => {
  vault = await startVault();
});
beforeEach(() => vault.reset());
afterAll(async () => {
  await vault.stop();
  rmSync(base, { recursive: true });
});

type TestVault = {
  readonly address: string;
  /** Operations asked for since the last reset. */
  readonly calls: string[];
  rotate(): void;
  /** The next calls are answered so. */
  fail(...answers: { status: number; body: string }[]): void;
  reset(): void;
  stop(): Promise<void>;
};

/** Transit of Vault as its API documents it: AES-256-GCM with versions, one key, JSON in and out, nothing else. */
async function startVault(): Promise<TestVault> {
  const keys: Buffer[] = [randomBytes(32)];
  const calls: string[] = [];
  let failures: { status: number; body: string }[] = [];
  const encrypt = (plaintext: Buffer) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", keys.at(-1)!, iv);
    const sealed = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext: `vault:v${keys.length}:${sealed.toString("base64")}`, key_version: keys.length };
  };
  const decrypt = (text: unknown) => {
    const [, version, data = ""] = /^vault:v(\d+):(.+)$/.exec(String(text)) ?? [];
    const key = keys[Number(version) - 1];
    const bytes = Buffer.from(data, "base64");
    if (!key || bytes.length < 28) throw new Error("invalid ciphertext");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    const plaintext = decipher.update(bytes.subarray(12, -16));
    decipher.final();
    return plaintext;
  };
  const fields: Record<string, readonly string[]> = {
    "datakey/wrapped": ["bits"],
    encrypt: ["plaintext"],
    decrypt: ["ciphertext"],
    rewrap: ["ciphertext"],
  };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, body: object | string) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const refuse = (status: number, error: string) => answer(status, { errors: [error] });
    const failure = failures.shift();
    if (failure) return answer(failure.status, failure.body);
    const [, operation = "", key] = /^\/v1\/transit\/([a-z/]+)\/([\w-]+)$/.exec(request.url ?? "") ?? [];
    const allowed = fields[operation];
    if (request.method !== "POST" || !allowed) return refuse(404, "no handler for route");
    if (request.headers["x-vault-token"] !== token) return refuse(403, "permission denied");
    if (request.headers["x-vault-namespace"] !== "wallets") return refuse(403, "permission denied");
    if (key !== "tandem") return refuse(400, "encryption key not found");
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    if (Object.keys(body).join() !== allowed.join()) return refuse(400, "unexpected fields");
    calls.push(operation);
    try {
      switch (operation) {
        case "datakey/wrapped":
          if (body.bits !== 256) return refuse(400, "invalid bit length");
          return answer(200, { request_id: "1", lease_id: "", data: encrypt(randomBytes(32)) });
        case "encrypt":
          return answer(200, { data: encrypt(Buffer.from(String(body.plaintext), "base64")) });
        case "decrypt":
          return answer(200, { data: { plaintext: decrypt(body.ciphertext).toString("base64") } });
        default:
          return answer(200, { data: encrypt(decrypt(body.ciphertext)) });
      }
    } catch {
      return refuse(400, "cipher: message authentication failed");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    rotate: () => void keys.push(randomBytes(32)),
    fail: (...answers) => {
      failures = answers;
    },
    reset() {
      calls.length = 0;
      failures = [];
    },
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const sealerWith = (changes: object = {}) =>
  createVaultSealer({
    address: vault.address,
    token,
    tokenFile: undefined,
    mount: "transit",
    key: "tandem",
    namespace: "wallets",
    ...changes,
  });

describe("createVaultSealer", () => {
  it("behavior: seals, opens and re-wraps any secret", async () => {
    const sealer = sealerWith();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (secret) => {
        const sealed = await sealer.seal(secret);
        expect(new Uint8Array(await sealer.open(sealed))).toEqual(new Uint8Array(secret));
        expect(new Uint8Array(await sealer.open(await sealer.reseal(sealed)))).toEqual(new Uint8Array(secret));
      }),
      { numRuns: 20 },
    );
    expect((await sealer.open(await sealer.create())).length).toBe(32);
  });

  it("behavior: the token comes from a file that may change, and tries again while Vault elects a leader", async () => {
    const tokenFile = join(base, "token");
    writeFileSync(tokenFile, "old");
    const sealer = sealerWith({ token: undefined, tokenFile });
    await expect(sealer.create()).rejects.toThrow(/403.*permission denied/);
    writeFileSync(tokenFile, `${token}\n`);
    vault.fail({ status: 503, body: '{"errors":["Vault is sealed"]}' }, { status: 500, body: "" });
    expect(await sealer.create()).toMatch(/^vault:v1:/);
  });

  it("S71: refusals, strange answers and outages name what to check, and never the token", async () => {
    const failing = async (work: Promise<unknown>) => String(await work.catch((error: unknown) => error));
    const messages = [
      await failing(sealerWith({ token: "wrong-token-1" }).create()),
      await failing(sealerWith({ key: "other" }).create()),
      await failing(sealerWith().open(`vault:v1:${randomBytes(60).toString("base64")}`)),
      await failing(sealerWith({ address: "http://127.0.0.1:1" }).create()),
      await failing(sealerWith({ token: "wrong-token-1\nhvs" }).create()),
      await failing(sealerWith({ token: undefined }).create()),
    ];
    vault.fail({ status: 200, body: '{"data":{"ciphertext":"plain"}}' });
    messages.push(await failing(sealerWith().create()));
    vault.fail({ status: 200, body: "<html>" });
    messages.push(await failing(sealerWith().create()));
    expect(messages.map((message) => /refused|reached|is empty|unknown form/.exec(message)?.[0])).toEqual([
      ...["refused", "refused", "refused", "reached", "is empty", "is empty", "unknown form", "unknown form"],
    ]);
    for (const message of messages) expect(message).not.toMatch(/wrong-token-1|hvs/);
  });
});

describe("keys in Vault", () => {
  const load = (directory: string, sealer = sealerWith()) =>
    loadServiceKeys({ directory, mode: "production", now: Date.now, sealer });

  it("behavior: no secret is on the disk; Vault is asked once a key at start and never for a signature", async () => {
    const directory = join(base, "sealed");
    await ensureLocalKeys({ directory, origin: "production", sealer: sealerWith() });
    for (const name of readdirSync(directory)) {
      expect(JSON.parse(readFileSync(join(directory, name), "utf8"))).toMatchObject({
        sealed: expect.stringMatching(/^vault:v1:/),
        sealedBy: "vault:transit/tandem",
      });
    }
    vault.reset();
    const keys = await load(directory);
    expect(vault.calls).toEqual(Array.from({ length: 8 }, () => "decrypt"));
    const context = { accountId: new Uint8Array(16), keyEpoch: 1 };
    for (let i = 0; i < 50; i++) await keys.kek.unwrap(await keys.kek.wrap(randomBytes(32), context), context);
    keys.log.sign(randomBytes(8));
    await keys.paymaster[0]!.account.signMessage({ message: "x" });
    await keys.reload();
    expect(vault.calls.length).toBe(8);
    await expect(load(directory, sealerWith({ key: "other" }))).rejects.toThrow(/is sealed by vault:transit\/tandem/);
  });

  it("behavior: key files move into Vault, and follow its key, without changing a key", async () => {
    const directory = join(base, "moved");
    const { identity, paymasterSigner } = await ensureLocalKeys({ directory, origin: "production" });
    expect(await sealKeyFiles(directory, sealerWith())).toEqual({ sealed: 8, resealed: 0 });
    vault.rotate();
    expect(await sealKeyFiles(directory, sealerWith())).toEqual({ sealed: 0, resealed: 8 });
    expect(readFileSync(join(directory, "kek.v1.json"), "utf8")).toMatch(/vault:v2:/);
    const keys = await load(directory);
    expect([keys.identity, keys.paymaster[0]?.account.address]).toEqual([identity, paymasterSigner]);
  });
});
