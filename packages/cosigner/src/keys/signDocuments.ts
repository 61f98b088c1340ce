import { sign as signBytes } from "node:crypto";
import { type IdentitySuccession, type KeyDocument, signIdentitySuccession, signKeyDocument } from "@tandem/protocol";
import type { DatedKey, KeySet } from "./keySet.ts";
import { ed25519Private, ed25519Public, x25519Public } from "./rawKeys.ts";

export type SignedDocument = {
  readonly key: DatedKey;
  /** Version of the identity that signed it. */
  readonly identity: number;
  readonly document: KeyDocument;
};

const documentLifetimeMs = 365 * 24 * 3600 * 1000;

/** The public side of every HPKE, time and log key, by every identity that is or will be in use; newest first. */
export async function signDocuments(set: KeySet, nowMs: number): Promise<readonly SignedDocument[]> {
  const identities = set.list("identity", ["pending", "active"], nowMs);
  const keys = set.all.filter(({ purpose }) => purpose === "hpke" || purpose === "time" || purpose === "log");
  const documents: Promise<SignedDocument>[] = [];
  for (const identity of identities) {
    const secret = ed25519Private(identity.secret);
    for (const key of keys) {
      documents.push(
        signKeyDocument({
          document: { ...toPublic(key), notAfter: nowMs + documentLifetimeMs },
          sign: (bytes) => signBytes(null, bytes, secret),
        }).then((document) => ({ key, identity: identity.version, document })),
      );
    }
  }
  return Promise.all(documents);
}

/**
 * Every identity names its successor. Also a revoked one does: devices that have kept it come over by it, for as long
 * as its file is there.
 */
export function createSuccessions({ all }: KeySet): Promise<readonly IdentitySuccession[]> {
  const identities = all.filter(({ purpose }) => purpose === "identity").reverse();
  return Promise.all(
    identities.slice(1).map((successor, index) => {
      const predecessor = identities[index] ?? successor;
      const secret = ed25519Private(predecessor.secret);
      return signIdentitySuccession({
        succession: {
          version: successor.version,
          from: ed25519Public(predecessor.secret),
          to: ed25519Public(successor.secret),
        },
        sign: (bytes) => signBytes(null, bytes, secret),
      });
    }),
  );
}

function toPublic({ purpose, version, secret }: DatedKey): Pick<KeyDocument, "purpose" | "version" | "publicKey"> {
  if (purpose === "hpke") return { purpose, version, publicKey: x25519Public(secret) };
  return { purpose: purpose === "time" ? "time" : "log", version, publicKey: ed25519Public(secret) };
}
