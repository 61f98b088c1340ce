import type { TypedData } from "@tandem/protocol";

/** The example of EIP-712. */
export const mail = {
  domain: { name: "Ether Mail", version: "1", chainId: 1, verifyingContract: `0x${"cc".repeat(20)}` },
  types: {
    Person: [
      { name: "name", type: "string" },
      { name: "wallet", type: "address" },
    ],
    Mail: [
      { name: "from", type: "Person" },
      { name: "to", type: "Person[]" },
      { name: "contents", type: "string" },
    ],
  },
  primaryType: "Mail",
  message: {
    from: { name: "Cow", wallet: `0x${"cd".repeat(20)}` },
    to: [{ name: "Bob", wallet: `0x${"bb".repeat(20)}` }],
    contents: "Hello, Bob!",
  },
} as const satisfies TypedData;

/** As in Seaport: the struct's parts come before it in the alphabet. */
export const order = {
  domain: { name: "Seaport", version: "1.6", chainId: 1, verifyingContract: `0x${"ee".repeat(20)}` },
  types: {
    OrderComponents: [
      { name: "offerer", type: "address" },
      { name: "offer", type: "OfferItem[]" },
      { name: "consideration", type: "ConsiderationItem[2]" },
      { name: "counter", type: "uint256" },
    ],
    OfferItem: [
      { name: "itemType", type: "uint8" },
      { name: "amount", type: "uint256" },
    ],
    ConsiderationItem: [
      { name: "amount", type: "uint256" },
      { name: "recipient", type: "address" },
      { name: "proof", type: "bytes" },
      { name: "isFinal", type: "bool" },
      { name: "delta", type: "int16" },
    ],
  },
  primaryType: "OrderComponents",
  message: {
    offerer: `0x${"ab".repeat(20)}`,
    offer: [{ itemType: 1, amount: "115792089237316195423570985008687907853269984665640564039457584007913129639935" }],
    consideration: [
      { amount: "0x10", recipient: `0x${"ac".repeat(20)}`, proof: "0x", isFinal: true, delta: -5 },
      { amount: 16, recipient: `0x${"ad".repeat(20)}`, proof: "0xABcd", isFinal: false, delta: "-32768" },
    ],
    counter: "0",
  },
} as const satisfies TypedData;

/** A permit: one flat struct, domain without version. */
export const permit = {
  domain: { name: "Permit2", chainId: "31337", verifyingContract: `0x${"dd".repeat(20)}` },
  types: {
    EIP712Domain: [
      { name: "name", type: "string" },
      { name: "chainId", type: "uint256" },
      { name: "verifyingContract", type: "address" },
    ],
    PermitSingle: [
      { name: "spender", type: "address" },
      { name: "sigDeadline", type: "uint48" },
    ],
  },
  primaryType: "PermitSingle",
  message: { spender: `0x${"ab".repeat(20)}`, sigDeadline: 1_800_000_000 },
} as const satisfies TypedData;
