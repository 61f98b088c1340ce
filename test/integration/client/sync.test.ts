import { createMemoryStorage } from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import { getAddress, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";

let stack: Stack;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"] });
}, 180_000);
afterAll(async () => {
  await stack?.stop();
});

const newContact = (name: string) => ({
  address: getAddress(toHex(crypto.getRandomValues(new Uint8Array(20)))).toLowerCase() as `0x${string}`,
  name,
  updatedAt: Date.now(),
});

describe("synchronised data", () => {
  test("behavior: two devices write at once and both find everything; nothing of it is readable on the way", async () => {
    const baseUrl = stack.urls.front;
    const first = createTestDevice({ baseUrl });
    const { accountId } = await first.client.createAccount({ name: "Ada" });
    const second = first.reload({ storage: createMemoryStorage() });
    await second.client.signIn();
    const devices = [first, second];
    expect(await first.client.sync.getSynced({ accountId })).toMatchObject({ version: 0, data: { contacts: [] } });
    await Promise.all(
      devices.flatMap(({ client }, device) =>
        ["Bea", "Carl"].map((name) =>
          client.sync.updateSynced({
            accountId,
            change: (data) => ({ ...data, contacts: [...data.contacts, newContact(`${name} ${device}`)] }),
          }),
        ),
      ),
    );
    for (const { client } of devices) {
      const { data, version } = await client.sync.getSynced({ accountId });
      expect(data.contacts.map(({ name }) => name).sort()).toEqual(["Bea 0", "Bea 1", "Carl 0", "Carl 1"]);
      expect(version).toBe(4);
    }
    const bodies = devices.flatMap(({ sent }) => sent.map(({ body }) => body)).join("");
    expect(bodies).not.toMatch(/Bea|Carl/);
  });

  test("error: an older copy, or one of another version, is refused", async () => {
    const baseUrl = stack.urls.front;
    let replay: string | undefined;
    let isReplaying = false;
    const device = createTestDevice({
      baseUrl,
      onResponse: async (request, response) => {
        if (request.method !== "GET" || !request.url.endsWith("/sync")) return response;
        if (isReplaying) return new Response(replay, { headers: { "content-type": "application/json" } });
        replay = await response.clone().text();
        return response;
      },
    });
    const { accountId } = await device.client.createAccount({ name: "Ada" });
    const write = (name: string) =>
      device.client.sync.updateSynced({
        accountId,
        change: (data) => ({ ...data, labels: { ...data.labels, [name]: name } }),
      });
    await write("one");
    await device.client.sync.getSynced({ accountId });
    const older = replay ?? "";
    await write("two");
    isReplaying = true;
    replay = older;
    await expect(device.client.sync.getSynced({ accountId })).rejects.toThrow("older copy");
    replay = JSON.stringify({ ...JSON.parse(older), version: 2 });
    await expect(device.client.sync.getSynced({ accountId })).rejects.toThrow();
  });
});
