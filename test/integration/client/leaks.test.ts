import { inspect } from "node:util";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { hexToBytes } from "@noble/hashes/utils.js";
import type { Stack } from "@tandem/devnet";
import { type Address, getAddress, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDevice } from "../../../packages/client/testing/openDevice.ts";
import { createTestDevice, dumpStorage } from "../../support/createTestDevice.ts";
import { findSecrets, type NamedSecret } from "../../support/findSecrets.ts";
import { recomputeNonces } from "../../support/recomputeNonces.ts";
import { startTestStack } from "../../support/startTestStack.ts";

const chainId = 31337;
let stack: Stack;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"] });
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const newAddress = (): Address => getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
const strip = (hex: string): Uint8Array => hexToBytes(hex.slice(2));

type SignBody = { commitments: { hiding: string; binding: string }; keyEpoch: number };

describe("device secrets", () => {
  test("S71 S79: share, data key, PRF outputs and nonces are in no request, no storage and no error", async () => {
    const drawn: Uint8Array[] = [];
    const startedAt = Date.now();
    const device = createTestDevice({
      baseUrl: stack.urls.front,
      randomBytes: (length) => {
        const bytes = crypto.getRandomValues(new Uint8Array(length));
        if (length === 32) drawn.push(bytes.slice());
        return bytes;
      },
    });
    const { client, storage, authenticator } = device;
    const account = await client.createAccount({ name: "Ada" });
    await stack.faucet({ address: account.address });
    const prepared = await client.prepareOperation({ ...account, chainId, calls: [{ to: newAddress(), value: 1n }] });
    await client.confirmOperation({ prepared });

    const errors: unknown[] = [];
    const zero = `0x${"00".repeat(32)}` as const;
    const careless = { ...prepared, digest: zero, userOpHash: zero };
    await client.confirmOperation({ prepared: careless }).catch((error: unknown) => errors.push(error));
    const tooMuch = { ...account, chainId, calls: [{ to: newAddress(), value: 10n ** 24n }] };
    await client.prepareOperation(tooMuch).catch((error: unknown) => errors.push(error));
    const record = (await storage.get("accounts", account.accountId))!;
    const damaged = { ...record, account: { ...account, keyEpoch: 99 } };
    await storage.write([{ store: "accounts", key: account.accountId, value: damaged }]);
    await client.unlock(account).catch((error: unknown) => errors.push(error));
    await storage.write([{ store: "accounts", key: account.accountId, value: record }]);
    expect(errors).toHaveLength(3);

    const prf = Buffer.from(authenticator.prfOutputs[0]!, "hex");
    const { signingShare, dataKey, publicKey } = await openDevice({ storage, accountId: account.accountId, prf });
    const signature = device.sent.find(({ url }) => url.endsWith("/signatures"))!;
    const body = JSON.parse(signature.body) as SignBody;
    // The counter starts at the clock when the client is made, and grows with every commitment.
    const counters = Array.from({ length: 200 }, (_, index) => startedAt - 50 + index);
    const nonces = recomputeNonces({
      commitments: { hiding: strip(body.commitments.hiding), binding: strip(body.commitments.binding) },
      identifier: 3,
      keyEpoch: body.keyEpoch,
      digest: strip(prepared.digest),
      signers: [1, 3],
      ...{ drawn, counters, signingShare, publicKey },
    });
    const secrets: readonly NamedSecret[] = [
      { name: "device share", bytes: signingShare },
      { name: "data key", bytes: dataKey },
      { name: "PRF output", bytes: prf },
      ...nonces,
    ];
    expect(bytesToNumberBE(signingShare)).toBeGreaterThan(0n);

    const places = {
      requests: device.sent.map(({ url, headers, body }) => `${url} ${inspect(headers)} ${body}`).join("\n"),
      storage: await dumpStorage(storage),
      errors: errors
        .map((error) => `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`)
        .join(),
    };
    for (const [place, text] of Object.entries(places))
      expect({ [place]: findSecrets(text, secrets) }).toEqual({ [place]: [] });

    // The search itself works: planted on purpose, it is found in each place.
    const planted = Buffer.from(signingShare).toString("base64");
    for (const text of Object.values(places)) expect(findSecrets(text + planted, secrets)).toEqual(["device share"]);
  });
});
