import {
  encodeCalls,
  encodeFactoryData,
  encodeSignature,
  hashUserOperation,
  signingDigest,
  stubSignature,
} from "@tandem/account";
import type { UserOperation } from "@tandem/protocol";
import { type Address, type Hex, numberToHex } from "viem";
import type { Context } from "../context.ts";
import type { RelayKey } from "../keys/index.ts";
import { sponsorRelay, stubSponsorship } from "../paymaster/index.ts";
import type { Chain } from "../settlement/index.ts";
import { type Bundler, getFees } from "./createBundler.ts";
import { getRelayAddress } from "./getRelayAddress.ts";

export type BuildOperationParameters = {
  readonly chain: Chain;
  readonly bundler: Bundler;
  readonly key: RelayKey;
  readonly call: { readonly to: Address; readonly data: Hex };
  readonly nonce: bigint;
};

export type RelayOperation = {
  readonly signed: UserOperation & { readonly signature: Hex };
  readonly userOpHash: Hex;
  /** Unix seconds of the chain. */
  readonly validUntil: number;
};

/** Short, so that what a bundler has lost is soon sent again. */
const validitySeconds = 120;
/** Validation costs a little more with a real signature than with the stub. Percent. */
const verificationMargin = 115n;

/** A signed, sponsored operation of the relay account with this one call. */
export async function buildOperation(
  context: Context,
  { chain, bundler, key, call, nonce }: BuildOperationParameters,
): Promise<RelayOperation> {
  const sender = getRelayAddress(key, chain);
  const [code, fees] = await Promise.all([chain.client.getCode({ address: sender }), getFees(chain, bundler)]);
  const { timeSeconds } = chain.head();
  // Bundlers compare with their own clock, which a local chain may have left behind.
  const validAfter = Math.min(timeSeconds, Math.floor(context.now() / 1000)) - 60;
  const validity = { validAfter, validUntil: timeSeconds + validitySeconds };
  const { validUntil } = validity;
  const draft = {
    sender,
    nonce: numberToHex(nonce),
    ...(code === undefined && {
      factory: chain.factory,
      factoryData: encodeFactoryData({ birthKey: key.publicKey }),
    }),
    callData: encodeCalls([call]),
    maxFeePerGas: numberToHex(fees.maxFeePerGas),
    maxPriorityFeePerGas: numberToHex(fees.maxPriorityFeePerGas),
  };
  const none = { callGasLimit: "0x0", verificationGasLimit: "0x0", preVerificationGas: "0x0" } as const;
  const stub = { ...draft, ...none, ...stubSponsorship(chain, validUntil), signature: stubSignature };
  const gas = await bundler.estimate(stub);
  const userOperation = await sponsorRelay(context, {
    chain,
    validUntil,
    userOperation: {
      ...draft,
      callGasLimit: numberToHex(gas.callGasLimit),
      verificationGasLimit: numberToHex((gas.verificationGasLimit * verificationMargin) / 100n),
      preVerificationGas: numberToHex(gas.preVerificationGas),
    },
  });
  const { chainId, entryPoint } = chain;
  const digest = signingDigest(
    { kind: "userOperation", chainId, entryPoint, userOperation, ...validity },
    { address: sender },
  );
  return {
    signed: { ...userOperation, signature: encodeSignature(key.sign(digest), validity) },
    userOpHash: hashUserOperation({ chainId, entryPoint, userOperation }),
    validUntil,
  };
}
