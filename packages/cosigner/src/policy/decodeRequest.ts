import type { SigningRequest, UserOperation } from "@tandem/protocol";
import type { Address } from "viem";
import { createEffectCollector, type EffectCollector } from "./collectEffects.ts";
import { reviewCallData } from "./reviewCall.ts";
import type { Effects, PolicyChain } from "./types.ts";

type TypedDataRequest = Extract<SigningRequest, { kind: "typedData" }>;

export type DecodeRequestParameters = {
  readonly request: SigningRequest;
  readonly chain: PolicyChain;
  readonly account: Address;
};

/** Works out the most a request can do. Pure: no chain, no database, no clock. */
export function decodeRequest({ request, chain, account }: DecodeRequestParameters): Effects {
  const effects = createEffectCollector(chain);
  const own = account.toLowerCase() as Address; // lowercasing keeps it an address
  const base = { maxFee: 0n, sponsored: false, deploys: false };
  switch (request.kind) {
    case "userOperation":
      return reviewOperation(effects, { operation: request.userOperation, chain, account: own });
    case "typedData":
      reviewTypedData(effects, request);
      break;
    case "firstGuardians":
      effects.find(
        "administration",
        `Lets ${request.config.threshold} of ${request.config.commitments.length} guardians replace the account's key.`,
      );
      break;
    case "message":
      // A personal message is text for a person: ERC-7739 keeps it from being read as anything else.
      break;
  }
  return { ...base, ...toReadings(effects) };
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
  if (paymaster !== undefined && !sponsored) {
    effects.find(
      "unknown-call",
      `The fee is paid through ${paymaster}, which may charge tokens you have approved to it.`,
    );
  }
  return { ...toReadings(effects), maxFee, sponsored, deploys: operation.factory !== undefined };
}

function toReadings({ debits, findings, transfers, isUnreadable, unreadableAssets }: EffectCollector) {
  return { debits, findings, transfers, isUnreadable, unreadableAssets };
}

/** What the EntryPoint may take from an account that pays for itself (ERC-4337, required prefund). */
function highestFee(operation: UserOperation): bigint {
  const { callGasLimit, verificationGasLimit, preVerificationGas, maxFeePerGas } = operation;
  return (BigInt(callGasLimit) + BigInt(verificationGasLimit) + BigInt(preVerificationGas)) * BigInt(maxFeePerGas);
}

/** An ERC-2612 permit counts by its amount; any other typed data cannot be read yet and needs a confirm. */
function reviewTypedData(effects: EffectCollector, { typedData, chainId }: TypedDataRequest): void {
  const { domain, primaryType, message } = typedData;
  const permit = primaryType === "Permit" && isPermitType(typedData) && domain.verifyingContract ? message : undefined;
  const value = permit && toAmount(permit.value);
  if (!permit || value === undefined || !domain.verifyingContract || String(domain.chainId) !== String(chainId)) {
    effects.find("unknown-call", `Signs “${primaryType}” for ${domain.name ?? "an unnamed application"}.`);
    return;
  }
  if (value === 0n) return;
  effects.debitToken(domain.verifyingContract, value);
  effects.find("approval", `Lets ${String(permit.spender)} spend tokens of ${domain.verifyingContract}.`);
}

/** `Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)` */
const permitFields = ["address owner", "address spender", "uint256 value", "uint256 nonce", "uint256 deadline"];

function isPermitType({ types }: TypedDataRequest["typedData"]): boolean {
  const fields = types.Permit?.map(({ name, type }) => `${type} ${name}`);
  return fields !== undefined && fields.join() === permitFields.join();
}

function toAmount(value: unknown): bigint | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  try {
    const amount = BigInt(value);
    return amount >= 0n ? amount : undefined;
  } catch {
    return undefined;
  }
}
