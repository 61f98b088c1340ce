import { randomBytes } from "node:crypto";
import {
  CosignerMisbehavedError,
  KitAccountError,
  KitCodeError,
  KitOpenError,
  KitOutdatedError,
  type MadeKit,
  openKit,
  PasskeyCancelledError,
  parseKitFile,
  parseKitText,
  type StoredAccount,
} from "@tandem/client";
import { dealKey, encodeKeyPackage, enrolRound1 } from "@tandem/frost";
import type { KitStatus } from "@tandem/protocol";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
import { dumpStorage } from "../../support/createTestDevice.ts";
import { createEnrolment } from "../cosigner/support/createEnrolment.ts";
import { createWallet, type Wallet } from "../cosigner/support/createWallet.ts";
import { origin } from "../cosigner/support/startCosigner.ts";
import { startService, type TestService } from "../cosigner/support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService({ fsync: false });
});
afterAll(() => service?.stop());

const daySeconds = 86_400;
type Changes = Partial<Parameters<typeof createWallet>[0]>;

/** A wallet with an account, and everything a test needs to look behind it. */
async function createOwner(changes: Changes = {}) {
  const authenticator = createSoftwareAuthenticator({ origin });
  const wallet = createWallet(
    { getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl, ...changes },
    undefined,
    authenticator,
  );
  const account = await wallet.client.createAccount({ name: "Ada's savings" });
  return { ...wallet, account, authenticator };
}
type Owner = Awaited<ReturnType<typeof createOwner>>;

const make = ({ client, account }: Owner) => client.makeKit({ accountId: account.accountId });
const drill = (wallet: Pick<Wallet, "client">, account: StoredAccount, { kit, code }: Pick<MadeKit, "kit" | "code">) =>
  wallet.client.testKit({ accountId: account.accountId, kit, code });
const statusOf = ({ client, account }: Owner): Promise<KitStatus> => client.getKitStatus(account);

async function elapse({ account }: Owner, seconds: number): Promise<void> {
  const body = JSON.stringify({ accountId: account.accountId, seconds });
  const response = await fetch(`${service.cosigner.url}/v1/test/elapse`, { method: "POST", body });
  expect(response.ok).toBe(true);
}

async function alarmsOf({ account }: Owner): Promise<string[]> {
  const { rows } = await service.database.pool.query<{ kind: string }>(
    "SELECT kind FROM alarms WHERE account_id = $1 ORDER BY alarm_id",
    [Buffer.from(hexToBytes(account.accountId))],
  );
  return rows.map(({ kind }) => kind);
}

const refusal = (code: string, rule?: string) =>
  expect.objectContaining({ code, problem: expect.objectContaining(rule ? { rule } : {}) });

