// What a guardian sees and can do with its card alone: alarms read from the chain, stopping a recovery, freezing.
import { getRecovery } from "@tandem/account";
import type { GuardianKey } from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import { createPublicClient, http, keccak256, parseEther, stringToHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStackSafe } from "../../support/createStackSafe.ts";
import { createTestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { createWalletKey } from "../../support/walletKey.ts";

let stack: Stack;
let baseUrl: string;
const chainId = 31337;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true });
  baseUrl = stack.urls.front;
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const keyOf = (name: string) => createWalletKey(keccak256(stringToHex(`guardian side ${name}`)));

const stackReader = () => createPublicClient({ transport: http(stack.urls.rpc) });

/** A guardian's wallet that pays for transactions. */
function createPayer() {
  const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 6 });
  return createWalletKey(`0x${Buffer.from(account.getHdKey().privateKey!).toString("hex")}`, stack.urls.rpc);
}

/** A deployed account with two wallets and a passkey as guardians, 2 of 3, that are on the chain. */
async function createGuarded() {
  const owner = createTestDevice({ baseUrl });
  const portal = createTestDevice({ baseUrl });
  const { accountId, address } = await owner.client.createAccount({ name: "Ada" });
  const { guardians } = owner.client;
  const passkey = await portal.client.guardians.createPasskey({ accountName: "Ada" });
  const keys: readonly GuardianKey[] = [keyOf("Bea"), keyOf("Cy"), passkey];
  for (const [index, key] of keys.entries()) {
    const signer = key.kind === "wallet" ? key.address : key.signer;
    const credential = key.kind === "passkey" ? { credentialId: key.credentialId } : {};
    await guardians.add({ accountId, name: `Guardian ${index + 1}`, signer, ...credential });
  }
  await guardians.setFirst({ accountId, chainId, threshold: 2, confirmed: ["administration"] });
  await stack.faucet({ address });
  const calls = [{ to: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", value: parseEther("0.01") }] as const;
  const prepared = await owner.client.prepareOperation({ accountId, chainId, calls });
  const confirmed = prepared.preview.rules.map(({ name }) => name);
  expect(await owner.client.confirmOperation({ prepared, confirmed })).toMatchObject({ status: "confirmed" });
  const cards = await guardians.getCards({ accountId });
  const [card] = cards;
  return { owner, portal, accountId, address, keys, cards, card: card! };
}

describe("a guardian's side", () => {
  test("behavior: sees the list of guardians, a recovery, and that guardians stopped it, by the chain's word", async () => {
    const { owner, portal, accountId, card, cards, keys } = await createGuarded();
    const { guardians, recovery } = portal.client;
    const readChain = async () => (await guardians.readGuarded({ card }))[0]!;
    // Brought there by the service's relay, once the owner's device has looked.
    await expect
      .poll(
        async () => {
          await owner.client.guardians.getState({ accountId, chainId });
          return readChain();
        },
        { timeout: 60_000, interval: 500 },
      )
      .toMatchObject({ card: "current", isDeployed: true, recovery: undefined });
    expect((await readChain()).events?.map(({ kind }) => kind)).toEqual(["guardians-changed"]);
    await expect(recovery.startCancel({ card, chainId })).rejects.toThrow("no recovery is under way");

    // Somebody starts a recovery with two approvals, without the service.
    const stranger = createTestDevice({ baseUrl }).client.recovery;
    const { record } = await stranger.startSolo({ card, requester: "Ada, they say" });
    const answers = [];
    for (const index of [0, 2]) {
      const { approval, text } = await recovery.approve({
        request: record.request,
        card: cards[index]!,
        key: keys[index]!,
      });
      expect(await recovery.checkApproval({ request: record.request, text })).toEqual(approval);
      answers.push(approval);
    }
    await expect(recovery.checkApproval({ request: record.request, text: "nothing" })).rejects.toMatchObject({
      reason: "format",
    });
    const [asked] = await recovery.readProgress({ request: record.request, approvals: answers });
    expect(asked).toMatchObject({ status: "ready-to-start" });
    for (const transaction of asked!.transactions) {
      await recovery.sendByWallet({ request: record.request, transaction, wallet: createPayer() });
    }
    expect(await readChain()).toMatchObject({ recovery: { status: "pending", approvals: 2 } });
    expect((await readChain()).events?.[0]?.kind).toBe("recovery-started");

    // Two guardians stop it: the link carries their signatures.
    const begun = await recovery.startCancel({ card, chainId });
    const once = await recovery.approveCancel({ request: begun, card: cards[1]!, key: keys[1]! });
    await expect(recovery.approveCancel({ request: once, card: cards[1]!, key: keys[1]! })).rejects.toMatchObject({
      reason: "twice",
    });
    await expect(recovery.approveCancel({ request: once, card: cards[0]!, key: keys[1]! })).rejects.toThrow(
      "another wallet or passkey",
    );
    const passedOn = await recovery.parseCancel({
      text: `${baseUrl}/guardian/stop#${await recovery.formatCancel({ request: once })}`,
    });
    expect(await recovery.readCancelProgress({ request: passedOn })).toMatchObject([
      { status: "collecting", needed: 2, transactions: [] },
    ]);
    const [first] = once.approvals;
    const forged = {
      ...once,
      approvals: [{ ...first!, salt: cards[0]!.guardian.salt, signer: cards[0]!.guardian.signer }],
    };
    await expect(
      recovery.parseCancel({ text: await recovery.formatCancel({ request: forged }) }),
    ).rejects.toMatchObject({ reason: "signature" });
    const twice = await recovery.approveCancel({ request: passedOn, card: cards[2]!, key: keys[2]! });
    const [ready] = await recovery.readCancelProgress({ request: twice });
    expect(ready).toMatchObject({ status: "ready", transactions: [{ kind: "cancel" }] });
    await recovery.sendByWallet({ request: twice, transaction: ready!.transactions[0]!, wallet: createPayer() });
    expect(await recovery.readCancelProgress({ request: twice })).toMatchObject([{ status: "over" }]);
    // No cooldown: that is for the owner's own no.
    expect(await readChain()).toMatchObject({ recovery: undefined, cooldownUntil: undefined });
    expect((await readChain()).events?.[0]?.kind).toBe("recovery-cancelled");
  }, 120_000);

  test("behavior: S33, S37: a Safe approves, and stops, by transactions of its own that count on chain and nowhere before", async () => {
    const owner = createTestDevice({ baseUrl });
    const { accountId, address } = await owner.client.createAccount({ name: "Ada" });
    const safe = await createStackSafe(stack);
    const bea = keyOf("Bea with a Safe");
    await owner.client.guardians.add({ accountId, name: "Safe", signer: safe.address });
    await owner.client.guardians.add({ accountId, name: "Bea", signer: bea.address });
    await owner.client.guardians.setFirst({ accountId, chainId, threshold: 2, confirmed: ["administration"] });
    const cards = await owner.client.guardians.getCards({ accountId });
    const cardOf = (name: string) => cards.find(({ guardian }) => guardian.name === name)!;
    const card = cardOf("Safe");
    expect(await owner.client.guardians.readGuarded({ card })).toMatchObject([{ guardianIsContract: true }]);
    expect(await owner.client.guardians.readGuarded({ card: cardOf("Bea") })).toMatchObject([
      { guardianIsContract: false },
    ]);

    const lost = createTestDevice({ baseUrl }).client.recovery;
    const { id, request } = await lost.start({ card, requester: "Ada, on a new phone" });
    const { recovery } = createTestDevice({ baseUrl }).client;
    // No network has the account yet: the Safe puts it there in the same batch.
    const [before] = await recovery.readContractApprovals({ request, card });
    expect(before).toMatchObject({ chainId, isContract: true, isApproved: false });
    expect(before!.transactions.map(({ kind }) => kind)).toEqual(["deploy", "approve"]);
    const [ofBea] = await recovery.readContractApprovals({ request, card: cardOf("Bea") });
    expect(ofBea).toMatchObject({ isContract: false, transactions: [] });
    await expect(recovery.approveByContract({ request, card })).rejects.toMatchObject({ reason: "not-on-chain" });
    // The service looks for itself, and asks the chain about this guardian alone.
    const post = async ({ guardian: { signer, salt } }: typeof card) => {
      const body = JSON.stringify({ signer, salt, signature: "0x" });
      const path = `${baseUrl}/v1/recoveries/${request.recoveryId}/approvals`;
      const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
      return answer.status;
    };
    expect(await post(card)).toBe(401);

    await safe.execute(...before!.transactions);
    expect(await recovery.readContractApprovals({ request, card })).toMatchObject([
      { isApproved: true, transactions: [] },
    ]);
    expect(await post(cardOf("Bea"))).toBe(401);
    const { approval, text, isSent } = await recovery.approveByContract({ request, card });
    expect(isSent).toBe(true);
    expect(approval.signature).toBe("0x");
    expect(await recovery.checkApproval({ request, text })).toEqual(approval);
    expect(await recovery.readProgress({ request, approvals: [approval] })).toMatchObject([
      { status: "collecting", approvals: 1 },
    ]);
    await recovery.approve({ request, card: cardOf("Bea"), key: bea });
    const statusOf = async () => (await lost.getProgress({ id })).chains[0]?.status;
    await expect.poll(statusOf, { timeout: 60_000, interval: 500 }).toBe("pending");
    expect(await getRecovery(stackReader(), { address })).toMatchObject({ approvals: 2 });

    const begun = await recovery.startCancel({ card, chainId });
    await expect(recovery.approveCancelByContract({ request: begun, card })).rejects.toMatchObject({
      reason: "not-on-chain",
    });
    const [stop] = await recovery.readContractApprovals({ request: begun, card });
    expect(stop!.transactions.map(({ kind }) => kind)).toEqual(["approve"]);
    const { name, signer, salt } = card.guardian;
    const early = { ...begun, approvals: [{ name, signer, salt, signature: "0x" as const }] };
    const passOn = async (given: typeof begun) =>
      recovery.parseCancel({ text: await recovery.formatCancel({ request: given }) });
    await expect(passOn(early)).rejects.toMatchObject({ reason: "not-on-chain" });
    const byBea = await recovery.approveCancel({ request: early, card: cardOf("Bea"), key: bea });
    expect(await recovery.readCancelProgress({ request: byBea })).toMatchObject([{ status: "collecting" }]);
    await safe.execute(...stop!.transactions);
    const once = await passOn(await recovery.approveCancelByContract({ request: begun, card }));
    const twice = await recovery.approveCancel({ request: once, card: cardOf("Bea"), key: bea });
    const [ready] = await recovery.readCancelProgress({ request: twice });
    expect(ready).toMatchObject({ status: "ready", needed: 2 });
    await recovery.sendByWallet({ request: twice, transaction: ready!.transactions[0]!, wallet: createPayer() });
    expect(await recovery.readCancelProgress({ request: twice })).toMatchObject([{ status: "over" }]);
  }, 120_000);

  test("behavior: freezes the account with its key, once in 7 days; a stranger's key does not", async () => {
    const { owner, portal, accountId, card, keys } = await createGuarded();
    const { guardians } = portal.client;
    const state = async () => {
      await owner.client.guardians.getState({ accountId, chainId });
      return (await guardians.readGuarded({ card }))[0]?.card;
    };
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toBe("current");
    await expect(guardians.freeze({ card, key: keyOf("nobody") })).rejects.toThrow("another wallet or passkey");
    await guardians.freeze({ card, key: keys[0]! });
    expect(await owner.client.getFreeze({ accountId })).toMatchObject({ frozen: true, frozenBy: "guardians" });
    await expect(guardians.freeze({ card, key: keys[0]! })).rejects.toThrow("last 7 days");
  }, 120_000);

  test("behavior: a card whose list is not on the chain yet says so, and freezes nothing", async () => {
    const owner = createTestDevice({ baseUrl });
    const { accountId } = await owner.client.createAccount({ name: "Ada" });
    const key = keyOf("Dan");
    await owner.client.guardians.add({ accountId, name: "Dan", signer: key.address });
    await owner.client.guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    const [card] = await owner.client.guardians.getCards({ accountId });
    const { guardians } = createTestDevice({ baseUrl }).client;
    expect(await guardians.readGuarded({ card: card! })).toMatchObject([
      { card: "waiting", isDeployed: false, events: [] },
    ]);
    await expect(guardians.freeze({ card: card!, key })).rejects.toThrow("not in force");
  });

  test("behavior: an account is found by its address alone, from the service's memory or from the chain", async () => {
    const { owner, portal, accountId, address, card, cards, keys } = await createGuarded();
    const state = async () => {
      await owner.client.guardians.getState({ accountId, chainId });
      return (await portal.client.guardians.readGuarded({ card }))[0]?.card;
    };
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toBe("current");
    const lost = createTestDevice({ baseUrl });
    const found = await lost.client.recovery.findAccount({ address });
    const { birthKey, configHash, salt, config, configEpoch, factory, core } = card;
    expect(found).toMatchObject({
      address: card.address,
      birthKey,
      configHash,
      salt,
      config,
      configEpoch,
      factory,
      core,
    });

    // A service that has forgotten it, and one that lies about the guardians: the chain says.
    const answering = (change: (answer: Record<string, unknown>) => object) =>
      createTestDevice({
        baseUrl,
        onResponse: async ({ url }, response) =>
          url.endsWith("/recoveries/lookup")
            ? new Response(JSON.stringify(change((await response.json()) as Record<string, unknown>)), response)
            : response,
      }).client.recovery;
    const forgotten = await answering((answer) => ({ ...answer, origin: null, guardians: null })).findAccount({
      address,
    });
    expect(forgotten).toMatchObject({ birthKey, configHash, salt, config, configEpoch });
    const others = { configEpoch: 1, config: { ...config, threshold: 3 } };
    const lied = await answering((answer) => ({ ...answer, guardians: others })).findAccount({ address });
    expect(lied.config).toEqual(config);

    // Enough for a request that guardians approve.
    const record = await lost.client.recovery.start({ card: found, requester: "Ada, on a new phone" });
    const request = await portal.client.recovery.parseRequest({
      text: await lost.client.recovery.formatRequest({ request: record.request }),
    });
    const { isSent } = await portal.client.recovery.approve({ request, card: cards[0]!, key: keys[0]! });
    expect(isSent).toBe(true);
  }, 120_000);

  test("behavior: first guardians that no network has yet are found by the owner's signature", async () => {
    const owner = createTestDevice({ baseUrl });
    const { accountId, address } = await owner.client.createAccount({ name: "Ada" });
    const { recovery } = createTestDevice({ baseUrl }).client;
    await expect(recovery.findAccount({ address })).rejects.toMatchObject({ reason: "no-guardians" });
    await owner.client.guardians.add({ accountId, name: "Dan", signer: keyOf("Dan").address });
    await owner.client.guardians.setFirst({ accountId, chainId, threshold: 1, confirmed: ["administration"] });
    expect(await recovery.findAccount({ address })).toMatchObject({ configEpoch: 1, config: { threshold: 1 } });
  });

  test("error: an address that nobody knows, and one that is none", async () => {
    const { recovery } = createTestDevice({ baseUrl }).client;
    const unknown = { reason: "unknown" };
    await expect(recovery.findAccount({ address: keyOf("nobody").address })).rejects.toMatchObject(unknown);
    await expect(recovery.findAccount({ address: "0x12" })).rejects.toThrow("not an address");
  });
});
