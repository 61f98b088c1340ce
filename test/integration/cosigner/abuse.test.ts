import type { CreateAccountResponse } from "@tandem/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, createRequestSigner, type RequestSigner } from "./support/createDevice.ts";
import { startService, type TestService } from "./support/startService.ts";

const environment = {
  TANDEM_TRUSTED_PROXIES: "127.0.0.1",
  TANDEM_ACCOUNTS_NETWORK_DAILY: "3",
  TANDEM_ACCOUNTS_DAILY: "20",
  TANDEM_RATE_LIMIT_PER_MINUTE: "30",
};
let service: TestService;
beforeAll(async () => {
  service = await startService({ environment, fsync: false });
});
afterAll(() => service?.stop());

/** A request from a client address, as a proxy tells of it. */
function from<value>(address: string, signer: RequestSigner, method: string, path: string, body?: unknown) {
  return signer.call<value>(method, path, body, {
    tamper: ({ headers }) => {
      headers["x-forwarded-for"] = address;
    },
  });
}
const codeOf = (answer: Answer<unknown>) => (answer.ok ? "ok" : answer.problem.code);
const newSigner = () => createRequestSigner(() => service.cosigner.url);
const begin = (address: string) =>
  from<CreateAccountResponse>(address, newSigner(), "POST", "/accounts", { name: "Test", deviceName: "Vitest" });

describe("requests for an account", () => {
  it("behavior: a stranger with many keys and addresses uses nothing of it up; its devices do, from any address", async () => {
    const device = await service.createDevice();
    const path = `/accounts/${device.account.accountId}`;
    const strangers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => from(`198.51.100.${i}`, newSigner(), "GET", path)),
    );
    expect(new Set(strangers.map(codeOf))).toEqual(new Set(["unknown_id"]));
    expect(codeOf(await from("203.0.113.1", device, "GET", path))).toBe("ok");
    // Another key of the account, another address: ten at once, then one in two seconds.
    const second = newSigner();
    await service.database.pool.query(
      "INSERT INTO devices (account_id, key_id, name, door) VALUES ($1, $2, 'Another', 'passkey')",
      [device.account.accountId, second.keyId].map((hex) => Buffer.from(hex.slice(2), "hex")),
    );
    await service.database.pool.query("UPDATE accounts SET version = version + 1");
    const waited = await from("203.0.113.2", second, "GET", path);
    expect(codeOf(waited)).toBe("ok");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => from(`203.0.113.${10 + i}`, device, "GET", path)),
    );
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(new Set(refused.map(codeOf))).toEqual(new Set(["rate_limited"]));
  });
});

describe("new accounts", () => {
  it("behavior: a client network begins so many a day, exact under concurrency; others go on until the day is used up", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => begin("192.0.2.1")));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    const refused = answers.find(({ ok }) => !ok);
    expect(refused && codeOf(refused)).toBe("rate_limited");
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    // Every address of a /64 is one network.
    const wide = await Promise.all([1, 2, 3, 4, 5].map((i) => begin(`2001:db8:5:6::${i}`)));
    expect(wide.filter(({ ok }) => ok)).toHaveLength(3);
    // 20 a day for all of them together; one was begun before.
    const rest = await Promise.all(Array.from({ length: 20 }, (_, i) => begin(`192.0.2.${100 + i}`)));
    expect(rest.filter(({ ok }) => ok)).toHaveLength(20 - 3 - 3 - 1);
  });
});
