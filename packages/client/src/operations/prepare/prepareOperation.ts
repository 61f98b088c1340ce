import {
  encodeCalls,
  encodeFactoryData,
  formatUserOperation,
  hashUserOperation,
  signingDigest,
  tandemAddresses,
} from "@tandem/account";
import { getRecord } from "../../accounts/index.ts";
import type { ClientContext } from "../../context.ts";
import { InsufficientFundsError } from "../../errors.ts";
import { findUnsettledAttempt } from "../../journal/index.ts";
import { getRequestKey } from "../../requests/index.ts";
import type { PreparedOperation, PrepareOperationParameters } from "../../types.ts";
import { getChain } from "../chain/index.ts";
import { toSigningRequest } from "../toSigningRequest.ts";
import { assertCalls } from "./assertCalls.ts";
import { priceOperation, requestSponsorship } from "./priceOperation.ts";
import { readChainState } from "./readChainState.ts";
import { settlePending } from "./settlePending.ts";

/** The clocks of bundler and next block may be behind the block this was prepared on. */
const validAfterMarginSeconds = 60;
const validitySeconds = 600;
/** How long a prepared operation may sit in review: within the sponsorship's 5 minutes, or the signature's 10. */
const reviewMs = { sponsor: 4 * 60_000, account: 8 * 60_000 };

/**
 * Makes a UserOperation ready for review in three rounds: chain and paymaster; gas and the co-signer's preview; the
 * sponsorship. Where that is refused, the account pays. Nothing is signed or reserved.
 *
 * @throws InvalidInputError, UnknownChainError, InsufficientFundsError, OperationRefusedError, OperationPendingError,
 *   SponsorRefusedError, ServiceUnreachableError, TandemApiError
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
  const [latest, stub] = await Promise.all([
    readChainState(chain, sender),
    payer === "sponsor" ? requestSponsorship(context, { chain, key, sender, callData }) : undefined,
  ]);
  const isOutdated = await settlePending(context, { accountId, chainId, nonce: latest.nonce });
  const state = isOutdated ? await readChainState(chain, sender) : latest;
  const spendableWei = calls.reduce((rest, { value = 0n }) => rest - value, state.balanceWei);
  if (spendableWei < 0n) throw new InsufficientFundsError();

  const { nonce, isDeployed, block, fees } = state;
  const deployment = isDeployed ? {} : { factory: tandemAddresses.factory, factoryData: encodeFactoryData(account) };
  const validAfter = Math.max(0, Number(block.timestamp) - validAfterMarginSeconds);
  const validity = { validAfter, validUntil: validAfter + validitySeconds };
  const draft = { sender, nonce, ...deployment, callData, ...fees };
  const [priced, unsettled] = await Promise.all([
    priceOperation(context, { chain, accountId, key, draft, validity, stub, spendableWei }),
    findUnsettledAttempt(context, { accountId, chainId, nonce }),
  ]);
  const { operation: userOperation, fee, preview } = priced;
  const { entryPoint } = chain.config;
  const request = toSigningRequest({ chainId, entryPoint, userOperation, ...validity });
  const digest = signingDigest(request, { address: sender });
  return {
    accountId,
    chainId,
    entryPoint,
    userOperation,
    ...validity,
    userOpHash: hashUserOperation({ chainId, entryPoint, userOperation: formatUserOperation(userOperation) }),
    digest,
    calls: calls.map(({ to, value = 0n, data = "0x" }) => ({ to, value, data })),
    fee,
    preview: { ...preview, digest },
    ...unsettled,
    deploys: !isDeployed,
    blockNumber: block.number,
    expiresAt: context.now() + reviewMs[fee.payer],
  };
}
