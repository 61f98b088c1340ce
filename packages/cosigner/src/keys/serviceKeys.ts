import { createPrivateKey, createPublicKey, type KeyObject, sign as signBytes } from "node:crypto";
import { bytesToHex, hexToBytes, type KeyDocument, signKeyDocument } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { StartupError } from "../errors.ts";
import { createLocalKek, type Kek } from "./kek.ts";
import { createKeyFile, type KeyOrigin, keyPurposes, readKeyFiles, type StoredKey } from "./keyFile.ts";
import { createRelayKey, type RelayKey } from "./relayKey.ts";

/** Everything the service signs, opens and wraps with. Secrets stay inside. */
export type ServiceKeys = {
  readonly kek: Kek;
  /** Ed25519 identity, 32 bytes. */
  readonly identity: Hex;
  /** HPKE, time and log keys, signed by the identity. */
  readonly documents: readonly KeyDocument[];
  readonly hpke: { readonly document: KeyDocument; privateKey(version: number): Uint8Array | undefined };
  signTime(bytes: Uint8Array): Uint8Array;
  readonly log: {
    /** The key that signs now, Ed25519, 32 bytes. */
    readonly publicKey: Uint8Array;
    /** It and its predecessors, whose signatures still count. */
    readonly publicKeys: readonly Uint8Array[];
    sign(bytes: Uint8Array): Uint8Array;
  };
  readonly paymaster: PrivateKeyAccount;
  /** Owner of the relay account. */
  readonly relay: RelayKey;
  /** Web push (VAPID), a P-256 scalar; and what signs links in e-mails. */
  readonly push: Uint8Array;
  readonly link: Uint8Array;
  /** For the leak scan of the tests: every secret in the key files. */
  exportSecrets(): readonly { readonly name: string; readonly secret: Uint8Array }[];
};

/** Public parts of the keys, for the deployment and for the page. */
export type PublicKeys = { readonly identity: Hex; readonly paymasterSigner: Address };

type EnsureKeysParameters = { readonly directory: string; readonly origin?: KeyOrigin };

/** Makes the first version of every key that does not exist yet (files of mode 0600). Safe to call at every start. */
export async function ensureLocalKeys({ directory, origin = "local" }: EnsureKeysParameters): Promise<PublicKeys> {
  const existing = new Set((await readKeyFiles(directory).catch(() => [])).map(({ purpose }) => purpose));
  for (const purpose of keyPurposes) {
    if (!existing.has(purpose)) await createKeyFile(directory, { purpose, version: 1, origin });
  }
  const keys = await readKeyFiles(directory);
  return {
    identity: ed25519Public(newest(keys, "identity").secret),
    paymasterSigner: privateKeyToAccount(bytesToHex(newest(keys, "paymaster").secret)).address,
  };
}

type LoadKeysParameters = {
  readonly directory: string;
  readonly mode: "local" | "production";
  readonly now: () => number;
};

const documentLifetimeMs = 365 * 24 * 3600 * 1000;

/**
 * Loads the keys of the service.
 *
 * @throws StartupError when one is missing, readable by others, damaged, or made for local use in production.
 */
export async function loadServiceKeys({ directory, mode, now }: LoadKeysParameters): Promise<ServiceKeys> {
  const keys = await readKeyFiles(directory);
  const local = keys.find(({ origin }) => origin === "local");
  if (mode === "production" && local) {
    throw new StartupError(`The ${local.purpose} key in ${directory} was made for local use.`, [
      "Make production keys: node packages/cosigner/src/main.ts create-keys <directory>",
    ]);
  }
  const identitySecret = ed25519Private(newest(keys, "identity").secret);
  const time = newest(keys, "time");
  const timeSecret = ed25519Private(time.secret);
  newest(keys, "kek");
  newest(keys, "paymaster");
  const hpkeKeys = keys.filter(({ purpose }) => purpose === "hpke");
  const hpke = newest(keys, "hpke");
  const logKeys = keys.filter(({ purpose }) => purpose === "log");
  const logSecret = ed25519Private(newest(keys, "log").secret);
  const document = (purpose: "hpke" | "log" | "time", { version }: StoredKey, publicKey: Hex) =>
    signKeyDocument({
      document: { purpose, version, publicKey, notAfter: now() + documentLifetimeMs },
      sign: (bytes) => signBytes(null, bytes, identitySecret),
    });
  const hpkeDocument = await document("hpke", hpke, x25519Public(hpke.secret));
  const timeDocument = await document("time", time, ed25519Public(time.secret));
  const logDocuments = await Promise.all(logKeys.map((key) => document("log", key, ed25519Public(key.secret))));
  return {
    kek: createLocalKek(keys.filter(({ purpose }) => purpose === "kek")),
    identity: ed25519Public(newest(keys, "identity").secret),
    documents: [hpkeDocument, timeDocument, ...logDocuments],
    hpke: {
      document: hpkeDocument,
      privateKey: (version) => hpkeKeys.find((key) => key.version === version)?.secret,
    },
    signTime: (bytes) => signBytes(null, bytes, timeSecret),
    log: {
      publicKey: hexToBytes(ed25519Public(newest(keys, "log").secret)),
      publicKeys: logKeys.map(({ secret }) => hexToBytes(ed25519Public(secret))),
      sign: (bytes) => signBytes(null, bytes, logSecret),
    },
    paymaster: privateKeyToAccount(bytesToHex(newest(keys, "paymaster").secret)),
    relay: createRelayKey(newest(keys, "relay").secret),
    push: newest(keys, "push").secret,
    link: newest(keys, "link").secret,
    exportSecrets: () => keys.map(({ purpose, version, secret }) => ({ name: `${purpose}.v${version}`, secret })),
  };
}

function newest(keys: readonly StoredKey[], purpose: StoredKey["purpose"]): StoredKey {
  const [first] = keys.filter((key) => key.purpose === purpose).sort((a, b) => b.version - a.version);
  if (!first)
    throw new StartupError(`The key directory has no ${purpose} key.`, ["Set TANDEM_KEYS_DIR, or create it."]);
  return first;
}

// RFC 8410: PKCS #8 around a raw 32-byte key of Ed25519 (1.3.101.112) and X25519 (1.3.101.110).
const ed25519Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const x25519Prefix = Buffer.from("302e020100300506032b656e04220420", "hex");

function ed25519Private(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([ed25519Prefix, seed]), format: "der", type: "pkcs8" });
}

function ed25519Public(seed: Uint8Array): Hex {
  return rawPublic(ed25519Private(seed));
}

function x25519Public(secret: Uint8Array): Hex {
  return rawPublic(createPrivateKey({ key: Buffer.concat([x25519Prefix, secret]), format: "der", type: "pkcs8" }));
}

function rawPublic(key: KeyObject): Hex {
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return bytesToHex(new Uint8Array(spki.subarray(spki.length - 32)));
}
