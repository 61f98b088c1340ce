import type { SigningRequest, UserOperation } from "@tandem/protocol";
import { type Address, maxUint256 } from "viem";
import { createEffectCollector, type EffectCollector } from "./collectEffects.ts";
import { reviewCallData } from "./reviewCall.ts";
import { noDeadline, reviewTypedData } from "./reviewTypedData.ts";
import type { Effects, PolicyChain } from "./types.ts";

export type DecodeRequestParameters = {
  readonly request: SigningRequest;
  readonly chain: PolicyChain;
  readonly account: Address;
};

/** Works out the most a request can do. Pure: no chain, no database, no clock. */
export function decodeRequest({ request, chain, account }: DecodeRequestParameters): Effects {
  const own = account.toLowerCase() as Address; // lowercasing keeps it an address
  const effects = createEffectCollector(chain, own);
  const base = { maxFee: 0n, sponsored: false, deploys: false };
  switch (request.kind) {
    case "userOperation":
      return reviewOperation(effects, { operation: request.userOperation, chain, account: own });
    case "typedData": {
      const deadline = reviewTypedData(effects, request);
      return { ...base, ...toReadings(effects), deadline };
    }
    case "firstGuardians":
      effects.find(
        "administration",
        `Lets ${request.config.threshold} of ${request.config.commitments.length} guardians replace the account's key.`,
      );
      return { ...base, ...toReadings(effects) };
    case "message":
      // A personal message is text for a person: ERC-7739 keeps it from being read as anything else.
      return { ...base, ...toReadings(effects) };
  }
}

function reviewOperation(
  effects: EffectCollector,
  { operation, chain, account }: { operation: UserOperation; chain: PolicyChain; account: Address },
): Effects {
  const { paymaster } = operation;
  reviewCallData({ chain, account, paymaster, effects }, operation.callData);
  const sponsored = paymaster === chain.sponsorPaymaster.toLowerCase();
  const maxFee = paymaster === undefined ? highestFee(operation) : 0n;
  effects.debitNative(maxFee);
  if (paymaster !== undefined && !sponsored && !debitTokenFee(effects, operation, chain)) {
    effects.find(
      "unknown-call",
      `The fee is paid through ${paymaster}, which may charge tokens you have approved to it.`,
    );
  }
  return { ...toReadings(effects), maxFee, sponsored, deploys: operation.factory !== undefined };
}

function toReadings(effects: EffectCollector) {
  const { debits, findings, transfers, isUnreadable, unreadableAssets, recipients, acts, isEmergency } = effects;
  const deadline = noDeadline;
  return { debits, findings, transfers, isUnreadable, unreadableAssets, recipients, acts, isEmergency, deadline };
}

/** What the EntryPoint may take from an account that pays for itself (ERC-4337, required prefund). */
function highestFee(operation: UserOperation): bigint {
  const { callGasLimit, verificationGasLimit, preVerificationGas, maxFeePerGas } = operation;
  return (BigInt(callGasLimit) + BigInt(verificationGasLimit) + BigInt(preVerificationGas)) * BigInt(maxFeePerGas);
}

/** Gas of postOp that the TokenPaymaster adds, and the part of an oversized limit that the EntryPoint keeps. */
const postOpGas = 10_000n;
const unusedGasFrom = 40_000n;

/**
 * The most our TokenPaymaster takes by its quote, as the contract computes it, rounded up. True where the operation is
 * paid so; `paymasterData` is validUntil 6 ‖ validAfter 6 ‖ token 20 ‖ tokenPerNative 32 ‖ signature 64.
 */
function debitTokenFee(effects: EffectCollector, operation: UserOperation, chain: PolicyChain): boolean {
  const { paymaster, paymasterData = "0x" } = operation;
  if (!chain.tokenPaymaster || paymaster !== chain.tokenPaymaster.toLowerCase()) return false;
  if (paymasterData.length !== 2 + 2 * 128) return false;
  const token: Address = `0x${paymasterData.slice(26, 66)}`;
  effects.debitToken(token, highestTokenFee(operation, BigInt(`0x${paymasterData.slice(66, 130)}`)));
  return true;
}

/**
 * The most the TokenPaymaster takes for an operation, in smallest units, rounded up.
 *
 * @param unitsPerCoin - smallest units for one coin of the chain.
 */
export function highestTokenFee(operation: UserOperation, unitsPerCoin: bigint): bigint {
  const { paymasterVerificationGasLimit, paymasterPostOpGasLimit } = operation;
  const [verificationGas, postOp] = [BigInt(paymasterVerificationGasLimit ?? 0), BigInt(paymasterPostOpGasLimit ?? 0)];
  const penalty = postOp > unusedGasFrom ? postOp / 10n : 0n;
  const gas = verificationGas + postOp + postOpGas + penalty;
  const cost = highestFee(operation) + gas * BigInt(operation.maxFeePerGas);
  const amount = (cost * unitsPerCoin + 10n ** 18n - 1n) / 10n ** 18n;
  return amount > maxUint256 ? maxUint256 : amount;
}
