import {
  encodeCalls,
  encodeFactoryData,
  formatUserOperation,
  hashUserOperation,
  signingDigest,
  tandemAddresses,
} from "@tandem/account";
import type { PaymasterUserOperation } from "@tandem/protocol";
import { type Hex, hexToBigInt } from "viem";
import { getRecord } from "../../accounts/index.ts";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError, InsufficientFundsError, SponsorRefusedError } from "../../errors.ts";
import { getRequestKey, type RequestKey } from "../../requests/index.ts";
import { previewRequest } from "../../signing/index.ts";
import type { PreparedOperation, PrepareOperationParameters, UnsignedUserOperation } from "../../types.ts";
import { type Chain, getChain } from "../chain/index.ts";
import { findUnsettledAttempt } from "../journal/index.ts";
import { toSigningRequest } from "../toSigningRequest.ts";
import { assertCalls } from "./assertCalls.ts";
import { estimateGas } from "./estimateGas.ts";
import { type ChainState, readChainState } from "./readChainState.ts";
import {
  type PaymasterAnswer,
  requestPaymasterData,
  requestPaymasterStub,
  type SponsorRefusal,
} from "./requestPaymaster.ts";

/** A block's time may be behind the next one's by this much when the signature is first checked. */
const validAfterMarginSeconds = 60;
const validitySeconds = 600;
/** How long a prepared operation may sit in review: within the sponsorship's 5 minutes, and the 10 of a signature. */
const reviewMs = { sponsor: 4 * 60_000, account: 8 * 60_000 };

type Draft = Pick<
  UnsignedUserOperation,
  "callData" | "factory" | "factoryData" | "maxFeePerGas" | "maxPriorityFeePerGas" | "nonce" | "sender"
>;
type Priced = { readonly operation: UnsignedUserOperation; readonly fee: PreparedOperation["fee"] };

/**
 * Makes a UserOperation ready for review: nonce, fees, gas, sponsorship (or the account's own funds where that is
 * refused), validity, and the co-signer's preview. Nothing is signed or reserved.
 *
 * @throws InvalidInputError, UnknownChainError, InsufficientFundsError, OperationRefusedError, SponsorRefusedError,
 *   ServiceUnreachableError, TandemApiError
 */
export async function prepareOperation(
  context: ClientContext,
  parameters: PrepareOperationParameters,
): Promise<PreparedOperation> {
  const { accountId, chainId, calls, payer = "sponsor" } = parameters;
  assertCalls(calls);
  const [{ account }, key, chain] = await Promise.all([
    getRecord(context, accountId),
    getRequestKey(context, accountId),
    getChain(context, chainId),
  ]);
  const { address: sender } = account;
  const callData = encodeCalls(calls);
  // The stub depends on neither nonce nor fees, so it does not wait for them.
  const early = { sender, nonce: "0x0", callData } as const;
  const [state, stub] = await Promise.all([
    readChainState(chain, sender),
    payer === "sponsor" ? requestStub(context, { chain, key, operation: early }) : undefined,
  ]);
  const valueWei = calls.reduce((sum, { value = 0n }) => sum + value, 0n);
  if (valueWei > state.balanceWei) throw new InsufficientFundsError();

  const draft: Draft = {
    sender,
    nonce: state.nonce,
    ...(state.isDeployed ? {} : { factory: tandemAddresses.factory, factoryData: encodeFactoryData(account) }),
    callData,
    ...state.fees,
  };
  const { operation, fee } = await price(context, {
    chain,
    key,
    draft,
    stub,
    spendableWei: state.balanceWei - valueWei,
  });
  return finish(context, { accountId, chain, state, operation, fee, calls });
}

type PriceParameters = {
  readonly chain: Chain;
  readonly key: RequestKey;
  readonly draft: Draft;
  /** Undefined: the account pays because it wants to. */
  readonly stub: PaymasterAnswer<Sponsorship> | undefined;
  readonly spendableWei: bigint;
};

type Sponsorship = Required<
  Pick<
    UnsignedUserOperation,
    "paymaster" | "paymasterData" | "paymasterPostOpGasLimit" | "paymasterVerificationGasLimit"
  >
