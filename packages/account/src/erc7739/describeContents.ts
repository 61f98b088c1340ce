import type { TypedDataTypes } from "../typedData/types.ts";

export type DescribeContentsParameters = { readonly types: TypedDataTypes; readonly primaryType: string };

/**
 * The contents description of ERC-7739: what follows `TypedDataSign(…)` in the type string, which EIP-712 wants sorted by
 * name. Where the primary type does not come first (Seaport's `OrderComponents` after `ConsiderationItem`), its name is
 * appended: the explicit mode. Written primary type first, as `encodeType` of the contents alone would be, the account
 * would compute another type hash than the one that was signed.
 */
export function describeContents({ types, primaryType }: DescribeContentsParameters): string {
  const names = [...findDependencies(types, primaryType)].sort();
  const encoded = names
    .map((name) => `${name}(${types[name]?.map((field) => `${field.type} ${field.name}`).join(",")})`)
    .join("");
  return names[0] === primaryType ? encoded : encoded + primaryType;
}

/** The struct itself and all it refers to. */
function findDependencies(types: TypedDataTypes, type: string, found: Set<string> = new Set()): Set<string> {
  const name = type.replace(/(?:\[[0-9]*\])+$/, "");
  if (found.has(name) || !Object.hasOwn(types, name)) return found;
  found.add(name);
  for (const field of types[name] ?? []) findDependencies(types, field.type, found);
  return found;
}
