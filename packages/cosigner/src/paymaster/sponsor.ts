import type { PaymasterData, PaymasterRequest, PaymasterStubData, PaymasterUserOperation } from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertDevice, unknownAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { drawNetwork, findAccountId, getBudgetUsed, hasNetworkLeft, type NetworkDraw } from "../store/index.ts";
import { assertSimulates } from "./assertSimulates.ts";
import { assertCaps, toComplete } from "./operationCaps.ts";
import { getTokenData, getTokenStubData } from "./payInToken.ts";
import { signSponsorship, stubPaymasterData } from "./signSponsorship.ts";
import { paymasterGas } from "./sponsorRelay.ts";
import { assertNoneInFlight, takePlace } from "./takePlace.ts";

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
  const { chain, operation, accountId, token } = await identify(context, parameters);
  if (token !== undefined) return getTokenStubData(context, { chain, operation, token });
  const draw = await assertBudgets(context, { ...parameters, accountId, operation });
  await assertNoneInFlight(context, { chain, accountId, operation });
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
 * `pm_getPaymasterData` (ERC-7677): takes the account's place and signs. The budgets of operations are reserved by the
 * co-signing transaction, because without the service's share the operation is void.
 */
export async function getData(context: Context, parameters: SponsorParameters): Promise<PaymasterData> {
  const { chain, operation, accountId, token } = await identify(context, parameters);
  if (token !== undefined) return getTokenData(context, { chain, operation, token });
  const draw = await assertBudgets(context, { ...parameters, accountId, operation });
  const paymaster = chain.sponsorPaymaster;
  const complete = toComplete({ ...paymasterGas, ...operation, paymaster, paymasterData: "0x" });
  const maxWei = assertCaps(complete);
  context.sponsors.assertDeposit(chain.chainId, maxWei);
  const signer = context.sponsors.signer(chain.chainId);
  // A first operation that would fail costs the day of its network nothing, and us nothing.
  if (operation.factory !== undefined) await assertSimulates(chain, complete);
  const validUntil = chain.head().timeSeconds + validitySeconds;
  await takePlace(context, { chain, accountId, operation }, { validUntil, maxWei });
  // Here, and not when the operation is signed: a share is asked for once, a sponsorship as often as one likes.
  if (draw && !(await drawNetwork(context.database, draw))) throw networkUsedUp();
  const paymasterData = await signSponsorship({
    signer,
    chainId: chain.chainId,
    paymaster,
    userOperation: complete,
    validAfter: 0,
    validUntil,
  });
  return { paymaster, paymasterData };
}

type Identified = {
  readonly chain: Chain;
  readonly operation: PaymasterUserOperation;
  readonly accountId: Hex;
  /** Where the fee is to be paid in one; as the caller gave it. */
  readonly token: unknown;
};

/** Whose operation it is, and that its device asks. */
async function identify(context: Context, { chainId, keyId, request }: SponsorParameters): Promise<Identified> {
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
  if (!accountId) throw unknownAccount();
  return { chain, operation, accountId, token: wishes?.token };
}

/** @returns what a deployment draws of its client network's day. */
async function assertBudgets(
  context: Context,
  { accountId, operation, network }: SponsorParameters & Pick<Identified, "accountId" | "operation">,
): Promise<NetworkDraw | undefined> {
  const deploys = operation.factory !== undefined;
  await assertBudget(context, accountId, deploys);
  const limit = context.config.sponsor.networkDaily;
  return deploys && network !== undefined ? { network, accountId, limit } : undefined;
}

function networkUsedUp(): ServiceError {
  return new ServiceError("policy_refused", "Sponsored new accounts of your network are used up for today.", {
    rule: "sponsor-network-budget",
    action: "Pay the first network fee with the account's own balance, or wait until tomorrow.",
  });
}

async function assertBudget({ config, database }: Context, accountId: Hex, deploys: boolean): Promise<void> {
  const used = await getBudgetUsed(database, accountId);
  const { accountDaily, accountDailyWei, daily, dailyWei, deploymentsDaily } = config.sponsor;
  const rule =
    used.account >= accountDaily || used.accountWei >= accountDailyWei
      ? "sponsor-account-budget"
      : used.service >= daily || used.serviceWei >= dailyWei
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
