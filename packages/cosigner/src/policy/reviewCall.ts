import { decodeCalls } from "@tandem/account";
import { type Address, decodeFunctionData, type Hex, parseAbi } from "viem";
import type { EffectCollector } from "./collectEffects.ts";
import { decodeAct, hashCall } from "./decodeAct.ts";
import { reviewContractCall } from "./reviewContractCall.ts";
import type { Act, ActKind, Call, PolicyChain } from "./types.ts";

export type ReviewContext = {
  readonly chain: PolicyChain;
  /** The account itself, lowercase. */
  readonly account: Address;
  /** Paymaster of the operation, lowercase: calls to it are administration too. */
  readonly paymaster: Address | undefined;
  readonly effects: EffectCollector;
};

/** A batch in a batch in a batch; nobody needs more, and undecodable counts as administration. */
const maxDepth = 4;

/**
 * What the account is told to do: decoded at every depth. What cannot be decoded is administration that nobody can
 * review: it might be a payment, so a confirm must not let it past the limits.
 */
export function reviewCallData(context: ReviewContext, callData: Hex, depth = 0): void {
  reviewOwnCall(context, { callData, value: 0n }, depth);
}

function reviewOwnCall(
  context: ReviewContext,
  { callData, value }: { readonly callData: Hex; readonly value: bigint },
  depth: number,
): void {
  const { effects, account, chain } = context;
  if (callData === "0x") {
    if (depth > 0) effects.countCall(false);
    return;
  }
  const calls = depth < maxDepth ? tryDecode(callData) : undefined;
  if (calls) {
    for (const call of calls) reviewCall(context, call, depth);
    return;
  }
  const act = depth < maxDepth ? decodeAct({ chainId: chain.chainId, account, data: callData }) : undefined;
  if (!act) {
    effects.cannotRead(`A call to the account itself that cannot be read (${selectorOf(callData)}).`);
    return;
  }
  effects.find("administration", actDetails[act.kind]);
  effects.administer(act);
  effects.countCall(value === 0n && isEmergency(act));
}

function reviewCall(context: ReviewContext, call: Call, depth: number): void {
  const { effects } = context;
  const to = lowercase(call.to);
  if (isAdministered(context, to)) {
    reviewAdministration(context, { ...call, to }, depth);
    return;
  }
  effects.countCall(false);
  effects.transferNative(to, call.value);
  if (call.value > 0n) effects.reach(to);
  if (call.data !== "0x") reviewContractCall(context, { ...call, to });
}

function isAdministered({ account, chain, paymaster }: ReviewContext, to: Address): boolean {
  const { entryPoint, core, features, factory, sponsorPaymaster, tokenPaymaster } = chain;
  return [account, entryPoint, core, features, factory, sponsorPaymaster, tokenPaymaster, paymaster]
    .filter((address) => address !== undefined)
    .some((address) => lowercase(address) === to);
}

const entryPointAbi = parseAbi(["function withdrawTo(address withdrawAddress, uint256 withdrawAmount)"]);

/** Calls to the account, the EntryPoint, the factory or a paymaster: no limit or list covers them. */
function reviewAdministration(context: ReviewContext, { to, value, data }: Call, depth: number): void {
  const { account, chain, effects } = context;
  effects.find("administration", `A call to ${nameOf(context, to)} (${selectorOf(data)}).`);
  effects.transferNative(to, value);
  if (to === account) {
    reviewOwnCall(context, { callData: data, value }, depth + 1);
    return;
  }
  effects.countCall(false);
  const subject = hashCall({ chainId: chain.chainId, account: to, data });
  effects.administer({ kind: "other", subject, isFirst: false });
  if (to !== lowercase(chain.entryPoint)) return;
  const withdrawal = tryDecodeWithdrawal(data);
  if (!withdrawal) return;
  const recipient = lowercase(withdrawal.to);
  effects.transferNative(recipient, withdrawal.amount);
  effects.reach(recipient);
}

const actDetails: Readonly<Record<ActKind, string>> = {
  "cancel-recovery": "Cancels the recovery of this account.",
  "cancel-change": "Cancels a change of this account that is scheduled.",
  rotation: "Replaces the key of this account.",
  guardians: "Schedules other guardians for this account.",
  "first-guardians": "Sets the first guardians of this account.",
  upgrade: "Schedules other code for this account.",
  "apply-change": "Applies a scheduled change of this account.",
  recovery: "Takes part in a recovery of this account.",
  other: "Changes the account.",
};

function isEmergency({ kind }: Act): boolean {
  return kind === "cancel-recovery" || kind === "rotation";
}

function tryDecode(callData: Hex): readonly Call[] | undefined {
  try {
    return decodeCalls(callData).calls;
  } catch {
    return undefined;
  }
}

function tryDecodeWithdrawal(data: Hex) {
  try {
    const { args } = decodeFunctionData({ abi: entryPointAbi, data });
    return { to: args[0], amount: args[1] };
  } catch {
    return undefined;
  }
}

function nameOf({ account, chain }: ReviewContext, to: Address): string {
  const { entryPoint, factory } = chain;
  if (to === account) return "the account itself";
  if (to === lowercase(entryPoint)) return "the EntryPoint";
  return to === lowercase(factory) ? "the account factory" : `a contract of the wallet, ${to}`;
}

function selectorOf(data: Hex): string {
  return data === "0x" ? "no data" : data.slice(0, 10);
}

function lowercase(address: Address): Address {
  return address.toLowerCase() as Address; // lowercasing keeps it an address
}
