import { formatUserOperation, signingDigest } from "@tandem/account";
import { type Address, type Hex, hexToBigInt } from "viem";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError, InsufficientFundsError, SponsorRefusedError } from "../../errors.ts";
import type { RequestKey } from "../../requests/index.ts";
import { previewRequest } from "../../signing/index.ts";
import type { PreparedOperation, Preview, UnsignedUserOperation } from "../../types.ts";
import type { Chain } from "../chain/index.ts";
import { toSigningRequest } from "../toSigningRequest.ts";
import { estimateGas } from "./estimateGas.ts";
import {
  type PaymasterAnswer,
  requestPaymasterData,
  requestPaymasterStub,
  type SponsorRefusal,
} from "./requestPaymaster.ts";

/** An operation without gas limits and paymaster. */
export type Draft = Pick<
  UnsignedUserOperation,
  "callData" | "factory" | "factoryData" | "maxFeePerGas" | "maxPriorityFeePerGas" | "nonce" | "sender"
>;

/** The paymaster's fields, with a signature of nobody. */
export type Sponsorship = Required<
  Pick<
    UnsignedUserOperation,
    "paymaster" | "paymasterData" | "paymasterPostOpGasLimit" | "paymasterVerificationGasLimit"
  >
>;

export type PriceOperationParameters = {
  readonly chain: Chain;
  readonly accountId: Hex;
  readonly key: RequestKey;
  readonly draft: Draft;
  readonly validity: { readonly validAfter: number; readonly validUntil: number };
  /** Undefined: the account pays because its owner wants it. */
  readonly stub: PaymasterAnswer<Sponsorship> | undefined;
  /** What is left of the balance after the calls. */
  readonly spendableWei: bigint;
};

export type PricedOperation = {
  readonly operation: UnsignedUserOperation;
  readonly fee: PreparedOperation["fee"];
  readonly preview: Preview;
};

const noGas = { callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n };

/** Gas, who pays for it, and the co-signer's preview. Where sponsorship is refused, the account pays and it is said. */
export async function priceOperation(
  context: ClientContext,
  parameters: PriceOperationParameters,
): Promise<PricedOperation> {
  const { stub } = parameters;
  if (!stub) return priceForAccount(context, parameters);
  if ("refusal" in stub) return priceForAccount(context, parameters, stub.refusal);
  const sponsored = await priceForSponsor(context, parameters, stub.data);
  return "refusal" in sponsored ? priceForAccount(context, parameters, sponsored.refusal) : sponsored.data;
}

/** First question to the paymaster; it needs neither nonce nor gas, so it need not wait for the chain. */
export async function requestSponsorship(
  context: ClientContext,
  parameters: { readonly chain: Chain; readonly key: RequestKey; readonly sender: Address; readonly callData: Hex },
): Promise<PaymasterAnswer<Sponsorship>> {
  const { chain, key, sender, callData } = parameters;
  const answer = await requestPaymasterStub(context, { chain, key, operation: { sender, nonce: "0x0", callData } });
  if ("refusal" in answer) return answer;
  const { paymaster, paymasterData, paymasterVerificationGasLimit, paymasterPostOpGasLimit } = answer.data;
  return {
    data: {
      paymaster,
      paymasterData,
      paymasterVerificationGasLimit: hexToBigInt(paymasterVerificationGasLimit),
      paymasterPostOpGasLimit: hexToBigInt(paymasterPostOpGasLimit),
    },
  };
}

async function priceForSponsor(
  context: ClientContext,
  parameters: PriceOperationParameters,
  sponsorship: Sponsorship,
): Promise<PaymasterAnswer<PricedOperation>> {
  const { chain, key, draft } = parameters;
  const open = { ...draft, ...noGas, ...sponsorship };
  // The policy counts what leaves the account, which a sponsored fee does not: its word needs no gas limits.
  const [gas, preview] = await Promise.all([
    estimateGas(chain, formatUserOperation(open)),
    previewOperation(context, parameters, open),
  ]);
  const unsigned = { ...open, ...gas };
  const answer = await requestPaymasterData(context, { chain, key, operation: formatUserOperation(unsigned) });
  if ("refusal" in answer) return answer;
  const { paymaster, paymasterData } = answer.data;
  const operation = { ...unsigned, paymaster, paymasterData };
  return { data: { operation, preview, fee: { maxWei: maxFeeWei(operation), payer: "sponsor", sponsor: paymaster } } };
}

async function priceForAccount(
  context: ClientContext,
  parameters: PriceOperationParameters,
  refusal?: SponsorRefusal,
): Promise<PricedOperation> {
  const { chain, draft, spendableWei } = parameters;
  const gas = await estimateGas(chain, formatUserOperation({ ...draft, ...noGas })).catch((error: unknown) => {
    throw error instanceof InsufficientFundsError ? uncovered(refusal) : error;
  });
  const operation = { ...draft, ...gas };
  const maxWei = maxFeeWei(operation);
  if (maxWei > spendableWei) throw uncovered(refusal);
  const preview = await previewOperation(context, parameters, operation);
  return { operation, preview, fee: { maxWei, payer: "account", ...(refusal && { refusal }) } };
}

function uncovered(refusal: SponsorRefusal | undefined): Error {
  return refusal ? new SponsorRefusedError(refusal) : new InsufficientFundsError();
}

/** The co-signer's word, after a check that it reads the operation as this device does. */
async function previewOperation(
  context: ClientContext,
  { chain, accountId, validity }: PriceOperationParameters,
  userOperation: UnsignedUserOperation,
): Promise<Preview> {
  const { chainId, entryPoint } = chain.config;
  const request = toSigningRequest({ chainId, entryPoint, userOperation, ...validity });
  const preview = await previewRequest(context, { accountId, request });
  if (preview.digest !== signingDigest(request, { address: userOperation.sender })) {
    throw new CosignerMisbehavedError("it computed another digest");
  }
  return preview;
}

/** What the EntryPoint may charge at most: the sum of all limits at the highest price. */
function maxFeeWei(operation: UnsignedUserOperation): bigint {
  const { callGasLimit, verificationGasLimit, preVerificationGas, maxFeePerGas } = operation;
  const { paymasterVerificationGasLimit = 0n, paymasterPostOpGasLimit = 0n } = operation;
  const gas = callGasLimit + verificationGasLimit + preVerificationGas;
  return (gas + paymasterVerificationGasLimit + paymasterPostOpGasLimit) * maxFeePerGas;
}
