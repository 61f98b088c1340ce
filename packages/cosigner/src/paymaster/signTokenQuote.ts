import type { UserOperation } from "@tandem/protocol";
import { type Address, concat, type Hex, numberToHex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { signedFields, stubSignature, toCompact, toSignedFields } from "./signedFields.ts";

/** What the TokenPaymaster is told: token and price, good until `validUntil` (Unix seconds of the chain). */
export type SignedQuote = {
  readonly token: Address;
  /** Smallest units of the token for one coin of the chain. */
  readonly unitsPerCoin: bigint;
  readonly validUntil: number;
};

export type SignTokenQuoteParameters = SignedQuote & {
  readonly signer: PrivateKeyAccount;
  readonly chainId: number;
  readonly paymaster: Address;
  readonly userOperation: UserOperation;
};

/** The struct of TokenPaymaster.sol. */
const types = {
  TokenQuote: [
    ...signedFields,
    { name: "validUntil", type: "uint48" },
    { name: "validAfter", type: "uint48" },
    { name: "token", type: "address" },
    { name: "tokenPerNative", type: "uint256" },
  ],
} as const;

/** `paymasterData` of an operation paid in a token: validUntil6 ‖ validAfter6 ‖ token20 ‖ price32 ‖ signature64, 128 bytes. */
export async function signTokenQuote(parameters: SignTokenQuoteParameters): Promise<Hex> {
  const { signer, chainId, paymaster, userOperation, token, unitsPerCoin, validUntil } = parameters;
  const signature = await signer.signTypedData({
    domain: { name: "Tandem Token Paymaster", version: "1", chainId, verifyingContract: paymaster },
    types,
    primaryType: "TokenQuote",
    message: {
      ...toSignedFields(userOperation),
      ...{ token, tokenPerNative: unitsPerCoin, validUntil, validAfter: 0 },
    },
  });
  return encodeQuote(parameters, toCompact(signature));
}

/** The same bytes with a signature of nobody, for gas estimates. */
export function stubTokenQuote(quote: SignedQuote): Hex {
  return encodeQuote(quote, stubSignature);
}

function encodeQuote({ token, unitsPerCoin, validUntil }: SignedQuote, signature64: Hex): Hex {
  const validity = concat([numberToHex(validUntil, { size: 6 }), numberToHex(0, { size: 6 })]);
  return concat([validity, token, numberToHex(unitsPerCoin, { size: 32 }), signature64]);
}
