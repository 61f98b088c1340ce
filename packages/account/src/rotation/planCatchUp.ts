import type { Rotation } from "@tandem/protocol";
import { type Address, type Hex, zeroHash } from "viem";
import { encodeFactoryData } from "../address/encodeFactoryData.ts";
import { encodeRecoveryCall, findSigningEpoch, type GuardianConfig } from "../recovery/index.ts";
import { encodeRotateOwner } from "./encodeRotateOwner.ts";

export type PlanCatchUpParameters = {
  readonly address: Address;
  readonly factory: Address;
  /** What the address is made of, and the keys that followed. */
  readonly origin: {
    readonly birthKey: Hex;
    readonly configHash: Hex;
    readonly salt: Hex;
    readonly rotations: readonly Rotation[];
  };
  /** The first guardians and the 52 bytes over them, where the owner signed some. */
  readonly firstGuardians?: { readonly config: GuardianConfig; readonly signature: Hex } | undefined;
  /** As the chain has it. */
  readonly state: {
    /** Undefined where the account has no code. */
    readonly ownerEpoch: bigint | undefined;
    /** 0 while it has stored no guardians. */
    readonly configEpoch: bigint;
  };
};

/** A transaction that anybody may send. */
export type CatchUpTransaction = {
  readonly kind: "deploy" | "rotate" | "set-guardians";
  readonly to: Address;
  readonly data: Hex;
};

/**
 * What brings a chain up to an account's present key, in this order: the account deployed, the missing rotations, and the
 * first guardians while the key that signed them is the owner. A later key would lock them out of that chain for good.
 */
export function planCatchUp(parameters: PlanCatchUpParameters): readonly CatchUpTransaction[] {
  const { address, factory, origin, firstGuardians, state } = parameters;
  const { salt, rotations } = origin;
  const plan: CatchUpTransaction[] = [];
  const needsGuardians = firstGuardians && state.configEpoch === 0n && origin.configHash === zeroHash;
  const signedAt = needsGuardians ? findSigningEpoch({ address, ...origin, ...firstGuardians }) : undefined;
  const until = signedAt ?? rotations.length;
  const epoch = state.ownerEpoch === undefined ? until : Number(state.ownerEpoch);
  const rotate = (from: number, to: number) => {
    for (const rotation of rotations.slice(from, to))
      plan.push({ kind: "rotate", to: address, data: encodeRotateOwner(rotation) });
  };
  if (state.ownerEpoch === undefined) {
    const data = encodeFactoryData({ ...origin, rotations: rotations.slice(0, until) });
    plan.push({ kind: "deploy", to: factory, data });
  }
  rotate(epoch, until);
  if (firstGuardians && signedAt !== undefined && epoch <= signedAt) {
    const { config, signature: ownerSignature } = firstGuardians;
    const data = encodeRecoveryCall({ functionName: "setFirstGuardians", config, ownerSignature, factory, salt });
    plan.push({ kind: "set-guardians", to: address, data });
  }
  rotate(Math.max(epoch, until), rotations.length);
  return plan;
}
