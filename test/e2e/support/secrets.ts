import { createHash } from "node:crypto";
import { decodeKeyPackage } from "@tandem/frost";
import type { Page } from "playwright-core";

/** A secret in the forms in which it could slip out. */
export function formsOf(hex: string): readonly string[] {
  const bytes = Buffer.from(hex, "hex");
  return [
    hex.toLowerCase(),
    hex.toUpperCase(),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    BigInt(`0x${hex}`).toString(),
    [...bytes].join(","),
  ];
}

/** Where a text, or raw bytes, holds one of these secrets; empty is good. Never returns the secret itself. */
export function findSecrets(content: Buffer, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, hex]) => {
    const raw = content.includes(Buffer.from(hex, "hex"));
    return raw || formsOf(hex).some((form) => content.includes(form)) ? [name] : [];
  });
}

/** Everything the browser keeps for this origin: IndexedDB, both storages, cookies, caches. */
export async function dumpStorage(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const dumps = await Promise.all(databases.map(({ name }) => dumpDatabase(name ?? "")));
    const cacheNames = await caches.keys();
    return JSON.stringify(
      [dumps, { ...localStorage }, { ...sessionStorage }, document.cookie, cacheNames],
      (_key, value) => {
        if (typeof value === "bigint") return value.toString();
        if (value instanceof ArrayBuffer) return [...new Uint8Array(value)].join(",");
        if (ArrayBuffer.isView(value))
          return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)].join(",");
        if (value instanceof CryptoKey) return `CryptoKey ${value.type} extractable:${value.extractable}`;
        return value;
      },
    );

    async function dumpDatabase(name: string): Promise<unknown> {
      const database = await settle<IDBDatabase>(indexedDB.open(name));
      const stores = [...database.objectStoreNames];
      const rows = await Promise.all(
        stores.map(async (store) => [store, await settle(database.transaction(store).objectStore(store).getAll())]),
      );
      database.close();
      return { name, rows };
    }
    function settle<Result>(request: IDBRequest<Result>): Promise<Result> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
  });
  return Buffer.from(text);
}

type Bytes = Uint8Array<ArrayBuffer>;

type AccountRow = {
  readonly account: { readonly accountId: string; readonly publicKey: string; readonly keyEpoch: number };
  readonly sealedShare: string;
  readonly wraps: readonly { readonly credentialId: string; readonly wrapped: string }[];
};

/**
 * Opens the device's sealed share outside the wallet, by the published format alone, with a PRF output that the test
 * has noted. So the scan knows the real secrets, and the format is checked once more.
 */
export async function openDeviceShare(page: Page, prfHex: string): Promise<{ share: string; dataKey: string }> {
  const row = (await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("tandem");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const request = opening.result.transaction("accounts").objectStore("accounts").getAll();
          request.onsuccess = () => resolve(request.result[0]);
          request.onerror = () => reject(request.error);
        };
      }),
  )) as AccountRow;
  const accountId = fromHex(row.account.accountId);
  const wrap = row.wraps[0];
  if (!wrap) throw new TypeError("No wrap under a passkey");
  const info = parts("tandem/wrap/v1", accountId, Uint8Array.from(Buffer.from(wrap.credentialId, "base64url")));
  const material = await crypto.subtle.importKey("raw", fromHex(prfHex), "HKDF", false, ["deriveBits"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const wrapKey = await crypto.subtle.deriveBits(derivation, material, 256);
  const dataKey = await open(new Uint8Array(wrapKey), wrap.wrapped, info);
  const epoch = Buffer.alloc(8);
  epoch.writeBigUInt64BE(BigInt(row.account.keyEpoch));
  const bound = parts("tandem/share/v1", accountId, fromHex(row.account.publicKey));
  const context = Uint8Array.from([...bound, ...epoch]);
  const keyPackage = decodeKeyPackage(await open(dataKey, row.sealedShare, context));
  return { share: Buffer.from(keyPackage.signingShare).toString("hex"), dataKey: Buffer.from(dataKey).toString("hex") };
}

/** For a line that fails without printing the secret. */
export function fingerprint(hex: string): string {
  return createHash("sha256").update(hex).digest("hex").slice(0, 8);
}

async function open(key: Bytes, sealedHex: string, additionalData: Bytes): Promise<Bytes> {
  const sealed = fromHex(sealedHex);
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const iv = sealed.subarray(0, 12);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, aes, sealed.subarray(12)));
}

function fromHex(hex: string): Bytes {
  return Uint8Array.from(Buffer.from(hex.replace(/^0x/, ""), "hex"));
}

/** Every part of variable length with its length as uint32, big-endian. */
function parts(...values: readonly (string | Bytes)[]): Bytes {
  return Uint8Array.from(
    values.flatMap((value) => {
      const bytes = Buffer.from(value);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [...length, ...bytes];
    }),
  );
}
