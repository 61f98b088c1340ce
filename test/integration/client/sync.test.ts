import { createMemoryStorage } from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import type { SyncedData } from "@tandem/protocol";
import { getAddress, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
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
    expect(await first.client.sync.synchronise({ accountId })).toEqual({ status: "done", isChanged: false });
    expect(await first.client.sync.getSynced({ accountId })).toMatchObject({ contacts: [], cards: [] });
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
    for (const { client } of [...devices, ...devices]) await client.sync.synchronise({ accountId });
    for (const { client } of devices) {
      const { contacts } = await client.sync.getSynced({ accountId });
      expect(contacts.map(({ name }) => name).sort()).toEqual(["Bea 0", "Bea 1", "Carl 0", "Carl 1"]);
    }
    const bodies = devices.flatMap(({ sent }) => sent.map(({ body }) => body)).join("");
    expect(bodies).not.toMatch(/Bea|Carl/);

    // Taken out on one device, it leaves the other; a change is shared without being asked for.
    await first.client.sync.updateSynced({
      accountId,
      change: (data) => ({ ...data, contacts: data.contacts.filter(({ name }) => name !== "Bea 1") }),
    });
    await expect
      .poll(async () => {
        await second.client.sync.synchronise({ accountId });
        return (await second.client.sync.getSynced({ accountId })).contacts.length;
      })
      .toBe(3);
  });

  test("behavior: what is taken out while it is on its way to the others stays out", async () => {
    const signer = `0x${"5".repeat(40)}` as const;
    let takeOut: (() => Promise<unknown>) | undefined;
    const first = createTestDevice({
      baseUrl: stack.urls.front,
      onResponse: async (request, response) => {
        if (request.method === "PUT" && request.url.endsWith("/sync")) {
          const act = takeOut;
          takeOut = undefined;
          await act?.();
        }
        return response;
      },
    });
    const { accountId } = await first.client.createAccount({ name: "Ada" });
    await first.client.guardians.add({ accountId, name: "Bea", signer: `0x${"6".repeat(40)}` });
    await first.client.sync.synchronise({ accountId });
    takeOut = () => first.client.guardians.remove({ accountId, signer });
    await first.client.guardians.add({ accountId, name: "Eve", signer });
    await first.client.sync.synchronise({ accountId });
    expect(takeOut).toBeUndefined();

    const second = createTestDevice({ baseUrl: stack.urls.front, authenticator: first.authenticator });
    await second.client.signIn();
    await second.client.sync.synchronise({ accountId });
    for (const { client } of [first, second]) {
      const { guardians } = await client.sync.getSynced({ accountId });
      expect(guardians?.draft.map(({ name }) => name)).toEqual(["Bea"]);
    }
  });

  test("behavior: a page closed before it heard that its change had arrived: what is taken out after that stays out", async () => {
    const signer = `0x${"5".repeat(40)}` as const;
    const first = createTestDevice({ baseUrl: stack.urls.front });
    const { accountId } = await first.client.createAccount({ name: "Ada" });
    await first.client.guardians.add({ accountId, name: "Bea", signer: `0x${"6".repeat(40)}` });
    await first.client.sync.synchronise({ accountId });
    const second = createTestDevice({ baseUrl: stack.urls.front, authenticator: first.authenticator });
    await second.client.signIn();
    await second.client.sync.synchronise({ accountId });

    const closed = first.closeAt({ when: "after", request: /^PUT .*\/sync$/ });
    await first.client.guardians.add({ accountId, name: "Eve", signer });
    await closed;
    const next = first.reload();
    await next.client.guardians.remove({ accountId, signer });
    await next.client.guardians.add({ accountId, name: "Cy", signer: `0x${"7".repeat(40)}` });
    for (const { client } of [next, second, next]) await client.sync.synchronise({ accountId });
    for (const { client } of [next, second]) {
      const { guardians } = await client.sync.getSynced({ accountId });
      expect(guardians?.draft.map(({ name }) => name)).toEqual(["Bea", "Cy"]);
    }
  });

  test("behavior: a device that signs in has the guardians, whoever of both changes them afterwards", async () => {
    const baseUrl = stack.urls.front;
    const chainId = 31337;
    const first = createTestDevice({ baseUrl });
    const { accountId } = await first.client.createAccount({ name: "Ada" });
    for (const [name, digit] of [
      ["Bea", "1"],
      ["Cy", "2"],
    ] as const) {
      await first.client.guardians.add({ accountId, name, signer: `0x${digit.repeat(40)}` });
    }
    const confirmed = ["administration"];
    await first.client.guardians.setFirst({ accountId, chainId, threshold: 2, confirmed });
    await first.client.sync.synchronise({ accountId });

    const second = first.reload({ storage: createMemoryStorage() });
    await second.client.signIn();
    expect(await second.client.sync.synchronise({ accountId })).toEqual({ status: "done", isChanged: true });
    const [one, other] = await Promise.all(
      [first, second].map(({ client }) => client.guardians.getState({ accountId, chainId })),
    );
    expect(other?.status).toBe("signed");
    expect(other?.book).toEqual(one?.book);
    expect(await second.client.guardians.getCards({ accountId })).toHaveLength(2);

    await second.client.guardians.add({ accountId, name: "Dan", signer: `0x${"3".repeat(40)}` });
    await second.client.sync.synchronise({ accountId });
    await first.client.sync.synchronise({ accountId });
    const { book } = await first.client.guardians.getState({ accountId, chainId });
    expect(book.draft.map(({ name }) => name)).toEqual(["Bea", "Cy", "Dan"]);
  });

  test("behavior: cards of people one guards come to a new device, and leave it with the account", async () => {
    const baseUrl = stack.urls.front;
    const friend = createTestDevice({ baseUrl });
    const guarded = await friend.client.createAccount({ name: "Friend" });
    const ofFriend = { accountId: guarded.accountId, chainId: 31337 };
    await friend.client.guardians.add({ ...ofFriend, name: "Ada", signer: `0x${"4".repeat(40)}` });
    await friend.client.guardians.setFirst({ ...ofFriend, threshold: 1, confirmed: ["administration"] });
    const [card] = await friend.client.guardians.getCards(ofFriend);

    const first = createTestDevice({ baseUrl });
    const { accountId } = await first.client.createAccount({ name: "Ada" });
    await first.client.guardians.saveCard({ card: card! });
    await first.client.sync.synchronise({ accountId });
    const second = first.reload({ storage: createMemoryStorage() });
    await second.client.signIn();
    await second.client.sync.synchronise({ accountId });
    expect(await second.client.guardians.listCards()).toEqual([card]);
    await second.client.removeAccount({ accountId });
    expect(await second.client.guardians.listCards()).toEqual([]);
    // Where it was saved by hand it stays.
    await first.client.removeAccount({ accountId });
    expect(await first.client.guardians.listCards()).toEqual([card]);
  });

  test("behavior: an account that opens by password shares nothing", async () => {
    const device = createTestDevice({
      baseUrl: stack.urls.front,
      authenticator: createSoftwareAuthenticator({ origin: stack.urls.front, prf: "none" }),
    });
    const password = "seven grey herons";
    await device.client.createAccount({ name: "Ada" }).catch(() => undefined);
    const { accountId } = await device.client.createAccount({ name: "Ada", password });
    await device.client.sync.updateSynced({
      accountId,
      change: (data) => ({ ...data, contacts: [newContact("Bea")] }),
    });
    expect(await device.client.sync.synchronise({ accountId })).toEqual({
      status: "this-device-only",
      isChanged: false,
    });
    expect((await device.client.sync.getSynced({ accountId })).contacts).toHaveLength(1);
    expect(device.sent.filter(({ url }) => url.endsWith("/sync"))).toEqual([]);
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
    const write = async (name: string) => {
      const change = (data: SyncedData) => ({ ...data, labels: { ...data.labels, [name]: name } });
      await device.client.sync.updateSynced({ accountId, change });
      await device.client.sync.synchronise({ accountId });
    };
    await write("one");
    await device.client.sync.synchronise({ accountId });
    const older = replay ?? "";
    await write("two");
    isReplaying = true;
    replay = older;
    await expect(device.client.sync.synchronise({ accountId })).rejects.toThrow("older copy");
    // The service cannot pass one version for another: it does not open, and is not written over.
    replay = JSON.stringify({ ...JSON.parse(older), version: 99 });
    expect(await device.client.sync.synchronise({ accountId })).toMatchObject({ status: "waits-for-passkey" });
    expect((await device.client.sync.getSynced({ accountId })).labels).toEqual({ one: "one", two: "two" });
  });
});
