import { createHash } from "node:crypto";
import { accountAbi } from "@tandem/account";
import { encodeParts, hexToBytes } from "@tandem/protocol";
import { type Address, decodeFunctionData, encodeFunctionData, type Hex } from "viem";
import type { Act, ActKind } from "./types.ts";

export type DecodeActParameters = { readonly chainId: number; readonly account: Address; readonly data: Hex };

type Decoded = ReturnType<typeof decodeFunctionData<typeof accountAbi>>;

/**
 * What a call to the account itself is for, or undefined where it cannot be read: bytes that encoding the result does
 * not give back are not read.
 */
export function decodeAct({ chainId, account, data }: DecodeActParameters): Act | undefined {
  const decoded = tryDecode(data);
  if (!decoded) return undefined;
  const kind = toKind(decoded);
  return kind && { kind, subject: hashCall({ chainId, account, data }), isFirst: isFirst(decoded) };
}

/** Names a call of an account: `subject` of the wait that it needs. */
export function hashCall({ chainId, account, data }: DecodeActParameters): Hex {
  const parts = ["tandem/change/v1", String(chainId), hexToBytes(account), hexToBytes(data)];
  return `0x${createHash("sha256").update(encodeParts(parts)).digest("hex")}`;
}

function toKind({ functionName }: Decoded): ActKind | undefined {
  switch (functionName) {
    case "cancelRecovery":
      return "cancel-recovery";
    case "cancelGuardians":
    case "cancelUpgrade":
      return "cancel-change";
    case "rotateOwner":
      return "rotation";
    case "scheduleGuardians":
      return "guardians";
    case "setFirstGuardians":
      return "first-guardians";
    case "scheduleUpgrade":
      return "upgrade";
    case "applyGuardians":
    case "applyUpgrade":
      return "apply-change";
    case "startRecovery":
    case "approveRecovery":
    case "cancelRecoveryByGuardians":
    case "finalizeRecovery":
      return "recovery";
    default:
      return undefined;
  }
}

function isFirst(decoded: Decoded): boolean {
  return decoded.functionName === "scheduleGuardians" && decoded.args[0].config.commitments.length === 0;
}

function tryDecode(data: Hex): Decoded | undefined {
  try {
    const decoded = decodeFunctionData({ abi: accountAbi, data });
    // The two come from the same ABI.
    const again = encodeFunctionData({ abi: accountAbi, ...decoded } as Parameters<typeof encodeFunctionData>[0]);
    return again === data.toLowerCase() ? decoded : undefined;
  } catch {
    return undefined;
  }
}
