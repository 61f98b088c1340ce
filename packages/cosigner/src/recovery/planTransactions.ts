import {
  accountAbi,
  encodeFactoryData,
  encodeRecoveryCall,
  findSigningEpoch,
  type GuardianConfiguration,
  getGuardianConfiguration,
  getOwner,
  hashGuardianConfig,
} from "@tandem/account";
import type { Rotation } from "@tandem/protocol";
import { type Address, encodeFunctionData, type Hex, keccak256, zeroHash } from "viem";
import type { Chain } from "../settlement/index.ts";
import type { ApprovalRecord, RecoveryRecord, RelayJobKind } from "../store/index.ts";
import { toStartRecovery } from "./toStartRecovery.ts";

export type PlannedTransaction = {
  readonly kind: RelayJobKind;
  readonly to: Address;
  readonly data: Hex;
  /** Names it in the relay's queue. */
  readonly jobKey: string;
};

export type PlanTransactionsParameters = {
  readonly chain: Chain;
  readonly recovery: RecoveryRecord;
  /** Of this chain, at least as many as are needed. */
  readonly approvals: readonly ApprovalRecord[];
};

/** An account as a chain has it. */
export type ChainState = {
  /** Undefined where it has no code. */
  readonly owner: { readonly owner: Hex; readonly ownerEpoch: bigint } | undefined;
  readonly configuration: Pick<GuardianConfiguration, "configEpoch" | "configHash">;
};

export async function readChainState({ client }: Chain, address: Address): Promise<ChainState> {
  const [owner, configuration] = await Promise.all([
    getOwner(client, { address }),
    getGuardianConfiguration(client, { address }),
  ]);
  return { owner, configuration };
}

/** Everything that has to happen on a chain for the recovery to start, in order: what it has missed, then the recovery. */
export async function planTransactions(parameters: PlanTransactionsParameters): Promise<readonly PlannedTransaction[]> {
  const { chain, recovery } = parameters;
  return [
    ...planMissed({ chain, recovery, state: await readChainState(chain, recovery.address) }),
    toStart(parameters),
  ];
}

export type PlanMissedParameters = {
  readonly chain: Pick<Chain, "chainId" | "chainKey" | "factory">;
  readonly recovery: Pick<RecoveryRecord, "address" | "guardians" | "origin">;
  readonly state: ChainState;
};

/**
 * What a chain has missed of the account, in order: its deployment, its keys, its first guardians while the key that signed
 * them is the owner.
 */
export function planMissed(parameters: PlanMissedParameters): readonly PlannedTransaction[] {
  const { recovery, state } = parameters;
  const { owner, configuration } = state;
  const { address, origin, guardians } = recovery;
  const plan: PlannedTransaction[] = [];
  const { config, firstGuardiansSignature: signature } = guardians;
  const needsGuardians = configuration.configEpoch === 0n && origin.configHash === zeroHash;
  const signedAt =
    needsGuardians && signature ? findSigningEpoch({ address, ...origin, config, signature }) : undefined;
  const until = signedAt ?? origin.rotations.length;
  let epoch = owner === undefined ? until : Number(owner.ownerEpoch);
  if (owner === undefined) plan.push(toDeployment(parameters, until));
  for (; epoch < until; epoch++) plan.push(...toRotation(parameters, epoch));
  if (signedAt !== undefined && epoch === signedAt) plan.push(toFirstGuardians(parameters));
  for (; epoch < origin.rotations.length; epoch++) plan.push(...toRotation(parameters, epoch));
  return plan;
}

function toDeployment({ chain, recovery }: PlanMissedParameters, rotations: number): PlannedTransaction {
  const { birthKey, configHash, salt } = recovery.origin;
  return {
    kind: "deployment",
    to: chain.factory,
    data: encodeFactoryData({ birthKey, configHash, salt, rotations: recovery.origin.rotations.slice(0, rotations) }),
    jobKey: `deployment:${chain.chainId}:${chain.chainKey}:${recovery.address}:${rotations}`,
  };
}

function toRotation({ chain, recovery }: PlanMissedParameters, epoch: number): PlannedTransaction[] {
  const rotation: Rotation | undefined = recovery.origin.rotations[epoch];
  if (!rotation) return [];
  const { newOwner, proof, ownerSignature } = rotation;
  return [
    {
      kind: "rotation",
      to: recovery.address,
      data: encodeFunctionData({
        abi: accountAbi,
        functionName: "rotateOwner",
        args: [newOwner, proof, ownerSignature],
      }),
      jobKey: `rotation:${chain.chainId}:${chain.chainKey}:${recovery.address}:${epoch}`,
    },
  ];
}

function toFirstGuardians({ chain, recovery }: PlanMissedParameters): PlannedTransaction {
  const { config, firstGuardiansSignature: ownerSignature = "0x" } = recovery.guardians;
  const { factory } = chain;
  const { salt } = recovery.origin;
  return {
    kind: "first-guardians",
    to: recovery.address,
    data: encodeRecoveryCall({ functionName: "setFirstGuardians", config, ownerSignature, factory, salt }),
    jobKey: `first-guardians:${chain.chainId}:${recovery.address}:${hashGuardianConfig(config, 1n)}:${ownerSignature.slice(2, 18)}`,
  };
}

function toStart({ chain, recovery, approvals }: PlanTransactionsParameters): PlannedTransaction {
  const { config } = recovery.guardians;
  const { salt } = recovery.origin;
  const data = encodeRecoveryCall({
    functionName: "startRecovery",
    request: toStartRecovery(recovery),
    proof: recovery.proof,
    current: { config, factory: chain.factory, salt },
    approvals: approvals.map(({ signer, salt: own, signature }) => ({ signer, salt: own, signature })),
  });
  return {
    kind: "start-recovery",
    to: recovery.address,
    data,
    // Other approvals are another transaction: one that failed does not stand in its way.
    jobKey: `start-recovery:${chain.chainId}:${chain.chainKey}:${recovery.recoveryHash}:${keccak256(data).slice(2, 18)}`,
  };
}
