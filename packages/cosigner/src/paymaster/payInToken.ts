import {
  EvmAddress,
  type PaymasterData,
  type PaymasterStubData,
  type PaymasterUserOperation,
  type TokenQuote,
} from "@tandem/protocol";
import { type Address, erc20Abi } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { highestTokenFee } from "../policy/index.ts";
import type { Chain } from "../settlement/index.ts";
import { assertCaps, toComplete } from "./operationCaps.ts";
import { type SignedQuote, signTokenQuote, stubTokenQuote } from "./signTokenQuote.ts";

/** Validation takes the tokens and postOp gives back what was not used; both with cold storage, and a margin. */
const tokenPaymasterGas = { paymasterVerificationGasLimit: "0x30d40", paymasterPostOpGasLimit: "0x9c40" } as const;

/** Shorter than a sponsorship: the price is bound to it. */
const validitySeconds = 120;

export type TokenRequest = {
  readonly chain: Chain;
  readonly operation: PaymasterUserOperation;
  /** As the caller gave it. */
  readonly token: unknown;
};

/** A quote for an estimate; says early what would keep it from being paid. */
export async function getTokenStubData(context: Context, request: TokenRequest): Promise<PaymasterStubData> {
  const { chain } = request;
  const quote = createQuote(request);
  context.sponsors.signer(chain.chainId, "token");
  context.sponsors.assertDeposit(chain.chainId, 0n, "token");
  await assertPayable(request, quote, 1n);
  return {
    paymaster: quote.paymaster,
    paymasterData: stubTokenQuote(quote),
    ...tokenPaymasterGas,
    sponsor: { name: context.config.name },
    isFinal: false,
    quote: toWire(quote),
  };
}

/** The quote, signed over every field of the operation. Nothing is reserved: the account pays in validation. */
export async function getTokenData(context: Context, request: TokenRequest): Promise<PaymasterData> {
  const { chain, operation } = request;
  const quote = createQuote(request);
  const { paymaster } = quote;
  const complete = toComplete({ ...tokenPaymasterGas, ...operation, paymaster, paymasterData: "0x" });
  context.sponsors.assertDeposit(chain.chainId, assertCaps(complete), "token");
  const maxAmount = highestTokenFee(complete, quote.unitsPerCoin);
  await assertPayable(request, quote, maxAmount);
  const signer = context.sponsors.signer(chain.chainId, "token");
  const paymasterData = await signTokenQuote({ ...quote, signer, chainId: chain.chainId, userOperation: complete });
  return { paymaster, paymasterData, quote: toWire(quote, maxAmount) };
}

type Quote = SignedQuote & { readonly paymaster: Address };

/** The operator's price of now. */
function createQuote({ chain, token: wanted }: TokenRequest): Quote {
  const token = EvmAddress.safeParse(wanted).data;
  const fee = chain.tokenFees.find((candidate) => candidate.token.toLowerCase() === token?.toLowerCase());
  if (!fee || chain.tokenPaymaster === undefined) {
    throw new ServiceError("policy_refused", "Network fees cannot be paid in this token here.", {
      rule: "sponsor-token",
      action: "Ask without a token, or pay the network fee with the account's own balance.",
    });
  }
  return {
    paymaster: chain.tokenPaymaster,
    token: fee.token,
    unitsPerCoin: BigInt(fee.unitsPerCoin),
    validUntil: chain.head().timeSeconds + validitySeconds,
  };
}

/** The paymaster takes the tokens in validation: what is missing would fail the operation there, without a word. */
async function assertPayable(
  { chain, operation }: TokenRequest,
  { token, paymaster }: Quote,
  amount: bigint,
): Promise<void> {
  const read = { address: token, abi: erc20Abi } as const;
  const [balance, allowance] = await Promise.all([
    chain.client.readContract({ ...read, functionName: "balanceOf", args: [operation.sender] }),
    chain.client.readContract({ ...read, functionName: "allowance", args: [operation.sender, paymaster] }),
  ]);
  if (balance < amount) {
    throw new ServiceError("policy_refused", "The account has too little of the token for the network fee.", {
      rule: "sponsor-token-balance",
      action: "Pay the network fee in another way, or top the token up.",
    });
  }
  if (allowance < amount) {
    throw new ServiceError("policy_refused", `The account has not allowed ${paymaster} to take the token.`, {
      rule: "sponsor-token-allowance",
      action: "Approve it in an operation of its own first.",
    });
  }
}

function toWire({ token, unitsPerCoin, validUntil }: Quote, maxAmount?: bigint): TokenQuote {
  return {
    ...{ token, unitsPerCoin: unitsPerCoin.toString(), validUntil },
    ...(maxAmount !== undefined && { maxAmount: maxAmount.toString() }),
  };
}
