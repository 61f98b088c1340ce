import { sign as signBytes } from "node:crypto";
import { bytesToHex, hexToBytes, type IdentitySuccession, type KeyDocument } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { StartupError } from "../errors.ts";
import { createKek, type Kek } from "./kek.ts";
import { createKeyFile, type KeyOrigin, type KeyPurpose, keyPurposes, readKeyFiles } from "./keyFile.ts";
import type { KeySealer } from "./keySealer.ts";
import { createKeySet, type DatedKey, type KeySet } from "./keySet.ts";
import { readKeyStates } from "./keyStates.ts";
import { ed25519Private, ed25519Public, p256Public } from "./rawKeys.ts";
import { createRelayKey, type RelayKey } from "./relayKey.ts";
import { createSuccessions, type SignedDocument, signDocuments } from "./signDocuments.ts";

/** The log's keys at one moment. */
export type LogKey = {
  /** The key that signs now, Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** It and its predecessors, whose signatures still count. */
  readonly publicKeys: readonly Uint8Array[];
  /** These and revoked ones: for what this server has written itself. */
  readonly allPublicKeys: readonly Uint8Array[];
  sign(bytes: Uint8Array): Uint8Array;
};

/** One version of a secp256k1 key. */
export type AccountKeyVersion = { readonly version: number; readonly account: PrivateKeyAccount };

/** One version of the VAPID key (RFC 8292). */
export type WebPushKey = {
  readonly version: number;
  /** Uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** 32 bytes. */
  readonly secret: Uint8Array;
};

/**
 * Everything the service signs, opens and wraps with. Secrets stay inside. Every property is what holds at the moment
 * it is read: versions become active, retire and are revoked while the service runs.
 */
export type ServiceKeys = {
  readonly kek: Kek;
  /** Ed25519 identity, 32 bytes. */
  readonly identity: Hex;
  /** How today's identity follows from earlier ones, oldest first. */
  readonly successions: readonly IdentitySuccession[];
  /** HPKE, time and log keys, signed by the identity. */
  readonly documents: readonly KeyDocument[];
  readonly hpke: {
    readonly document: KeyDocument;
    privateKey(version: number): Uint8Array | undefined;
    publicKey(version: number): Uint8Array | undefined;
  };
  signTime(bytes: Uint8Array): Uint8Array;
  readonly log: LogKey;
  /** Active ones, newest first: the one to use is the newest that the chain accepts. */
  readonly paymaster: readonly AccountKeyVersion[];
  /** Active owners of the relay account, newest first; none when the service has no relay key. */
  readonly relay: readonly RelayKey[];
  /** Active VAPID keys, newest first; a subscription stays with the key it was made for. */
  readonly webPush: readonly WebPushKey[];
  /** Version in use, by purpose. */
  versions(): ReadonlyMap<KeyPurpose, number>;
  /** Reads the directory again. @throws StartupError, and goes on with the keys it has. */
  reload(): Promise<void>;
  /** For the leak scan of the tests: every secret in the key files. */
  exportSecrets(): readonly { readonly name: string; readonly secret: Uint8Array }[];
};

/** Public parts of the keys, for the deployment and for the page. */
export type PublicKeys = { readonly identity: Hex; readonly paymasterSigner: Address };

type EnsureKeysParameters = {
  readonly directory: string;
  readonly origin?: KeyOrigin;
  readonly sealer?: KeySealer | undefined;
};

/** Makes the first version of every key that does not exist yet (files of mode 0600). Safe to call at every start. */
export async function ensureLocalKeys({
  directory,
  origin = "local",
  sealer,
}: EnsureKeysParameters): Promise<PublicKeys> {
  const opened = new Map<string, Uint8Array>();
  const existing = await readKeyFiles(directory, sealer, opened).catch(() => []);
  for (const purpose of keyPurposes) {
    if (existing.some((key) => key.purpose === purpose)) continue;
    await createKeyFile(directory, { purpose, version: 1, origin }, sealer);
  }
  const keys = createKeySet(await readKeyFiles(directory, sealer, opened), await readKeyStates(directory));
  return {
    identity: ed25519Public(keys.require("identity", Date.now()).secret),
    paymasterSigner: privateKeyToAccount(bytesToHex(keys.require("paymaster", Date.now()).secret)).address,
  };
}

type LoadKeysParameters = {
  readonly directory: string;
  readonly mode: "local" | "production";
  readonly now: () => number;
  readonly sealer?: KeySealer | undefined;
};

/**
 * Loads the keys of the service.
 *
 * @throws StartupError when one is missing, readable by others, damaged, or made for local use in production.
 */
