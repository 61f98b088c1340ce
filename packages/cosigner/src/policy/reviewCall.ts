import { decodeCalls } from "@tandem/account";
import { type Address, decodeFunctionData, type Hex, parseAbi } from "viem";
import type { EffectCollector } from "./collectEffects.ts";
import type { Call, PolicyChain } from "./types.ts";

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
  if (callData === "0x") return;
  const calls = depth < maxDepth ? tryDecode(callData) : undefined;
  if (!calls) {
    context.effects.cannotRead(`A call to the account itself that cannot be read (${selectorOf(callData)}).`);
    return;
  }
  for (const call of calls) reviewCall(context, call, depth);
}

function reviewCall(context: ReviewContext, call: Call, depth: number): void {
  const { effects } = context;
  const to = lowercase(call.to);
  if (isAdministered(context, to)) {
    reviewAdministration(context, { ...call, to }, depth);
    return;
  }
  effects.transferNative(to, call.value);
  if (call.data !== "0x") reviewContractCall(context, { ...call, to });
}

function isAdministered({ account, chain, paymaster }: ReviewContext, to: Address): boolean {
  const { entryPoint, core, features, factory, sponsorPaymaster } = chain;
  return [account, entryPoint, core, features, factory, sponsorPaymaster, paymaster].includes(to);
}

const entryPointAbi = parseAbi(["function withdrawTo(address withdrawAddress, uint256 withdrawAmount)"]);

/** Calls to the account, the EntryPoint, the factory or a paymaster: no limit or list covers them. */
function reviewAdministration(context: ReviewContext, { to, value, data }: Call, depth: number): void {
  const { account, chain, effects } = context;
  effects.find("administration", `A call to ${nameOf(context, to)} (${selectorOf(data)}).`);
  effects.transferNative(to, value);
  if (to === account) {
    reviewCallData(context, data, depth + 1);
  } else if (to === lowercase(chain.entryPoint)) {
    const withdrawal = tryDecodeWithdrawal(data);
    if (withdrawal) effects.transferNative(lowercase(withdrawal.to), withdrawal.amount);
  }
}

const tokenAbi = parseAbi([
  "function transfer(address to, uint256 amount)",
  "function transferFrom(address from, address to, uint256 amount)",
  "function approve(address spender, uint256 amount)",
  "function increaseAllowance(address spender, uint256 amount)",
  "function setApprovalForAll(address operator, bool approved)",
]);

/**
 * ERC-20 and approvals by selector. An allowance is debited like a payment, because it is one as soon as the spender
 * wants it to be; a confirm alone must not lift a limit.
 */
function reviewContractCall({ account, effects }: ReviewContext, { to, data }: Call): void {
  const decoded = tryDecodeToken(data);
  switch (decoded?.functionName) {
    case "transfer":
      effects.transferToken(to, lowercase(decoded.args[0]), decoded.args[1]);
      return;
    case "transferFrom":
      if (lowercase(decoded.args[0]) === account) {
        effects.transferToken(to, lowercase(decoded.args[1]), decoded.args[2]);
      } else {
        effects.find("unknown-call", `Moves tokens of ${to} that belong to ${decoded.args[0]}.`);
      }
      return;
    case "approve":
    case "increaseAllowance":
      if (decoded.args[1] === 0n) return;
      effects.debitToken(to, decoded.args[1]);
      effects.find("approval", `Lets ${decoded.args[0]} spend tokens of ${to}.`);
      return;
    case "setApprovalForAll":
      if (decoded.args[1]) effects.find("approval", `Lets ${decoded.args[0]} move every token of ${to}.`);
      return;
    default:
      effects.cannotReadCall(to, `Calls ${to} (${selectorOf(data)}).`);
  }
}

function tryDecode(callData: Hex): readonly Call[] | undefined {
  try {
    return decodeCalls(callData).calls;
  } catch {
    return undefined;
  }
}

/**
 * Decodes calldata of exactly the function's length; trailing or missing bytes make it unknown, because a contract may
 * read them differently.
 */
function tryDecodeToken(data: Hex) {
  try {
    const decoded = decodeFunctionData({ abi: tokenAbi, data });
    return data.length === 10 + 64 * decoded.args.length ? decoded : undefined;
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
