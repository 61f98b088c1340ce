import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { encodeCalls, encodeFactoryData, signingDigest } from "@tandem/account";
import {
  aggregate,
  assertTranscriptMatch,
  commit,
  decodePublicKeyPackage,
  dkgFinish,
  dkgRound1,
  dkgRound2,
  hashDkgPackage,
  type KeyPackage,
  type PublicKeyPackage,
  selfTestDigest,
  signShare,
  suiteName,
} from "@tandem/frost";
import {
  type Account,
  type Assertion,
  type ChainConfig,
  type Config,
  type CreateSignatureRequest,
  type CreateSignatureResponse,
  createHpkeKeyPair,
  open,
  type Problem,
  type SigningRequest,
  seal,
  sealInfo,
  signRequest,
  stepUpChallenge,
  type UserOperation,
} from "@tandem/protocol";
import { type Address, bytesToHex, type Hex, hexToBytes, numberToHex } from "viem";
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from "../../../support/authenticator.ts";
import { origin } from "./startCosigner.ts";

export type Answer<value> =
  | { readonly ok: true; readonly status: number; readonly value: value; readonly headers: Headers }
  | { readonly ok: false; readonly status: number; readonly problem: Problem; readonly headers: Headers };

export type SignedCall = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Uint8Array | undefined;
};

export type CallOptions = {
  readonly nonce?: Uint8Array;
  readonly nowSeconds?: number;
  /** Sent instead of JSON, signed like it. */
  readonly rawBody?: Uint8Array;
  /** Changes the finished request before it is sent. */
  readonly tamper?: (request: SignedCall) => void;
};

