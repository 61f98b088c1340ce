import type { SigningRequest } from "@tandem/protocol";
import type { Address } from "viem";
import type { EffectCollector } from "./collectEffects.ts";
import { permit2Address } from "./permit2.ts";

type TypedDataRequest = Extract<SigningRequest, { kind: "typedData" }>;
type Message = Readonly<Record<string, unknown>>;
type Grant = { readonly token: Address; readonly amount: bigint };
type Permit = { readonly spender: Address; readonly grants: readonly Grant[]; readonly deadline: number };

/** When a signature that names no end ends: never. */
export const noDeadline = Number.MAX_SAFE_INTEGER;

/**
 * ERC-2612 and Permit2 permits count by their amounts; any other typed data cannot be read and needs a confirm, and is
 * refused for a token that has a limit.
 *
 * @returns Unix seconds after which nobody can use the signature, or what it granted, any more.
 */
export function reviewTypedData(effects: EffectCollector, { typedData, chainId }: TypedDataRequest): number {
  const { domain, primaryType } = typedData;
  const isHere = String(domain.chainId) === String(chainId);
  const permit = isHere ? (readErc2612(typedData) ?? readPermit2(typedData)) : undefined;
  if (!permit) {
    const detail = `Signs “${primaryType}” for ${domain.name ?? "an unnamed application"}.`;
    if (domain.verifyingContract) {
      effects.reach(domain.verifyingContract);
      // A token may move any amount by it, as by a call.
      effects.cannotReadCall(domain.verifyingContract, detail);
    } else effects.find("unknown-call", detail);
    return noDeadline;
  }
  const granted = permit.grants.filter(({ amount }) => amount > 0n);
  for (const { token, amount } of granted) {
    effects.debitToken(token, amount);
    effects.find("approval", `Lets ${permit.spender} spend tokens of ${token}.`);
  }
  if (granted.length > 0) effects.reach(permit.spender);
  return permit.deadline;
}

const erc2612 = "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline";

function readErc2612({ domain, types, primaryType, message }: TypedDataRequest["typedData"]): Permit | undefined {
  const token = domain.verifyingContract;
  if (primaryType !== "Permit" || !token || typeOf(types, "Permit") !== erc2612) return undefined;
  const [spender, amount] = [toAddress(message.spender), toAmount(message.value)];
  const deadline = toDeadline(message.deadline);
  return spender && amount !== undefined ? { spender, grants: [{ token, amount }], deadline } : undefined;
}

const details = "address token,uint160 amount,uint48 expiration,uint48 nonce";
const permissions = "address token,uint256 amount";

/** The four kinds of Permit2 and how each names its amounts; a witness may follow the fields of the last two. */
const permit2Kinds: Readonly<Record<string, { readonly fields: string; readonly list: string; readonly end: string }>> =
  {
    PermitSingle: {
      fields: "PermitDetails details,address spender,uint256 sigDeadline",
      list: "details",
      end: "sigDeadline",
    },
    PermitBatch: {
      fields: "PermitDetails[] details,address spender,uint256 sigDeadline",
      list: "details",
      end: "sigDeadline",
    },
    PermitTransferFrom: {
      fields: "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline",
      list: "permitted",
      end: "deadline",
    },
    PermitBatchTransferFrom: {
      fields: "TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline",
      list: "permitted",
      end: "deadline",
    },
    PermitWitnessTransferFrom: {
      fields: "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline",
      list: "permitted",
      end: "deadline",
    },
    PermitBatchWitnessTransferFrom: {
      fields: "TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline",
      list: "permitted",
      end: "deadline",
    },
  };

function readPermit2({ domain, types, primaryType, message }: TypedDataRequest["typedData"]): Permit | undefined {
  const kind = Object.hasOwn(permit2Kinds, primaryType) ? permit2Kinds[primaryType] : undefined;
  if (!kind || domain.verifyingContract !== permit2Address) return undefined;
  const fields = typeOf(types, primaryType) ?? "";
  const hasWitness = primaryType.includes("Witness") && fields.startsWith(`${kind.fields},`);
  if (fields !== kind.fields && !hasWitness) return undefined;
  const isAllowance = kind.list === "details";
  const struct = isAllowance
    ? typeOf(types, "PermitDetails") === details
    : typeOf(types, "TokenPermissions") === permissions;
  const entries = Array.isArray(message[kind.list]) ? (message[kind.list] as unknown[]) : [message[kind.list]];
  const spender = toAddress(message.spender);
  if (!struct || !spender) return undefined;
  const grants = entries.map(toGrant);
  if (!grants.every((grant) => grant !== undefined)) return undefined;
  const ends = [message[kind.end], ...(isAllowance ? entries.map((entry) => (entry as Message).expiration) : [])];
  return { spender, grants, deadline: Math.max(...ends.map(toDeadline)) };
}

function toGrant(entry: unknown): Grant | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { token, amount } = entry as Message; // every member is checked below
  const [address, value] = [toAddress(token), toAmount(amount)];
  return address && value !== undefined ? { token: address, amount: value } : undefined;
}

function typeOf(types: TypedDataRequest["typedData"]["types"], name: string): string | undefined {
  return types[name]?.map((field) => `${field.type} ${field.name}`).join();
}

function toAddress(value: unknown): Address | undefined {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(value)) return undefined;
  return value.toLowerCase() as Address; // the expression above has just established it
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

function toDeadline(value: unknown): number {
  const seconds = toAmount(value);
  return seconds === undefined || seconds > BigInt(noDeadline) ? noDeadline : Number(seconds);
}