export async function loadServiceKeys({ directory, mode, now, sealer }: LoadKeysParameters): Promise<ServiceKeys> {
  const opened = new Map<string, Uint8Array>();
  const load = async () => prepareKeys(await readKeySet({ directory, mode, sealer, opened }), now());
  let loaded = await load();
  const set = () => loaded.set;
  async function reload(): Promise<void> {
    loaded = await load();
  }
  return {
    kek: createKek({
      current: () => set().require("kek", now()),
      find: (version) => set().find("kek", version, now()),
      reload,
    }),
    get identity() {
      return ed25519Public(set().require("identity", now()).secret);
    },
    get successions() {
      return loaded.successions.filter(({ version }) => version <= set().require("identity", now()).version);
    },
    get documents() {
      return publishedDocuments(loaded, now());
    },
    hpke: toHpke(() => loaded, now),
    signTime: (bytes) => signEd25519(set().require("time", now()), bytes),
    get log() {
      return toLogKey(set(), now());
    },
    get paymaster() {
      return toAccounts(set().list("paymaster", ["active"], now()));
    },
    get relay() {
      return set().list("relay", ["active"], now()).map(toRelayKey);
    },
    get webPush() {
      return set()
        .list("webpush", ["active"], now())
        .map(({ version, secret }) => ({ version, secret, publicKey: p256Public(secret) }));
    },
    versions() {
      const current = keyPurposes.map((purpose) => [purpose, set().current(purpose, now())?.version ?? 0] as const);
      return new Map(current);
    },
    reload,
    exportSecrets: () => set().all.map(({ purpose, version, secret }) => ({ name: `${purpose}.v${version}`, secret })),
  };
}

function toHpke(loaded: () => Prepared, now: () => number): ServiceKeys["hpke"] {
  return {
    get document() {
      const { version } = loaded().set.require("hpke", now());
      const document = publishedDocuments(loaded(), now()).find(
        (candidate) => candidate.purpose === "hpke" && candidate.version === version,
      );
      if (!document) throw new StartupError("The hpke key has no document.");
      return document;
    },
    privateKey: (version) => loaded().set.find("hpke", version, now())?.secret,
    publicKey(version) {
      const found = loaded().set.find("hpke", version, now());
      const document = found && loaded().documents.find(({ key }) => key === found)?.document;
      return document && hexToBytes(document.publicKey);
    },
  };
}

type ReadParameters = Omit<LoadKeysParameters, "now"> & { readonly opened: Map<string, Uint8Array> };

async function readKeySet({ directory, mode, sealer, opened }: ReadParameters): Promise<KeySet> {
  const keys = await readKeyFiles(directory, sealer, opened);
  const local = keys.find(({ origin }) => origin === "local");
  if (mode === "production" && local) {
    throw new StartupError(`The ${local.purpose} key in ${directory} was made for local use.`, [
      "Make production keys: node packages/cosigner/src/main.ts create-keys <directory>",
    ]);
  }
  return createKeySet(keys, await readKeyStates(directory));
}

type Prepared = {
  readonly set: KeySet;
  readonly documents: readonly SignedDocument[];
  readonly successions: readonly IdentitySuccession[];
};

/** The service works with none of these missing; relay and web push are features it can be without. */
const required = ["kek", "identity", "time", "hpke", "log", "paymaster"] as const;

async function prepareKeys(set: KeySet, nowMs: number): Promise<Prepared> {
  for (const purpose of required) set.require(purpose, nowMs);
  return { set, documents: await signDocuments(set, nowMs), successions: await createSuccessions(set) };
}

/** Most that a page is told of one purpose. */
const mostDocuments = 5;

/** By the identity in use: keys to come, in use, and those whose signatures still count. */
function publishedDocuments({ set, documents }: Prepared, nowMs: number): readonly KeyDocument[] {
  const { version } = set.require("identity", nowMs);
  return (["hpke", "time", "log"] as const).flatMap((purpose) =>
    documents
      .filter(({ key, identity }) => key.purpose === purpose && identity === version)
      .filter(({ key }) => {
        const state = set.state(key, nowMs);
        return state === "pending" || state === "active" || (state === "retired" && purpose !== "hpke");
      })
      .slice(0, mostDocuments)
      .map(({ document }) => document),
  );
}

function toLogKey(set: KeySet, nowMs: number): LogKey {
  const current = set.require("log", nowMs);
  const publicOf = ({ secret }: DatedKey) => hexToBytes(ed25519Public(secret));
  const all = set.all.filter(({ purpose }) => purpose === "log");
  return {
    publicKey: publicOf(current),
    publicKeys: all.filter((key) => set.state(key, nowMs) !== "revoked").map(publicOf),
    allPublicKeys: all.map(publicOf),
    sign: (bytes) => signEd25519(current, bytes),
  };
}

const accounts = new WeakMap<DatedKey, AccountKeyVersion>();

/** Deriving an address costs a multiplication: once a key. */
function toAccounts(keys: readonly DatedKey[]): readonly AccountKeyVersion[] {
  return keys.map((key) => {
    const known = accounts.get(key);
    if (known) return known;
    const made = { version: key.version, account: privateKeyToAccount(bytesToHex(key.secret)) };
    accounts.set(key, made);
    return made;
  });
}

const relayKeys = new WeakMap<DatedKey, RelayKey>();

function toRelayKey(key: DatedKey): RelayKey {
  const known = relayKeys.get(key) ?? createRelayKey(key.version, key.secret);
  relayKeys.set(key, known);
  return known;
}

function signEd25519({ secret }: DatedKey, bytes: Uint8Array): Uint8Array {
  return signBytes(null, bytes, ed25519Private(secret));
}