describe("makeKit, testKit", () => {
  test("behavior: one prompt; file and sheet open with the code; it counts once it was opened", async () => {
    const owner = await createOwner();
    const { accountId } = owner.account;
    const prompts = owner.authenticator.prompts.length;
    expect(await statusOf(owner)).toEqual({ kit: null, making: "now", updates: [] });

    const made = await make(owner);
    expect(owner.authenticator.prompts.slice(prompts)).toEqual(["get"]);
    expect(made.file.name).toMatch(/^tandem-kit-ada-s-savings-\d{4}-\d{2}-\d{2}\.json$/);
    expect(await alarmsOf(owner)).toEqual(["kit-made"]);
    expect((await owner.client.getAccount({ accountId })).kit).toBeNull();

    const file = parseKitFile(made.file.bytes);
    const opened = await openKit({ kit: file, code: made.code });
    const fromSheet = await openKit({ kit: parseKitText(made.sheet.qr), code: made.code });
    const { address, keyEpoch, publicKey } = owner.account;
    expect(opened).toMatchObject({ accountId, keyEpoch, publicKey, address: address.toLowerCase() });
    expect(opened.details).toMatchObject({ origin: service.cosigner.url, vault: { keyEpoch }, rotations: [] });
    expect(fromSheet.keyPackage).toEqual(opened.keyPackage);

    const tested = await drill(owner, owner.account, { kit: file, code: made.code.toLowerCase() });
    const { kit } = await owner.client.getAccount({ accountId });
    expect(kit).toEqual({
      keyId: opened.requestKey.keyId,
      hpkeKey: bytesToHex(opened.hpke.publicKey),
      keyEpoch,
      madeAt: opened.details?.madeAt,
      checkedAt: tested.checkedAt,
    });
    opened.close();
    fromSheet.close();
  });

  test("behavior: share 2, its code and its keys are in no storage and not at the service", async () => {
    const owner = await createOwner();
    const made = await make(owner);
    await drill(owner, owner.account, made);
    const { keyPackage, hpke, close } = await openKit(made);
    const secrets = [
      bytesToHex(keyPackage.signingShare),
      bytesToHex(encodeKeyPackage(keyPackage)),
      bytesToHex(hpke.privateKey),
    ];
    const { rows } = await service.database.pool.query("SELECT * FROM kits, accounts, decisions, alarms LIMIT 1000");
    const { secrets: held } = (await (await fetch(`${service.cosigner.url}/v1/test/secrets`)).json()) as {
      secrets: { name: string; hex: Hex }[];
    };
    const readable = [await dumpStorage(owner.storage), JSON.stringify(rows), ...held.map(({ hex }) => hex)].join("\n");
    for (const secret of secrets) {
      const bytes = Buffer.from(hexToBytes(secret));
      for (const form of [secret.slice(2), bytes.toString("base64"), bytes.toString("base64url")]) {
        expect(readable.includes(form), "share 2 is readable").toBe(false);
      }
    }
    expect(readable.includes(made.code)).toBe(false);
    expect(held.map(({ name }) => name)).toContain("enrolment sum");
    close();
  });

  test("behavior: a closed prompt makes nothing", async () => {
    const owner = await createOwner();
    owner.authenticator.cancelNext();
    await expect(make(owner)).rejects.toBeInstanceOf(PasskeyCancelledError);
    expect(await alarmsOf(owner)).toEqual([]);
  });

  test("behavior: a second kit has the same share; it takes the first one's place when it was opened", async () => {
    const owner = await createOwner();
    const first = await make(owner);
    await drill(owner, owner.account, first);
    const second = await make(owner);
    // Until then nothing is lost when the tab is closed.
    await drill(owner, owner.account, first);
    await drill(owner, owner.account, second);
    const [one, two] = await Promise.all([openKit(first), openKit(second)]);
    expect(two.keyPackage).toEqual(one.keyPackage);
    expect(two.requestKey.keyId).not.toBe(one.requestKey.keyId);
    await expect(drill(owner, owner.account, first)).rejects.toMatchObject({
      name: "KitOutdatedError",
      reason: "replaced",
    });
    await expect(openKit({ kit: first.kit, code: second.code })).rejects.toBeInstanceOf(KitOpenError);
  });

  test("error: wrong, half-typed and mistyped codes, the kit of another account", async () => {
    const [owner, other] = await Promise.all([createOwner(), createOwner()]);
    const [made, foreign] = [await make(owner), await make(other)];
    const withCode = (code: string) => drill(owner, owner.account, { kit: made.kit, code });
    await expect(withCode(foreign.code)).rejects.toBeInstanceOf(KitOpenError);
    await expect(withCode(made.code.slice(0, 20))).rejects.toMatchObject({ reason: "incomplete" });
    const typo = `${made.code[0] === "2" ? "3" : "2"}${made.code.slice(1)}`;
    await expect(withCode(typo)).rejects.toBeInstanceOf(KitCodeError);
    await expect(drill(owner, owner.account, foreign)).rejects.toBeInstanceOf(KitAccountError);
    expect((await statusOf(owner)).kit).toBeNull();
  });
});

