import { isAddress } from "viem";
import { InvalidTypedDataError } from "../errors.ts";
import type { TypedDataTypes } from "./types.ts";

export type ParseValueParameters = {
  readonly value: unknown;
  readonly type: string;
  readonly types: TypedDataTypes;
  /** Where the value stands, for the error. */
  readonly path: string;
};

/** One value of its EIP-712 type, from JSON. */
export function parseValue(parameters: ParseValueParameters): unknown {
  const { value, type, types, path } = parameters;
  const array = /^(.+)\[([0-9]*)\]$/.exec(type);
  if (array) return parseArray(parameters, array[1] ?? "", array[2] ?? "");
  const fields = Object.hasOwn(types, type) ? types[type] : undefined;
  if (fields) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongType(path, type);
    return Object.fromEntries(
      fields.map(({ name, type }) => {
        const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
        return [name, parseValue({ value: member, type, types, path: `${path}.${name}` })];
      }),
    );
  }
  return parseElementary(parameters);
}

function parseArray({ value, type, types, path }: ParseValueParameters, item: string, length: string): unknown {
  if (!Array.isArray(value) || (length !== "" && value.length !== Number(length))) throw wrongType(path, type);
  return value.map((member: unknown, i) => parseValue({ value: member, type: item, types, path: `${path}[${i}]` }));
}

function parseElementary({ value, type, path }: ParseValueParameters): unknown {
  if (type === "string" || type === "bool") {
    if (typeof value !== (type === "bool" ? "boolean" : "string")) throw wrongType(path, type);
    return value;
  }
  if (type === "address") {
    if (typeof value !== "string" || !isAddress(value, { strict: false })) throw wrongType(path, type);
    return value.toLowerCase();
  }
  const bytes = /^bytes([1-9]|[12][0-9]|3[0-2]|)$/.exec(type);
  if (bytes) return parseBytes(value, bytes[1] ?? "") ?? raise(path, type);
  const integer = /^(u?)int([1-9][0-9]{0,2})$/.exec(type);
  if (integer && Number(integer[2]) % 8 === 0 && Number(integer[2]) <= 256)
    return parseInteger(value, Number(integer[2]), integer[1] === "") ?? raise(path, type);
  throw new InvalidTypedDataError(`${path} is of the unknown type ${type}`);
}

function parseBytes(value: unknown, length: string): string | undefined {
  if (typeof value !== "string" || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) return undefined;
  return length === "" || value.length === 2 + 2 * Number(length) ? value.toLowerCase() : undefined;
}

function parseInteger(value: unknown, bits: number, isSigned: boolean): bigint | undefined {
  const isText = typeof value === "string" && /^(?:-?[0-9]{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value);
  if (!isText && !(typeof value === "number" && Number.isSafeInteger(value))) return undefined;
  const integer = BigInt(value);
  const fits = (isSigned ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)) === integer;
  return fits ? integer : undefined;
}

function wrongType(path: string, type: string): InvalidTypedDataError {
  return new InvalidTypedDataError(`${path} is missing or not of type ${type}`);
}

function raise(path: string, type: string): never {
  throw wrongType(path, type);
}
