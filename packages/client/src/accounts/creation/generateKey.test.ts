import { ed25519 } from "@noble/curves/ed25519.js";
import {
  assertDkgPackageHash,
  checkKeyPackage,
  decodePublicKeyPackage,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  encodePublicKeyPackage,
  suiteName,
  toPublicKeyX,
} from "@tandem/frost";
import {
  bytesToHex,
  Config,
  createHpkeKeyPair,
  FinishDkgRequest,
  type FinishDkgResponse,
  type HpkeKeyPair,
  hexToBytes,
  type KeyDocument,
  open,
  StartDkgRequest,
  type StartDkgResponse,
  seal,
  sealInfo,
  signKeyDocument,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { createTestContext } from "../../../testing/createTestContext.ts";
import { CosignerMisbehavedError, ServerIdentityChangedError } from "../../errors.ts";
import { createRequestKey, keepServer } from "../../requests/index.ts";
import { type GenerateKeyParameters, generateKey } from "./generateKey.ts";

const accountId: Hex = `0x${"11".repeat(16)}`;
const sessionId: Hex = `0x${"22".repeat(16)}`;
const address: Hex = `0x${"33".repeat(20)}`;
const identityKey = ed25519.utils.randomSecretKey();
const strangerKey = ed25519.utils.randomSecretKey();

/** How a co-signer can lie. What it leaves out, it does honestly. */
type Lie = {
  readonly start?: (answer: StartDkgResponse) => StartDkgResponse | Promise<StartDkgResponse>;
  readonly share?: (share: Uint8Array) => Uint8Array;
  readonly info?: { readonly sender?: number; readonly keyEpoch?: number };
  readonly finish?: (answer: FinishDkgResponse) => FinishDkgResponse;
  readonly identity?: Hex;
};

let hpke: HpkeKeyPair;
let document: KeyDocument;
let target: GenerateKeyParameters;

beforeAll(async () => {
  hpke = await createHpkeKeyPair();
  document = await signDocument(identityKey);
  const key = await createRequestKey();
  target = { key, accountId, path: `/accounts/${accountId}/dkg`, onProgress: () => undefined };
});

function signDocument(secretKey: Uint8Array, changes: Partial<KeyDocument> = {}): Promise<KeyDocument> {
  const unsigned = { purpose: "hpke", version: 1, notAfter: Date.now() + 60_000, ...changes } as const;
  return signKeyDocument({
    document: { publicKey: bytesToHex(hpke.publicKey), ...unsigned },
    sign: (bytes) => ed25519.sign(bytes, secretKey),
  });
}

function makeConfig(identity: Hex): Config {
  const chain = {
    chainId: 1,
    genesisHash: `0x${"00".repeat(32)}`,
    name: "Test",
    rpcUrl: "/rpc",
    bundlerUrl: "/bundler",
  };
  const contracts = { entryPoint: address, core: address, features: address, factory: address };
  return Config.parse({
    name: "Tandem",
    rpId: "localhost",
    origins: ["http://localhost"],
    identity,
    keys: [document],
    chains: [{ ...chain, ...contracts, paymasterUrl: "/v1/paymaster/1", sponsorPaymaster: address, tokens: [] }],
    defaults: { policy: { version: 1, limits: [] }, operationValiditySeconds: 600, requestWindowSeconds: 60 },
  });
}

/** The server's side of the key generation, with its real steps, and lies where the test wants them. */
function createServer(lie: Lie): typeof fetch {
  const config = makeConfig(lie.identity ?? bytesToHex(ed25519.getPublicKey(identityKey)));
  const round1 = dkgRound1({ identifier: 1 });
  let device: StartDkgRequest;
  const start = (body: unknown): StartDkgResponse => {
    device = StartDkgRequest.parse(body);
    return { sessionId, package: bytesToHex(round1.package), hpke: document, keyEpoch: 0 };
  };
  const finish = async (body: unknown): Promise<FinishDkgResponse> => {
    const request = FinishDkgRequest.parse(body);
    const peerPackage = hexToBytes(request.package);
    assertDkgPackageHash(peerPackage, hexToBytes(device.packageHash));
    const { secret, shareForPeer } = dkgRound2({ secret: round1.secret, peerPackage });
    const base = { suite: suiteName, purpose: "dkg", sessionId, accountId, keyEpoch: 0 };
    const toServer = sealInfo({ ...base, sender: 3, recipient: 1 });
    const peerShare = await open({
      privateKey: hpke.privateKey,
      info: toServer,
      sealed: hexToBytes(request.sealedShare),
    });
    const result = dkgFinish({
      secret,
      peerPackage,
      peerShare,
      session: {
        sessionId: hexToBytes(sessionId),
        serverHpkeKey: hpke.publicKey,
        deviceHpkeKey: hexToBytes(device.hpkeKey),
        requestKey: hexToBytes(target.key.keyId),
      },
    });
    const sealed = await seal({
      recipientPublicKey: hexToBytes(device.hpkeKey),
      info: sealInfo({ ...base, sender: 1, recipient: 3, ...lie.info }),
      plaintext: (lie.share ?? ((share) => share))(shareForPeer),
    });
    return {
      sealedShare: bytesToHex(sealed),
      transcriptHash: bytesToHex(result.transcriptHash),
      publicKey: bytesToHex(toPublicKeyX(result.publicKeyPackage)),
      publicKeyPackage: bytesToHex(encodePublicKeyPackage(result.publicKeyPackage)),
      keyId: "share-1",
    };
  };
  return async (input, init) => {
    const path = new URL(String(input)).pathname;
    if (path === "/v1/config") return Response.json(config);
    const body: unknown = JSON.parse(new TextDecoder().decode(init?.body as Uint8Array)); // what the client sends
    if (path.endsWith("/dkg")) return Response.json(await (lie.start ?? ((answer) => answer))(start(body)));
    return Response.json((lie.finish ?? ((answer) => answer))(await finish(body)));
  };
}

const createContext = (lie: Lie = {}) => createTestContext({ fetch: createServer(lie) });

const run = (lie?: Lie) => generateKey(createContext(lie), target);

describe("generateKey", () => {
  test("behavior: a share of even-y key that fits its public package, in two steps", async () => {
    const steps: string[] = [];
    const result = await generateKey(createContext(), { ...target, onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(["key-1", "key-2"]);
    expect(result.keyPackage.publicKey[0]).toBe(2);
    checkKeyPackage(result.keyPackage, decodePublicKeyPackage(hexToBytes(result.publicKeyPackage)));
  });

  test("S61: a transcript hash, key or package other than ours aborts", async () => {
    const other = `0x${"ab".repeat(32)}` as const;
    const lies: Lie[] = [
      { finish: (answer) => ({ ...answer, transcriptHash: other }) },
      { finish: (answer) => ({ ...answer, publicKey: other }) },
      { finish: (answer) => ({ ...answer, publicKeyPackage: `${answer.publicKeyPackage.slice(0, -2)}00` as Hex }) },
      // Another session id than the one the server hashes.
      { start: (answer) => ({ ...answer, sessionId: `0x${"23".repeat(16)}` }) },
    ];
    for (const lie of lies) await expect(run(lie)).rejects.toThrow();
  });

  test("S60: a server whose share or package is wrong is named", async () => {
    const flip = (bytes: Uint8Array) => bytes.map((byte, index) => (index === 31 ? byte ^ 1 : byte));
    await expect(run({ share: flip })).rejects.toBeInstanceOf(CosignerMisbehavedError);
    const own = bytesToHex(dkgRound1({ identifier: 3 }).package);
    await expect(run({ start: (answer) => ({ ...answer, package: own }) })).rejects.toBeInstanceOf(
      CosignerMisbehavedError,
    );
  });

  test("error: a share sealed for another place in the protocol", async () => {
    await expect(run({ info: { sender: 3 } })).rejects.toBeInstanceOf(CosignerMisbehavedError);
    await expect(run({ info: { keyEpoch: 1 } })).rejects.toBeInstanceOf(CosignerMisbehavedError);
  });

  test("error: an HPKE key of another identity, for another purpose, or past its end", async () => {
    const documents = await Promise.all([
      signDocument(strangerKey),
      signDocument(identityKey, { purpose: "time" }),
      signDocument(identityKey, { notAfter: Date.now() - 1000 }),
    ]);
    for (const wrong of documents) {
      await expect(run({ start: (answer) => ({ ...answer, hpke: wrong }) })).rejects.toBeInstanceOf(
        CosignerMisbehavedError,
      );
    }
  });

  test("error: another identity than the one this device has kept", async () => {
    const context = createContext({ identity: bytesToHex(ed25519.getPublicKey(strangerKey)) });
    const kept = makeConfig(bytesToHex(ed25519.getPublicKey(identityKey)));
    await context.storage.write([keepServer(context, kept)]);
    await expect(generateKey(context, target)).rejects.toBeInstanceOf(ServerIdentityChangedError);
  });
});
