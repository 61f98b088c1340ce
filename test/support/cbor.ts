export type CborValue = number | string | Uint8Array | ReadonlyMap<string, CborValue> | ReadonlyMap<number, CborValue>;

/** The few CBOR types WebAuthn objects are made of (RFC 8949): integers, bytes, text and maps, shortest form. */
export function encodeCbor(value: CborValue): Buffer {
  if (typeof value === "number") return value < 0 ? encodeHead(1, -1 - value) : encodeHead(0, value);
  if (typeof value === "string") return Buffer.concat([encodeHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([encodeHead(2, value.length), value]);
  const entries = Array.from<readonly [string | number, CborValue]>(value).flatMap(([key, item]) => [
    encodeCbor(key),
    encodeCbor(item),
  ]);
  return Buffer.concat([encodeHead(5, value.size), ...entries]);
}

function encodeHead(majorType: number, argument: number): Buffer {
  const type = majorType << 5;
  if (argument < 24) return Buffer.of(type | argument);
  if (argument < 0x100) return Buffer.of(type | 24, argument);
  return Buffer.of(type | 25, argument >> 8, argument & 0xff);
}
