import { type Address, decodeFunctionData, encodeFunctionData, type Hex, parseAbi } from "viem";
import type { EffectCollector } from "./collectEffects.ts";
import { permit2Address } from "./permit2.ts";
import type { Call } from "./types.ts";

type Context = { readonly account: Address; readonly effects: EffectCollector };

const tokenAbi = parseAbi([
  "function transfer(address to, uint256 amount)",
  "function transferFrom(address from, address to, uint256 amount)",
  "function approve(address spender, uint256 amount)",
  "function increaseAllowance(address spender, uint256 amount)",
  "function decreaseAllowance(address spender, uint256 amount)",
  "function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)",
  "function setApprovalForAll(address operator, bool approved)",
  "function safeTransferFrom(address from, address to, uint256 id)",
  "function safeTransferFrom(address from, address to, uint256 id, bytes data)",
  "function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)",
  "function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] amounts, bytes data)",
]);

const permit2Abi = parseAbi([
  "function approve(address token, address spender, uint160 amount, uint48 expiration)",
  "function transferFrom(address from, address to, uint160 amount, address token)",
]);

/**
 * A call to another contract: ERC-20, ERC-721, ERC-1155 and Permit2 by selector. An allowance is debited like a payment,
 * because it is one as soon as the spender wants it to be; a confirm alone must not lift a limit. What is not known
 * reaches the contract that is called.
 */
export function reviewContractCall(context: Context, { to, data }: Call): void {
  if (to === permit2Address && reviewPermit2(context, data)) return;
  if (reviewToken(context, to, data)) return;
  const { effects } = context;
  effects.reach(to);
  effects.cannotReadCall(to, `Calls ${to} (${data.slice(0, 10)}).`);
}

/** True where the call is known. */
function reviewToken({ account, effects }: Context, token: Address, data: Hex): boolean {
  const decoded = tryDecode(tokenAbi, data);
  switch (decoded?.functionName) {
    case "transfer":
      pay(effects, token, decoded.args[0], decoded.args[1]);
      return true;
    case "transferFrom":
      if (lowercase(decoded.args[0]) === account) pay(effects, token, decoded.args[1], decoded.args[2]);
      else {
        effects.reach(lowercase(decoded.args[1]));
        effects.find("unknown-call", `Moves tokens of ${token} that belong to ${decoded.args[0]}.`);
      }
      return true;
    case "approve":
    case "increaseAllowance":
      approve(effects, token, decoded.args[0], decoded.args[1]);
      return true;
    case "decreaseAllowance":
      return true;
    case "permit":
      if (lowercase(decoded.args[0]) !== account) return false;
      approve(effects, token, decoded.args[1], decoded.args[2]);
      return true;
    case "setApprovalForAll":
      if (!decoded.args[1]) return true;
      effects.reach(lowercase(decoded.args[0]));
      effects.find("approval", `Lets ${decoded.args[0]} move every token of ${token}.`);
      return true;
    case "safeTransferFrom":
    case "safeBatchTransferFrom":
      effects.reach(lowercase(decoded.args[1]));
      // Should the contract be a token with a limit all the same, nobody can say what this moves.
      effects.cannotReadCall(token, `Sends NFTs of ${token} to ${decoded.args[1]}.`, "nft");
      return true;
    default:
      return false;
  }
}

function reviewPermit2({ account, effects }: Context, data: Hex): boolean {
  const decoded = tryDecode(permit2Abi, data);
  switch (decoded?.functionName) {
    case "approve":
      approve(effects, lowercase(decoded.args[0]), decoded.args[1], decoded.args[2]);
      return true;
    case "transferFrom":
      if (lowercase(decoded.args[0]) !== account) return false;
      pay(effects, lowercase(decoded.args[3]), decoded.args[1], decoded.args[2]);
      return true;
    default:
      return false;
  }
}

function pay(effects: EffectCollector, token: Address, to: Address, amount: bigint): void {
  effects.transferToken(token, lowercase(to), amount);
  effects.reach(lowercase(to));
}

function approve(effects: EffectCollector, token: Address, spender: Address, amount: bigint): void {
  if (amount === 0n) return;
  effects.debitToken(token, amount);
  effects.reach(lowercase(spender));
  effects.find("approval", `Lets ${spender} spend tokens of ${token}.`);
}

/** Trailing, missing or oddly encoded bytes make a call unknown, because a contract may read them differently. */
function tryDecode<const abi extends typeof tokenAbi | typeof permit2Abi>(abi: abi, data: Hex) {
  try {
    const decoded = decodeFunctionData({ abi, data });
    // The two come from the same ABI.
    const again = encodeFunctionData({ abi, ...decoded } as unknown as Parameters<typeof encodeFunctionData>[0]);
    return again === data.toLowerCase() ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function lowercase(address: Address): Address {
  return address.toLowerCase() as Address; // lowercasing keeps it an address
}