/** A request key and the calls it signs, without any memory: what a device is to the service. */
export type RequestSigner = {
  readonly keyId: Hex;
  /** ECDSA P-256 with SHA-256, r ‖ s. */
  signBytes(data: Uint8Array): Uint8Array;
  /** The finished request, not sent. */
  sign(method: string, path: string, body?: unknown, options?: CallOptions): Promise<SignedCall>;
  call<value>(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer<value>>;
  /** The same, throwing the problem. */
  must<value>(method: string, path: string, body?: unknown): Promise<value>;
};

/** `getUrl` may name another server for every call: they share one database. */
export function createRequestSigner(getUrl: () => string): RequestSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keyId = compress(publicKey);
  const signBytes = (data: Uint8Array) => sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" });
  async function signCall(method: string, path: string, body?: unknown, options: CallOptions = {}) {
    const json = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
    const bytes = options.rawBody ?? json;
    const url = `${getUrl()}/v1${path}`;
    const headers = await signRequest({
      method,
      url,
      ...(bytes ? { body: bytes } : {}),
      keyId,
      sign: signBytes,
      nowSeconds: options.nowSeconds ?? Math.floor(Date.now() / 1000),
      nonce: options.nonce ?? new Uint8Array(randomBytes(16)),
    });
    return { url, method, headers: { ...headers } as Record<string, string>, body: bytes };
  }
  async function call<value>(method: string, path: string, body?: unknown, options: CallOptions = {}) {
    const request = await signCall(method, path, body, options);
    options.tamper?.(request);
    return send<value>(request);
  }
  return {
    keyId,
    signBytes,
    sign: signCall,
    call,
    async must<value>(method: string, path: string, body?: unknown) {
      const answer = await call<value>(method, path, body);
      if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: ${JSON.stringify(answer.problem)}`), answer);
      return answer.value;
    },
  };
}

export async function send<value>(request: SignedCall): Promise<Answer<value>> {
  const { url, method, headers, body } = request;
  const response = await fetch(url, { method, headers, ...(body ? { body: new Uint8Array(body) } : {}) });
  const text = await response.text();
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  const { ok, status } = response;
  return ok
    ? { ok, status, value: json as value, headers: response.headers }
    : { ok, status, problem: json as Problem, headers: response.headers };
}

/** An active account on a device, with everything a test needs to misuse it. */
export type Device = RequestSigner & {
  readonly account: Account;
  readonly authenticator: SoftwareAuthenticator;
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: PublicKeyPackage;
  assert(challenge: Uint8Array): Promise<Assertion>;
};

/** Creates an account through the *new* door, as the wallet does it, with a vault of random bytes. */
export async function createDevice(getUrl: () => string, config: Config): Promise<Device> {
  const { accountId, transcript, ...device } = await createCandidate(getUrl, config);
  const path = `/accounts/${accountId}`;
  const signature52 = await selfTest(device, path, { ...device, transcript });
  const account = await device.must<Account>("POST", `${path}/activate`, { signature52 });
  return { ...device, account };
}

/** An account under creation: passkey, key and vault are there, and nothing made it an account yet. */
export type Candidate = Omit<Device, "account"> & { readonly accountId: Hex; readonly transcript: Uint8Array };

export async function createCandidate(getUrl: () => string, config: Config): Promise<Candidate> {
  const signer = createRequestSigner(getUrl);
  const authenticator = createSoftwareAuthenticator({ origin: config.origins[0] ?? origin });
  const created = await signer.must<{ accountId: Hex; challenge: string }>("POST", "/accounts", {
    name: "Test",
    deviceName: "Vitest",
  });
  const path = `/accounts/${created.accountId}`;
  const { registration } = await authenticator.create({
    challenge: new Uint8Array(Buffer.from(created.challenge, "base64url")),
    rpId: config.rpId,
    rpName: config.name,
    userId: hexToBytes(created.accountId),
    userName: "Test",
    prfSalt: new Uint8Array(32),
  } as Parameters<SoftwareAuthenticator["create"]>[0]);
  await signer.must("POST", `${path}/passkey`, { registration, hasVault: true });
  const { keyPackage, publicKeyPackage, transcript } = await runDkg(signer, created.accountId);

  const assert = async (challenge: Uint8Array): Promise<Assertion> => {
    const options = { challenge, rpId: config.rpId, prfSalt: new Uint8Array(32) };
    return (await authenticator.get(options as Parameters<SoftwareAuthenticator["get"]>[0])).assertion as Assertion;
  };
  const vault = {
    sealedShare: bytesToHex(randomBytes(96)),
    wraps: [{ credentialId: registration.id, wrapped: bytesToHex(randomBytes(60)) }],
    keyEpoch: 1,
  };
  await signer.must("PUT", `${path}/vault`, vault);
  const { challenge } = await signer.must<{ challenge: string }>("POST", `${path}/challenge`, {
    purpose: "confirm-creation",
  });
  await signer.must("POST", `${path}/vault/open`, {
    assertion: await assert(new Uint8Array(Buffer.from(challenge, "base64url"))),
  });
  const { accountId } = created;
  return { ...signer, accountId, authenticator, keyPackage, publicKeyPackage, transcript, assert };
}

async function runDkg(signer: RequestSigner, accountId: Hex) {
  const path = `/accounts/${accountId}/dkg`;
  const round1 = dkgRound1({ identifier: 3 });
  const hpke = await createHpkeKeyPair();
  const first = await signer.must<{ sessionId: Hex; package: Hex; hpke: { publicKey: Hex }; keyEpoch: number }>(
    "POST",
    path,
    { packageHash: bytesToHex(hashDkgPackage(round1.package)), hpkeKey: bytesToHex(hpke.publicKey) },
  );
  const peerPackage = hexToBytes(first.package);
  const round2 = dkgRound2({ secret: round1.secret, peerPackage });
  const { sessionId, keyEpoch } = first;
  const info = (sender: number, recipient: number) =>
    sealInfo({ suite: suiteName, purpose: "dkg", sessionId, accountId, keyEpoch, sender, recipient });
  const sealedShare = await seal({
    recipientPublicKey: hexToBytes(first.hpke.publicKey),
    info: info(3, 1),
    plaintext: round2.shareForPeer,
  });
  const second = await signer.must<{ sealedShare: Hex; transcriptHash: Hex; publicKeyPackage: Hex }>(
    "POST",
    `${path}/${sessionId}`,
    { package: bytesToHex(round1.package), sealedShare: bytesToHex(sealedShare) },
  );
  const peerShare = await open({
    privateKey: hpke.privateKey,
    info: info(1, 3),
    sealed: hexToBytes(second.sealedShare),
  });
  const result = dkgFinish({
    secret: round2.secret,
    peerPackage,
    peerShare,
    session: {
      sessionId: hexToBytes(sessionId),
      serverHpkeKey: hexToBytes(first.hpke.publicKey),
      deviceHpkeKey: hpke.publicKey,
      requestKey: hexToBytes(signer.keyId),
    },
  });
  assertTranscriptMatch(result.transcriptHash, hexToBytes(second.transcriptHash));
  return {
    keyPackage: result.keyPackage,
    publicKeyPackage: decodePublicKeyPackage(hexToBytes(second.publicKeyPackage)),
    transcript: result.transcriptHash,
  };
}

const signers = [1, 3] as const;
type Share = { commitments: { hiding: Hex; binding: Hex }; share: Hex; digest: Hex };

async function selfTest(
  signer: RequestSigner,
  path: string,
  key: { keyPackage: KeyPackage; publicKeyPackage: PublicKeyPackage; transcript: Uint8Array },
): Promise<Hex> {
  const digest = selfTestDigest(key.transcript);
  const own = commit({ keyPackage: key.keyPackage, digest, signers, keyEpoch: 1 });
  const answer = await signer.must<Share>("POST", `${path}/self-test`, { commitments: toWire(own.commitments) });
  return finish(key, digest, own, answer);
}

/** Adds the device's share to the server's answer: the 52-byte signature. */
export function finish(
  { keyPackage, publicKeyPackage }: { keyPackage: KeyPackage; publicKeyPackage: PublicKeyPackage },
  digest: Uint8Array,
  own: ReturnType<typeof commit>,
  answer: Pick<Share, "commitments" | "share">,
): Hex {
  const commitments = {
    1: { hiding: hexToBytes(answer.commitments.hiding), binding: hexToBytes(answer.commitments.binding) },
    3: own.commitments,
  };
  const share = signShare({ keyPackage, publicKeyPackage, nonces: own.nonces, digest, signers, commitments });
  const shares = { 1: hexToBytes(answer.share), 3: share };
  return bytesToHex(aggregate({ publicKeyPackage, commitments, digest, signers, shares }));
}

export function toWire({ hiding, binding }: { hiding: Uint8Array; binding: Uint8Array }) {
  return { hiding: bytesToHex(hiding), binding: bytesToHex(binding) };
}

export type OperationOptions = {
  readonly calls?: readonly { to: Address; value?: bigint; data?: Hex }[];
  readonly nonce?: bigint;
  readonly validUntil?: number;
  readonly overrides?: Partial<UserOperation>;
};

/** A sponsored-looking operation of the account; nothing of it touches the chain. */
export function createOperation(
  { account }: Pick<Device, "account">,
  chain: ChainConfig,
  options: OperationOptions = {},
): Extract<SigningRequest, { kind: "userOperation" }> {
  const { calls = [], nonce = 0n, validUntil = Math.floor(Date.now() / 1000) + 300, overrides = {} } = options;
  return {
    kind: "userOperation",
    chainId: chain.chainId,
    entryPoint: chain.entryPoint,
    validAfter: validUntil - 600,
    validUntil,
    userOperation: {
      sender: account.address,
      nonce: numberToHex(nonce),
      factory: chain.factory,
      factoryData: encodeFactoryData(account),
      callData: calls.length === 0 ? "0x" : encodeCalls(calls),
      callGasLimit: numberToHex(150_000),
      verificationGasLimit: numberToHex(400_000),
      preVerificationGas: numberToHex(60_000),
      maxFeePerGas: numberToHex(2_000_000_000),
      maxPriorityFeePerGas: numberToHex(1_000_000_000),
      paymaster: chain.sponsorPaymaster,
      paymasterVerificationGasLimit: numberToHex(60_000),
      paymasterPostOpGasLimit: numberToHex(1),
      paymasterData: `0x${"11".repeat(76)}`,
      ...overrides,
    },
  };
}

export type SignOptions = {
  readonly intentId?: Hex;
  readonly attempt?: number;
  readonly confirmed?: readonly string[];
  readonly own?: ReturnType<typeof commit>;
  readonly change?: (body: CreateSignatureRequest, digest: Hex) => unknown;
  readonly call?: CallOptions;
};

export type Cosigned = {
  readonly answer: Answer<CreateSignatureResponse>;
  readonly body: unknown;
  readonly own: ReturnType<typeof commit>;
  readonly digest: Uint8Array;
  /** Finishes the signature. */
  finish(): Hex;
};

/** Builds the body of a signing request and the device's nonces for it. */
export async function prepareSignature(device: Device, request: SigningRequest, options: SignOptions = {}) {
  const { policyHash, keyEpoch } = device.account;
  const digestHex = signingDigest(request, device.account);
  const digest = hexToBytes(digestHex);
  const own = options.own ?? commit({ keyPackage: device.keyPackage, digest, signers, keyEpoch });
  const intentId = options.intentId ?? bytesToHex(randomBytes(32));
  const confirmed = [...(options.confirmed ?? [])];
  const challenge = stepUpChallenge({ intentId, digest: digestHex, policyHash, confirmed });
  const body: CreateSignatureRequest = {
    intentId,
    keyEpoch,
    signers: [1, 3],
    commitments: toWire(own.commitments),
    confirmed,
    policyHash,
    assertion: await device.assert(challenge),
    attempt: options.attempt ?? 0,
    request,
  };
  return { body: options.change ? options.change(body, digestHex) : body, own, digest };
}

/** One co-signature, whatever comes of it. */
export async function cosign(device: Device, request: SigningRequest, options: SignOptions = {}): Promise<Cosigned> {
  const { body, own, digest } = await prepareSignature(device, request, options);
  const path = `/accounts/${device.account.accountId}/signatures`;
  const answer = await device.call<CreateSignatureResponse>("POST", path, body, options.call);
  return {
    answer,
    body,
    own,
    digest,
    finish() {
      if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
      return finish(device, digest, own, answer.value);
    },
  };
}

/** RFC 5480 point compression. */
function compress(publicKey: KeyObject): Hex {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const isOdd = (Buffer.from(y, "base64url").at(-1) ?? 0) & 1;
  return bytesToHex(Buffer.concat([Buffer.of(2 + isOdd), Buffer.from(x, "base64url")]));
}
