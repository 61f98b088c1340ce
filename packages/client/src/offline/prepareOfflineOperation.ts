import {
  encodeCalls,
  encodeFactoryData,
  formatUserOperation,
  stubSignature,
  tandemAddresses,
  type UnsignedUserOperation,
} from "@tandem/account";
import { type Address, type Hex, hexToBigInt, isAddressEqual } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { estimateGas } from "viem/actions";
import { InsufficientFundsError } from "../errors.ts";
import { toServiceError } from "../operations/index.ts";
import type { Call } from "../types.ts";
import type { ConnectedChain } from "./connectChain.ts";
import { OwnerReplacedError } from "./errors.ts";
import { type OfflineState, readOfflineAccount } from "./readOfflineAccount.ts";
import type { OfflineAccount, OfflineOperation } from "./types.ts";

export type PrepareOfflineOperationParameters = {
  readonly chain: ConnectedChain;
  readonly account: OfflineAccount;
  readonly calls: readonly Call[];
};

/** Without the co-signer nobody asks for a short validity; an hour leaves time to hand a transaction to somebody. */
const validitySeconds = 3600;
const validAfterMarginSeconds = 60;

/** Where no bundler estimates: what validation takes at most, with a wide margin. */
const verificationGas = 150_000n;
const deploymentGas = 400_000n;
const rotationGas = 120_000n;
/** What sending it costs somebody besides execution; paid to the sender. */
const overheadGas = 60_000n;

/**
 * Makes an operation ready to be signed; the account pays its fee.
 *
 * @throws OwnerReplacedError, InsufficientFundsError, OperationRefusedError, ServiceUnreachableError
 */
export async function prepareOfflineOperation(
  parameters: PrepareOfflineOperationParameters,
): Promise<OfflineOperation> {
  const { chain, account, calls } = parameters;
  const state = await readOfflineAccount(chain, account);
  if (state.owner !== account.publicKey) throw new OwnerReplacedError();
  const spendable = calls.reduce((rest, { value = 0n }) => rest - value, state.balanceWei);
  if (spendable < 0n) throw new InsufficientFundsError();
  const draft = {
    sender: account.address,
    nonce: state.nonce,
    ...(!state.isDeployed && { factory: tandemAddresses.factory, factoryData: encodeFactoryData(account) }),
    callData: encodeCalls(calls),
    ...state.fees,
  };
  const gas = chain.bundler
    ? await askBundler(chain.bundler, draft)
    : await estimateAlone(chain, { account, calls, state, callData: draft.callData });
  const userOperation = { ...draft, ...gas };
  const maxFeeWei = (gas.callGasLimit + gas.verificationGasLimit + gas.preVerificationGas) * state.fees.maxFeePerGas;
  if (maxFeeWei > spendable) throw new InsufficientFundsError();
  const validAfter = Math.max(0, state.blockTimeSeconds - validAfterMarginSeconds);
  return { chainId: chain.chainId, userOperation, validAfter, validUntil: validAfter + validitySeconds, maxFeeWei };
}

type Gas = Pick<UnsignedUserOperation, "callGasLimit" | "preVerificationGas" | "verificationGasLimit">;
type Draft = Omit<UnsignedUserOperation, keyof Gas>;

async function askBundler(bundler: NonNullable<ConnectedChain["bundler"]>, draft: Draft): Promise<Gas> {
  const open = formatUserOperation({ ...draft, callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n });
  const estimate = await bundler
    .request({
      method: "eth_estimateUserOperationGas",
      params: [{ ...open, signature: stubSignature }, entryPoint09Address],
    })
    .catch((cause: unknown) => {
      throw toServiceError(cause, "bundler");
    });
  const toGas = (value: Hex | undefined) => hexToBigInt(value ?? "0x0");
  return {
    callGasLimit: toGas(estimate.callGasLimit),
    // A real signature costs a little more than the stub.
    verificationGasLimit: (toGas(estimate.verificationGasLimit) * 115n) / 100n,
    preVerificationGas: toGas(estimate.preVerificationGas),
  };
}

type AloneParameters = {
  readonly account: OfflineAccount;
  readonly calls: readonly Call[];
  readonly state: OfflineState;
  readonly callData: Hex;
};

/** By the node: the whole call of a deployed account, each call by itself before it is deployed. */
async function estimateAlone(
  { rpc }: ConnectedChain,
  { account, calls, state, callData }: AloneParameters,
): Promise<Gas> {
  const { address, rotations } = account;
  const ask = (from: Address, to: Address, value: bigint, data: Hex) =>
    estimateGas(rpc, { account: from, to, value, data }).catch((cause: unknown) => {
      throw toServiceError(cause, "chain");
    });
  const estimates = state.isDeployed
    ? [await ask(entryPoint09Address, address, 0n, callData)]
    : await Promise.all(calls.map(({ to, value = 0n, data = "0x" }) => ask(address, to, value, data)));
  const sum = estimates.reduce((total, gas) => total + gas, 0n);
  const deployment = state.isDeployed ? 0n : deploymentGas + BigInt(rotations.length) * rotationGas;
  // Where there is no code yet, a call of the account to itself estimates as one that does nothing.
  const own = state.isDeployed ? 0 : calls.filter(({ to }) => isAddressEqual(to, address)).length;
  return {
    callGasLimit: (sum * 3n) / 2n + 30_000n + BigInt(own) * rotationGas,
    verificationGasLimit: verificationGas + deployment,
    preVerificationGas: overheadGas,
  };
}
