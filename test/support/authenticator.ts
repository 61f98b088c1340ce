import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { PasskeyCancelledError, type PasskeyProvider } from "@tandem/client";
import { type CborValue, encodeCbor } from "./cbor.ts";

/** When the authenticator gives its PRF value: at creation and later, only later, or never. */
export type PrfSupport = "create-and-get" | "get-only" | "none";

export type CreateSoftwareAuthenticatorParameters = {
  /** Origin of the page, written into clientDataJSON. */
  readonly origin: string;
  readonly prf?: PrfSupport | undefined;
};

export type SoftwareAuthenticator = PasskeyProvider & {
  /** Every ceremony so far, in order, also cancelled ones. */
  readonly prompts: readonly ("create" | "get")[];
  /** Every PRF output given out, as hex: what a leak test searches for. */
  readonly prfOutputs: readonly string[];
  readonly credentialIds: readonly string[];
  /** A real authenticator keeps one passkey for each of them: a second one takes the first one's place. */
  readonly userHandles: readonly string[];
  /** The next ceremony ends as if the person had closed the prompt. */
  cancelNext(): void;
  /** Called at the start of every ceremony: a test breaks off here. */
  onPrompt: ((kind: "create" | "get") => void | Promise<void>) | undefined;
};

type Credential = {
  readonly id: Buffer;
  readonly rpId: string;
  readonly userHandle: Buffer;
  readonly privateKey: KeyObject;
  readonly prfSecret: Buffer;
};

const flags = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };
const synced = flags.userPresent | flags.userVerified | flags.backupEligible | flags.backedUp;

/**
 * A WebAuthn authenticator in software: ES256, attestation "none", discoverable credentials, user verified, synced
 * (sign counter 0), PRF by HMAC-SHA256 with a secret per credential. Give one to two devices to play a synced passkey.
 * For tests and benchmarks only.
 */
export function createSoftwareAuthenticator(parameters: CreateSoftwareAuthenticatorParameters): SoftwareAuthenticator {
  const { origin, prf: support = "create-and-get" } = parameters;
  const credentials: Credential[] = [];
  const prompts: ("create" | "get")[] = [];
  const prfOutputs: string[] = [];
  let isCancelling = false;

  const prompt = async (kind: "create" | "get"): Promise<void> => {
    prompts.push(kind);
    await authenticator.onPrompt?.(kind);
    if (!isCancelling) return;
    isCancelling = false;
    throw new PasskeyCancelledError();
  };
  const evaluatePrf = ({ prfSecret }: Credential, salt: Uint8Array): Uint8Array<ArrayBuffer> => {
    // WebAuthn Level 3 section 10.1.4: the page's salt is hashed with a fixed prefix first.
    const input = createHash("sha256").update("WebAuthn PRF\0").update(salt).digest();
    const output = Uint8Array.from(createHmac("sha256", prfSecret).update(input).digest());
    prfOutputs.push(Buffer.from(output).toString("hex"));
    return output;
  };

  const authenticator: SoftwareAuthenticator = {
    prompts,
    prfOutputs,
    get credentialIds() {
      return credentials.map(({ id }) => id.toString("base64url"));
    },
    get userHandles() {
      return credentials.map(({ userHandle }) => userHandle.toString("hex"));
    },
    onPrompt: undefined,
    cancelNext() {
      isCancelling = true;
    },
    async create(options) {
      await prompt("create");
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const credential: Credential = {
        id: randomBytes(32),
        rpId: options.rpId,
        userHandle: Buffer.from(options.userId),
        privateKey,
        prfSecret: randomBytes(32),
      };
      credentials.push(credential);
      const id = credential.id.toString("base64url");
      return {
        registration: {
          id,
          rawId: id,
          type: "public-key",
          authenticatorAttachment: "platform",
          response: {
            clientDataJSON: toClientData("webauthn.create", options.challenge, origin).toString("base64url"),
            attestationObject: toAttestationObject(credential, publicKey).toString("base64url"),
            transports: ["internal", "hybrid"],
          },
          clientExtensionResults: {},
        },
        prfEnabled: support !== "none",
        prf: support === "create-and-get" ? evaluatePrf(credential, options.prfSalt) : undefined,
      };
    },
    async get(options) {
      await prompt("get");
      const allowed = options.allowCredentials?.map(({ id }) => id);
      // The newest one, as a person would choose the account made last.
      const credential = credentials.findLast(
        ({ id, rpId }) => rpId === options.rpId && (!allowed || allowed.includes(id.toString("base64url"))),
      );
      if (!credential) throw new PasskeyCancelledError();
      const clientData = toClientData("webauthn.get", options.challenge, origin);
      const authenticatorData = toAuthenticatorData(credential.rpId, synced);
      const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
      const id = credential.id.toString("base64url");
      return {
        assertion: {
          id,
          rawId: id,
          type: "public-key",
          authenticatorAttachment: "platform",
          response: {
            clientDataJSON: clientData.toString("base64url"),
            authenticatorData: authenticatorData.toString("base64url"),
            signature: sign("sha256", signed, credential.privateKey).toString("base64url"),
            userHandle: credential.userHandle.toString("base64url"),
          },
          clientExtensionResults: {},
        },
        prf: support === "none" ? undefined : evaluatePrf(credential, options.prfSalt),
      };
    },
  };
  return authenticator;
}

function toClientData(type: "webauthn.create" | "webauthn.get", challenge: Uint8Array, origin: string): Buffer {
  const encoded = Buffer.from(challenge).toString("base64url");
  return Buffer.from(JSON.stringify({ type, challenge: encoded, origin, crossOrigin: false }));
}

/** WebAuthn Level 3 section 6.1: SHA-256(RP id) ‖ flags ‖ sign counter ‖ attested credential data. */
function toAuthenticatorData(rpId: string, flagBits: number, attested: Buffer = Buffer.alloc(0)): Buffer {
  const rpIdHash = createHash("sha256").update(rpId).digest();
  return Buffer.concat([rpIdHash, Buffer.of(flagBits), Buffer.alloc(4), attested]);
}

function toAttestationObject({ id, rpId }: Credential, publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: "jwk" });
  if (!x || !y) throw new TypeError("not an elliptic-curve key");
  // COSE_Key of ES256, RFC 9053: kty 2 (EC2), alg -7, crv 1 (P-256).
  const coseKey = encodeCbor(
    new Map<number, number | Buffer>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]),
  );
  const idLength = Buffer.alloc(2);
  idLength.writeUInt16BE(id.length);
  const attested = Buffer.concat([Buffer.alloc(16), idLength, id, coseKey]);
  return encodeCbor(
    new Map<string, CborValue>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", toAuthenticatorData(rpId, synced | flags.attested, attested)],
    ]),
  );
}