describe("the rules of a kit", () => {
  test("behavior: a day after creation it takes 24 hours, with an alarm", async () => {
    const owner = await createOwner();
    await elapse(owner, daySeconds);
    expect(await statusOf(owner)).toEqual({ kit: null, making: "ask", updates: [] });
    await expect(make(owner)).rejects.toEqual(refusal("policy_refused", "kit-wait"));

    const { readyAt } = await owner.client.requestKit(owner.account);
    expect(readyAt! - Date.now()).toBeGreaterThan((daySeconds - 60) * 1000);
    expect(await statusOf(owner)).toMatchObject({ making: "waiting", readyAt });
    expect(await alarmsOf(owner)).toEqual(["kit-requested"]);
    await expect(make(owner)).rejects.toEqual(refusal("policy_refused", "kit-wait"));

    await elapse(owner, daySeconds + 1);
    expect((await statusOf(owner)).making).toBe("now");
    const made = await make(owner);
    // An answer that was lost costs no second day; a kit that was opened ends the wait.
    const again = await make(owner);
    await drill(owner, owner.account, again);
    expect((await statusOf(owner)).making).toBe("ask");
    await expect(drill(owner, owner.account, made)).rejects.toBeInstanceOf(KitOutdatedError);
    expect(await alarmsOf(owner)).toEqual(["kit-requested", "kit-made", "kit-made"]);
  });

  test("behavior: the wait of one device is not another device's", async () => {
    const owner = await createOwner();
    await elapse(owner, daySeconds);
    await owner.client.requestKit(owner.account);
    await elapse(owner, daySeconds + 1);
    const second = createWallet(
      { getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl },
      undefined,
      owner.authenticator,
    );
    await second.client.signIn();
    expect((await second.client.getKitStatus(owner.account)).making).toBe("ask");
    await expect(second.client.makeKit(owner.account)).rejects.toEqual(refusal("policy_refused", "kit-wait"));
  });

  test("S68: a device signed in on the account's first day waits as on any other: vault and kit are the key", async () => {
    const owner = await createOwner();
    const second = createWallet(
      { getUrl: () => service.cosigner.url, rpcUrl: service.chain.rpcUrl },
      undefined,
      owner.authenticator,
    );
    await second.client.signIn();
    expect((await statusOf(owner)).making).toBe("now");
    expect((await second.client.getKitStatus(owner.account)).making).toBe("ask");
    await expect(second.client.makeKit(owner.account)).rejects.toEqual(refusal("policy_refused", "kit-wait"));
    await second.client.requestKit(owner.account);
    expect((await second.client.getKitStatus(owner.account)).making).toBe("waiting");
    await elapse(owner, daySeconds + 1);
    await second.client.makeKit(owner.account);
  });

  test("error: never while frozen, and at most 8 in a day", async () => {
    const owner = await createOwner();
    const id = Buffer.from(hexToBytes(owner.account.accountId));
    const freeze = (value: string) =>
      service.database.pool.query(
        `UPDATE accounts SET frozen_at = ${value}, version = version + 1 WHERE account_id = $1`,
        [id],
      );
    await freeze("now()");
    expect((await statusOf(owner)).making).toBe("frozen");
    await expect(make(owner)).rejects.toEqual(refusal("account_frozen"));
    await freeze("NULL");
    for (let tries = 0; tries < 8; tries++) await make(owner);
    expect((await statusOf(owner)).making).toBe("too-many");
    await expect(make(owner)).rejects.toEqual(refusal("rate_limited"));
  }, 60_000);
});

describe("S60: a lie in the enrolment names its author", () => {
  const flips = [
    ["package", 40],
    ["sealedPart", 40],
    ["sealedSum", 40],
  ] as const;
  test.each(flips)("S60: the co-signer's %s", async (field, place) => {
    const owner = await createOwner();
    const lying = owner.reload({
      onResponse: async (path, response) => {
        if (!path.endsWith("/kit") || !response.ok) return response;
        const json = (await response.json()) as Record<string, string>;
        const bytes = Buffer.from(json[field]!.slice(2), "hex");
        bytes[place]! ^= 1;
        return Response.json({ ...json, [field]: `0x${bytes.toString("hex")}` });
      },
    });
    await expect(lying.client.makeKit(owner.account)).rejects.toBeInstanceOf(CosignerMisbehavedError);
    expect((await statusOf(owner)).kit).toBeNull();
  });

  test("S60: the device's package or part, told by the service before anything leaves", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const { send } = await createEnrolment(device);
    const stranger = dealKey({ identifiers: [1, 3] });
    const foreign = enrolRound1({ keyPackage: stranger.keyPackages[3], publicKeyPackage: stranger.publicKeyPackage });
    const honest = () => enrolRound1(device);
    const lies = [
      { package: foreign.package, part: foreign.partForPeer },
      { package: honest().package, part: honest().partForPeer },
      { package: honest().package, part: new Uint8Array(randomBytes(32)) },
      { package: new Uint8Array(68), part: honest().partForPeer },
    ];
    for (const lie of lies) {
      const answer = await send(lie);
      expect(answer).toMatchObject({ ok: false, problem: { code: "commitment_invalid" } });
      expect(answer.ok ? "" : answer.problem.detail).toContain("Participant 3");
    }
    const { rows } = await service.database.pool.query(
      "SELECT count(*)::int AS count FROM kits WHERE account_id = $1",
      [Buffer.from(hexToBytes(accountId))],
    );
    expect(rows).toEqual([{ count: 0 }]);
    const round1 = honest();
    expect(await send({ package: round1.package, part: round1.partForPeer })).toMatchObject({ ok: true });
  });
});

describe("the service's refusals", () => {
  test("error: another epoch, a foreign account and a key that is none of a kit", async () => {
    const device = await service.createDevice();
    const { send } = await createEnrolment(device, { keyEpoch: 2 });
    const round1 = enrolRound1(device);
    expect(await send({ package: round1.package, part: round1.partForPeer })).toMatchObject({
      problem: { code: "epoch_stale" },
    });
    const path = `/accounts/${device.account.accountId}/kit/check`;
    expect(await device.call("POST", path, {})).toMatchObject({ problem: { code: "unknown_id" } });
    const stranger = await service.createDevice();
    expect(await stranger.call("GET", `/accounts/${device.account.accountId}/kit`)).toMatchObject({
      problem: { code: "unknown_id" },
    });
  });
});
