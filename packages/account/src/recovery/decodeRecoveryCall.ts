import { decodeFunctionData, type Hex } from "viem";
import { accountAbi } from "../generated/abi.ts";
import { encodeRecoveryCall, type RecoveryCall } from "./encodeRecoveryCall.ts";
import { UndecodableRecoveryCallError } from "./errors.ts";

/**
 * The recovery call that calldata to an account makes, for a review. It never misreads: bytes that encoding the result
 * does not give back are refused.
 *
 * @throws UndecodableRecoveryCallError
 */
export function decodeRecoveryCall(data: Hex): RecoveryCall {
  const call = toCall(tryDecode(data));
  if (!call) throw new UndecodableRecoveryCallError("another function");
  if (tryEncode(call) !== data.toLowerCase()) throw new UndecodableRecoveryCallError("not the canonical ABI encoding");
  return call;
}

type Decoded = ReturnType<typeof decodeFunctionData<typeof accountAbi>>;

function toCall(decoded: Decoded): RecoveryCall | undefined {
  const { functionName } = decoded;
  switch (functionName) {
    case "setFirstGuardians": {
      const [config, ownerSignature, factory, salt] = decoded.args;
      return { functionName, config, ownerSignature, factory, salt };
    }
    case "scheduleGuardians":
      return { functionName, current: decoded.args[0], next: decoded.args[1] };
    case "applyGuardians":
      return { functionName, config: decoded.args[0] };
    case "startRecovery": {
      const [request, proof, current, approvals] = decoded.args;
      return { functionName, request, proof, current, approvals };
    }
    case "approveRecovery":
      return { functionName, structHash: decoded.args[0] };
    case "cancelRecoveryByGuardians": {
      const [request, current, approvals] = decoded.args;
      return { functionName, request, current, approvals };
    }
    case "cancelGuardians":
    case "cancelRecovery":
    case "finalizeRecovery":
      return { functionName };
    default:
      return undefined;
  }
}

function tryDecode(data: Hex): Decoded {
  try {
    return decodeFunctionData({ abi: accountAbi, data });
  } catch {
    throw new UndecodableRecoveryCallError("another function, or cut short");
  }
}

/** Approvals out of order, or doubled, have no encoding: the account refuses them as well. */
function tryEncode(call: RecoveryCall): Hex | undefined {
  try {
    return encodeRecoveryCall(call);
  } catch {
    return undefined;
  }
}
