import { type Address, encodeFunctionData, type Hex } from "viem";
import { accountAbi } from "../generated/abi.ts";
import { sortApprovals } from "./sortApprovals.ts";
import type { Approval, CancelRecovery, CurrentGuardianConfig, GuardianConfig, StartRecovery } from "./types.ts";

/** A call of the account's recovery part, with its arguments by name. */
export type RecoveryCall =
  | {
      readonly functionName: "setFirstGuardians";
      readonly config: GuardianConfig;
      /** 52 bytes over `FirstGuardians`. */
      readonly ownerSignature: Hex;
      readonly factory: Address;
      readonly salt: Hex;
    }
  | {
      readonly functionName: "scheduleGuardians";
      readonly current: CurrentGuardianConfig;
      readonly next: GuardianConfig;
    }
  | { readonly functionName: "applyGuardians"; readonly config: GuardianConfig }
  | { readonly functionName: "cancelGuardians" }
  | {
      readonly functionName: "startRecovery";
      readonly request: StartRecovery;
      /** 52 bytes of the new key over `InstallOwner`. */
      readonly proof: Hex;
      readonly current: CurrentGuardianConfig;
      /** In any order. */
      readonly approvals: readonly Approval[];
    }
  | { readonly functionName: "approveRecovery"; readonly structHash: Hex }
  | { readonly functionName: "cancelRecovery" }
  | {
      readonly functionName: "cancelRecoveryByGuardians";
      readonly request: CancelRecovery;
      readonly current: CurrentGuardianConfig;
      readonly approvals: readonly Approval[];
    }
  | { readonly functionName: "finalizeRecovery" };

/**
 * Calldata of a recovery function. Approvals are put into the order the account asks for.
 *
 * @throws InvalidGuardianError where one guardian approves twice.
 */
export function encodeRecoveryCall(call: RecoveryCall): Hex {
  const abi = accountAbi;
  switch (call.functionName) {
    case "setFirstGuardians": {
      const { functionName, config, ownerSignature, factory, salt } = call;
      return encodeFunctionData({ abi, functionName, args: [config, ownerSignature, factory, salt] });
    }
    case "scheduleGuardians":
      return encodeFunctionData({ abi, functionName: call.functionName, args: [call.current, call.next] });
    case "applyGuardians":
      return encodeFunctionData({ abi, functionName: call.functionName, args: [call.config] });
    case "startRecovery": {
      const { functionName, request, proof, current, approvals } = call;
      return encodeFunctionData({ abi, functionName, args: [request, proof, current, sortApprovals(approvals)] });
    }
    case "approveRecovery":
      return encodeFunctionData({ abi, functionName: call.functionName, args: [call.structHash] });
    case "cancelRecoveryByGuardians": {
      const { functionName, request, current, approvals } = call;
      return encodeFunctionData({ abi, functionName, args: [request, current, sortApprovals(approvals)] });
    }
    case "cancelGuardians":
    case "cancelRecovery":
    case "finalizeRecovery":
      return encodeFunctionData({ abi, functionName: call.functionName });
  }
}
