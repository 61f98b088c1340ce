import type { TypedDataDomain } from "viem";

export type TypedDataField = { readonly name: string; readonly type: string };
export type TypedDataTypes = Readonly<Record<string, readonly TypedDataField[]>>;

/** Typed data as it is hashed: values of the right JavaScript type, `EIP712Domain` left out of `types`. */
export type ParsedTypedData = {
  readonly domain: TypedDataDomain;
  readonly types: TypedDataTypes;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
};
