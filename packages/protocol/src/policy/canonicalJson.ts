import { InvalidParameterError } from "../errors/BaseError.ts";

/**
 * JSON without spaces, with the keys of every object in ascending order of their UTF-16 code units: RFC 8785 for
 * values of strings, booleans, safe integers, arrays and objects. Anything else is refused, so that one value has one
 * text in every language.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) {
    throw new InvalidParameterError("value", "made of strings, booleans, safe integers, arrays and objects");
  }
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
