import {
  type PaymasterData,
  type PaymasterRequest,
  type PaymasterStubData,
  type PaymasterUserOperation,
  UserOperation,
} from "@tandem/protocol";
import { formatEther, type Hex, parseEther } from "viem";
import type { Context } from "../context.ts";
import { assertDevice } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { drawNetwork, findAccountId, getBudgetUsed, hasNetworkLeft, type NetworkDraw } from "../store/index.ts";

import { signSponsorship, stubPaymasterData } from "./signSponsorship.ts";
import { paymasterGas } from "./sponsorRelay.ts";

/** What one sponsored operation may cost at most. */
const maxGas = 5_000_000n;
const maxCostWei = parseEther("0.1");
const validitySeconds = 300;

type SponsorParameters = {
  readonly chainId: number;
  readonly keyId: Hex;
  readonly request: PaymasterRequest;
  /** Network of the client; undefined on loopback, which has no cap. */
  readonly network: string | undefined;
};

/** `pm_getPaymasterStubData` (ERC-7677): refuses early what would be refused later, and says why. */
export async function getStubData(context: Context, parameters: SponsorParameters): Promise<PaymasterStubData> {
  const { chain, draw } = await assertSponsored(context, parameters);
  if (draw && !(await hasNetworkLeft(context.database, draw))) throw networkUsedUp();
  context.sponsors.signer(chain.chainId);
  context.sponsors.assertDeposit(chain.chainId, 0n);
  return {
    paymaster: chain.sponsorPaymaster,
    paymasterData: stubPaymasterData(0, chain.head().timeSeconds + validitySeconds),
    ...paymasterGas,
    sponsor: { name: context.config.name },
    isFinal: false,
  };
}

/**
 * `pm_getPaymasterData` (ERC-7677): signs without reserving. The co-signing transaction reserves the budget, because
 * without the service's share the operation is void.
 */
export async function getData(context: Context, parameters: SponsorParameters): Promise<PaymasterData> {
  const { chain, operation, draw } = await assertSponsored(context, parameters);
  const paymaster = chain.sponsorPaymaster;
  const complete = toComplete({ ...paymasterGas, ...operation, paymaster, paymasterData: "0x" });
  context.sponsors.assertDeposit(chain.chainId, assertCaps(complete));
  const signer = context.sponsors.signer(chain.chainId);
  // Here, and not when the operation is signed: a share is asked for once, a sponsorship as often as one likes.
  if (draw && !(await drawNetwork(context.database, draw))) throw networkUsedUp();
  const paymasterData = await signSponsorship({
    signer,
    chainId: chain.chainId,
    paymaster,
    userOperation: complete,
    validAfter: 0,
    validUntil: chain.head().timeSeconds + validitySeconds,
  });
  return { paymaster, paymasterData };
}

async function assertSponsored(
  context: Context,
  { chainId, keyId, request, network }: SponsorParameters,
): Promise<{
  readonly chain: Chain;
  readonly operation: PaymasterUserOperation;
  /** What a deployment draws of its client network's day. */
  readonly draw: NetworkDraw | undefined;
}> {
  const [operation, entryPoint, requestedChainId, wishes] = request.params;
  const chain = context.chains.get(chainId);
  if (BigInt(requestedChainId) !== BigInt(chainId) || entryPoint !== chain.entryPoint) {
    throw new ServiceError("chain_unsupported", "The EntryPoint or chain is not the one of this address.");
  }
  const accountId = await findAccountId(context.database, operation.sender);
  const account = accountId && (await context.accounts.get(accountId));
  const isDevice = account?.record.devices.some((device) => device.keyId === keyId);
  const current = accountId && !isDevice ? await context.accounts.reload(accountId) : account;
  assertDevice(current ? current.record : undefined, keyId);
  if (wishes && "token" in wishes) {
    throw new ServiceError("policy_refused", "Network fees cannot be paid in a token here.", {
      rule: "sponsor-token",
      action: "Ask without a token, or pay the network fee with the account's own balance.",
    });
  }
  if (!accountId) return { chain, operation, draw: undefined };
  const deploys = operation.factory !== undefined;
  await assertBudget(context, accountId, deploys);
  const limit = context.config.sponsor.networkDaily;
  return { chain, operation, draw: deploys && network !== undefined ? { network, accountId, limit } : undefined };
}

function networkUsedUp(): ServiceError {
  return new ServiceError("policy_refused", "Sponsored new accounts of your network are used up for today.", {
    rule: "sponsor-network-budget",
    action: "Pay the first network fee with the account's own balance, or wait until tomorrow.",
  });
}

async function assertBudget({ config, database }: Context, accountId: Hex, deploys: boolean): Promise<void> {
  const used = await getBudgetUsed(database, accountId);
  const { accountDaily, daily, deploymentsDaily } = config.sponsor;
  const rule =
    used.account >= accountDaily
      ? "sponsor-account-budget"
      : used.service >= daily
        ? "sponsor-budget"
        : deploys && used.deployments >= deploymentsDaily
          ? "deployment-budget"
          : undefined;
  if (rule) {
    throw new ServiceError("policy_refused", "Sponsored operations are used up for today.", {
      rule,
      action: "Pay the network fee with the account's own balance, or wait until tomorrow.",
    });
  }
}

/** With every gas and fee field: the signature covers them all. */
function toComplete({ signature: _, ...operation }: PaymasterUserOperation): UserOperation {
  const parsed = UserOperation.safeParse(operation);
  if (!parsed.success) {
    throw new ServiceError("request_malformed", "pm_getPaymasterData needs every gas and fee field of the operation.");
  }
  return parsed.data;
}

/** @returns the most it can cost, in wei. */
function assertCaps(operation: UserOperation): bigint {
  const gas = [
    operation.callGasLimit,
    operation.verificationGasLimit,
    operation.preVerificationGas,
    operation.paymasterVerificationGasLimit ?? "0x0",
    operation.paymasterPostOpGasLimit ?? "0x0",
  ].reduce((sum, part) => sum + BigInt(part), 0n);
  const cost = gas * BigInt(operation.maxFeePerGas);
  if (gas > maxGas || cost > maxCostWei) {
    throw new ServiceError(
      "policy_refused",
      `Sponsored are at most ${maxGas} gas and ${formatEther(maxCostWei)} ETH.`,
      {
        rule: "sponsor-cap",
        action: "Split the operation, or pay its network fee with the account's own balance.",
      },
    );
  }
  return cost;
}
