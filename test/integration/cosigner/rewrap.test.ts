// A change of the KEK while keys and shares are being changed: every sealed row is opened after it was wrapped anew.
import { setTimeout as wait } from "node:timers/promises";
import { TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWallet } from "./support/createWallet.ts";
import { runCommand } from "./support/runCommand.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService({ fsync: false });
});
afterAll(() => service?.stop());

const keys = (...args: string[]) => runCommand(service, ["keys", ...args]);
const bytesOf = (accountId: string) => Buffer.from(accountId.slice(2), "hex");
let version = 1;

/** The next KEK, all rows under it, and the one before opens nothing any more. */
async function changeKek(): Promise<void> {
  await keys("rotate", "kek", "--after", "0");
  version++;
  const read = async () => (await fetch(`${service.cosigner.url}/metrics`)).text();
  const inUse = `tandem_service_key_version{purpose="kek"} ${version}\n`;
  await expect.poll(read, { timeout: 10_000, interval: 200 }).toContain(inUse);
  await keys("rewrap");
  await keys("revoke", `kek.v${version - 1}`, "--after", "0", "--force");
  await wait(2500);
}

/** Versions of what is sealed in one table for an account. */
async function versionsOf(table: string, accountId: string, column = "kek_version"): Promise<readonly number[]> {
  const { rows } = await service.database.pool.query<{ version: number }>(
    `SELECT ${column} AS version FROM ${table} WHERE account_id = $1 AND ${column} IS NOT NULL`,
    [bytesOf(accountId)],
  );
  return rows.map((row) => row.version);
}

/** A wallet that stops after the answer of a path, until `work` is done. */
function createPausing() {
  const pauses = new Map<RegExp, () => Promise<void>>();
  const wallet = createWallet({
    getUrl: () => service.cosigner.url,
    rpcUrl: service.chain.rpcUrl,
    onResponse: async (path, response) => {
      for (const [pattern, work] of pauses) {
        if (!pattern.test(path) || !response.ok) continue;
        pauses.delete(pattern);
        await work();
      }
      return response;
    },
  });
  return { ...wallet, pauses };
}

describe("keys rewrap", () => {
  it("behavior: a renewal of the shares goes on, from its seed and from its new share", async () => {
    const { client, pauses } = createPausing();
    const { accountId } = await client.createAccount({ name: "Ada" });
    const seen: (readonly number[])[] = [];
    pauses.set(/\/refresh$/, async () => {
      await changeKek();
      seen.push(await versionsOf("refreshes", accountId, "seed_kek_version"));
    });
    pauses.set(/\/refresh\/0x[0-9a-f]+$/, async () => {
      await changeKek();
      seen.push(await versionsOf("refreshes", accountId));
    });
    expect(await client.refreshShares({ accountId })).toMatchObject({ keyEpoch: 2 });
    expect(seen).toEqual([[version - 1], [version]]);
    await client.signMessage({ accountId, chainId: 31337, message: "hello" });
  });

  it("behavior: a change of the key goes on with its next share, and the account signs with it", async () => {
    const { client, pauses } = createPausing();
    const { accountId, publicKey } = await client.createAccount({ name: "Ada" });
    await client.requestRotation({ accountId });
    const body = JSON.stringify({ accountId, seconds: 24 * 3600 + 1 });
    expect((await fetch(`${service.cosigner.url}/v1/test/elapse`, { method: "POST", body })).ok).toBe(true);
    let seen: readonly number[] = [];
    pauses.set(/\/dkg\/0x[0-9a-f]+$/, async () => {
      await changeKek();
      seen = await versionsOf("rotations", accountId);
    });
    const rotated = await client.rotateKey({ accountId });
    expect(seen).toEqual([version]);
    expect(rotated.publicKey).not.toBe(publicKey);
    await client.signMessage({ accountId, chainId: 31337, message: "hello" });
  });

  it("behavior: a second factor still knows its codes", async () => {
    const { client } = createPausing();
    const { accountId } = await client.createAccount({ name: "Ada" });
    const { secret } = await client.addSecondFactor({ accountId });
    const codeAt = (timestamp: number) => new TOTP({ secret }).generate({ timestamp });
    await client.confirmSecondFactor({ accountId, code: codeAt(Date.now() - 30_000) });
    await changeKek();
    expect(await versionsOf("second_factors", accountId)).toEqual([version]);
    await client.removeSecondFactor({ accountId, code: codeAt(Date.now()) });
    expect((await client.getAccount({ accountId })).hasSecondFactor).toBe(false);
  });
});