>;

async function price(context: ClientContext, parameters: PriceParameters): Promise<Priced> {
  const { stub } = parameters;
  if (!stub) return priceForAccount(parameters, undefined);
  if ("refusal" in stub) return priceForAccount(parameters, stub.refusal);
  const sponsored = await priceForSponsor(context, parameters, stub.data);
  return "refusal" in sponsored ? priceForAccount(parameters, sponsored.refusal) : sponsored.data;
}

async function priceForSponsor(
  context: ClientContext,
  { chain, key, draft }: PriceParameters,
  stub: NonNullable<Sponsorship>,
): Promise<PaymasterAnswer<Priced>> {
  const gas = await estimateGas(chain, formatUserOperation({ ...draft, ...noGas, ...stub }));
  const unsigned: UnsignedUserOperation = { ...draft, ...gas, ...stub };
  const answer = await requestPaymasterData(context, { chain, key, operation: formatUserOperation(unsigned) });
  if ("refusal" in answer) return answer;
  const { paymaster, paymasterData } = answer.data;
  const operation = { ...unsigned, paymaster, paymasterData };
  return { data: { operation, fee: { maxWei: maxFeeWei(operation), payer: "sponsor", sponsor: paymaster } } };
}

async function priceForAccount(
  { chain, draft, spendableWei }: PriceParameters,
  refusal: SponsorRefusal | undefined,
): Promise<Priced> {
  const operation = { ...draft, ...(await estimateGas(chain, formatUserOperation({ ...draft, ...noGas }))) };
  const maxWei = maxFeeWei(operation);
  if (maxWei > spendableWei) throw refusal ? new SponsorRefusedError(refusal) : new InsufficientFundsError();
  return { operation, fee: { maxWei, payer: "account", ...(refusal && { refusal }) } };
}

const noGas = { callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n };

/** What the EntryPoint may charge at most: the sum of all limits at the highest price. */
function maxFeeWei(operation: UnsignedUserOperation): bigint {
  const { callGasLimit, verificationGasLimit, preVerificationGas, maxFeePerGas } = operation;
  const { paymasterVerificationGasLimit = 0n, paymasterPostOpGasLimit = 0n } = operation;
  const gas = callGasLimit + verificationGasLimit + preVerificationGas;
  return (gas + paymasterVerificationGasLimit + paymasterPostOpGasLimit) * maxFeePerGas;
}

async function requestStub(
  context: ClientContext,
  parameters: { readonly chain: Chain; readonly key: RequestKey; readonly operation: PaymasterUserOperation },
): Promise<PaymasterAnswer<Sponsorship>> {
  const answer = await requestPaymasterStub(context, parameters);
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

type FinishParameters = Priced & {
  readonly accountId: Hex;
  readonly chain: Chain;
  readonly state: ChainState;
  readonly calls: PreparedOperation["calls"];
};

async function finish(context: ClientContext, parameters: FinishParameters): Promise<PreparedOperation> {
  const { accountId, chain, state, operation: userOperation, fee, calls } = parameters;
  const { chainId, entryPoint } = chain.config;
  const validAfter = Math.max(0, Number(state.block.timestamp) - validAfterMarginSeconds);
  const validUntil = validAfter + validitySeconds;
  const request = toSigningRequest({ chainId, entryPoint, userOperation, validAfter, validUntil });
  const digest = signingDigest(request, { address: userOperation.sender });
  const [preview, unsettled] = await Promise.all([
    previewRequest(context, { accountId, request }),
    findUnsettledAttempt(context, { accountId, chainId, nonce: userOperation.nonce }),
  ]);
  if (preview.digest !== digest) throw new CosignerMisbehavedError("it computed another digest");
  return {
    accountId,
    chainId,
    entryPoint,
    userOperation,
    validAfter,
    validUntil,
    userOpHash: hashUserOperation({ chainId, entryPoint, userOperation: formatUserOperation(userOperation) }),
    digest,
    calls,
    fee,
    preview,
    ...unsettled,
    deploys: !state.isDeployed,
    blockNumber: state.block.number,
    expiresAt: context.now() + reviewMs[fee.payer],
  };
}
