import {
  type Recovery as ChainRecovery,
  encodeRecoveryCall,
  type GuardianConfiguration,
  getGuardianConfiguration,
  getOwner,
  getRecovery,
  hashRecoveryMessage,
  planCatchUp,
} from "@tandem/account";
import { type CardChain, Recovery, type RecoveryApprovalLink, type RecoveryRequestLink } from "@tandem/protocol";
import type { Hex } from "viem";
import { call, getBlock } from "viem/actions";
import type { ClientContext } from "../context.ts";
import { toServiceError } from "../operations/index.ts";
import { sendPublicRequest } from "../requests/index.ts";
import { createCardClient } from "./createCardClient.ts";
import { leaveRefused } from "./leaveRefused.ts";
import { leaveUnrecorded } from "./leaveUnrecorded.ts";
import { getRecoveryRecord } from "./records.ts";
import { hashRequest, toStartRecovery } from "./requests.ts";
import type { RecoveryChainProgress, RecoveryProgressReport, RecoveryTransaction } from "./types.ts";

/** Where a recovery of this device stands, read from the chains alone. */
export async function getRecoveryProgress(
  context: ClientContext,
  { id }: { readonly id: Hex },
): Promise<RecoveryProgressReport> {
  const record = await getRecoveryRecord(context, id);
  const { request, approvals } = record;
  const { recoveryId } = request;
  const path = `/recoveries/${recoveryId}`;
  const [progress, known] = await Promise.all([
    readChains({ request, approvals, isHandOver: record.handsOver !== undefined }),
    // The chains alone say how it stands; the service adds what only it knows.
    recoveryId
      ? sendPublicRequest(context, { method: "GET", path, schema: Recovery }).catch(() => undefined)
      : undefined,
  ]);
  return {
    record,
    threshold: request.guardians.config.threshold,
    approvals: Math.max(approvals.length, known?.approvals.length ?? 0),
    isTakenOver: known?.isTakenOver ?? false,
    ...progress,
  };
}

type Given = {
  readonly request: RecoveryRequestLink;
  readonly approvals: readonly RecoveryApprovalLink[];
  /** No guardian is asked: the present key has signed. */
  readonly isHandOver?: boolean | undefined;
};

export async function readRecoveryProgress(parameters: Given): Promise<readonly RecoveryChainProgress[]> {
  return (await readChains(parameters)).chains;
}

/** One network that does not answer keeps nobody out on the others. @throws ServiceUnreachableError when none answers */
async function readChains(parameters: Given): Promise<Pick<RecoveryProgressReport, "chains" | "silentChains">> {
  const { request, isHandOver } = parameters;
  const { address } = request;
  const digest = hashRecoveryMessage(address, { primaryType: "StartRecovery", message: toStartRecovery(request) });
  const given = { address, structHash: hashRequest(request), digest, approvals: parameters.approvals };
  const chains = request.chains.filter(({ chainId }) => request.chainIds.includes(chainId));
  const answers = await Promise.allSettled(
    chains.map(async (chain) => {
      const [state, approvals] = await Promise.all([
        readChain(chain, address).catch((error: unknown) => {
          throw toServiceError(error, "chain");
        }),
        leaveUnrecorded(chain, given),
      ]);
      const position = { request, approvals, chain, state, isHandOver };
      return toProgress({ ...position, approvals: await chooseApprovals(position) });
    }),
  );
  const failure = answers.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected" && answers.every(({ status }) => status === "rejected")) throw failure.reason;
  return {
    chains: answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])),
    silentChains: chains.flatMap(({ name }, index) => (answers[index]?.status === "rejected" ? [name] : [])),
  };
}

type ChainState = {
  readonly owner: { readonly owner: Hex; readonly ownerEpoch: bigint } | undefined;
  readonly configuration: GuardianConfiguration;
  readonly recovery: ChainRecovery | undefined;
  readonly chainTime: number;
};

async function readChain(chain: CardChain, address: Hex): Promise<ChainState> {
  const client = createCardClient(chain);
  const [owner, configuration, recovery, block] = await Promise.all([
    getOwner(client, { address }),
    getGuardianConfiguration(client, { address }),
    getRecovery(client, { address }),
    getBlock(client, { blockTag: "latest" }),
  ]);
  return { owner, configuration, recovery, chainTime: Number(block.timestamp) };
}

type Position = Given & {
  readonly chain: CardChain;
  readonly state: ChainState;
};

/** Before the account has its guardians it answers something else, which leaves out nobody. */
async function chooseApprovals(position: Position): Promise<Position["approvals"]> {
  const { request, approvals, chain } = position;
  if (toStatus(position) !== "ready-to-start") return approvals;
  const client = createCardClient(chain);
  return leaveRefused({
    approvals,
    threshold: request.guardians.config.threshold,
    simulate: (some) => call(client, { to: request.address, data: encodeStart(request, some) }),
  });
}

function encodeStart(request: RecoveryRequestLink, approvals: Position["approvals"]): Hex {
  const { factory, origin, guardians, proof } = request;
  const current = { config: guardians.config, factory, salt: origin.salt };
  const start = toStartRecovery(request);
  return encodeRecoveryCall({ functionName: "startRecovery", request: start, proof, current, approvals });
}

function toProgress(position: Position): RecoveryChainProgress {
  const { request, approvals, chain, state } = position;
  const { recovery, chainTime } = state;
  const { cooldownUntil } = state.configuration;
  const status = toStatus(position);
  const own = recovery?.recoveryHash === hashRequest(request) ? recovery : undefined;
  return {
    chainId: chain.chainId,
    chainName: chain.name,
    status,
    approvals: approvals.length,
    chainTime,
    ...(own && { readyAt: own.readyAt, expiresAt: own.expiresAt }),
    ...(cooldownUntil > chainTime && { cooldownUntil }),
    transactions: toTransactions(position, status),
  };
}

function toStatus({ request, approvals, state, isHandOver }: Position): RecoveryChainProgress["status"] {
  const { owner, recovery, configuration, chainTime } = state;
  if (owner?.owner === request.newOwner) return "done";
  // What a key has signed counts for as long as it owns the account, whoever its guardians are.
  if (isHandOver) return isPast(request, owner) ? "dead" : "collecting";
  if (recovery?.recoveryHash === hashRequest(request)) {
    if (recovery.status === "expired") return "expired";
    return chainTime >= recovery.readyAt ? "ready" : "pending";
  }
  if (chainTime > request.deadline || isOvertaken(request, state)) return "dead";
  if (configuration.cooldownUntil > chainTime) return "cooling-down";
  const isBlocked = recovery?.status === "pending" && approvals.length <= recovery.approvals;
  if (isBlocked) return "replaced";
  return approvals.length >= request.guardians.config.threshold ? "ready-to-start" : "collecting";
}

/** The account has another key, or other guardians, than the request was made for. */
function isOvertaken(request: RecoveryRequestLink, { owner, configuration }: ChainState): boolean {
  const { configHash, guardians, origin } = request;
  if (isPast(request, owner)) return true;
  if (configuration.configEpoch > 0n) return configuration.configHash !== configHash;
  return origin.configHash !== configHash && guardians.firstGuardiansSignature === undefined;
}

function isPast({ ownerEpoch }: RecoveryRequestLink, owner: ChainState["owner"]): boolean {
  return owner !== undefined && owner.ownerEpoch > BigInt(ownerEpoch);
}

/** Brings the chain up to what the request was made for, then starts or finishes. */
function toTransactions(
  { request, approvals, chain, state }: Position,
  status: RecoveryChainProgress["status"],
): readonly RecoveryTransaction[] {
  const { address, origin, factory, guardians } = request;
  const { config, firstGuardiansSignature: signature } = guardians;
  const send = (kind: RecoveryTransaction["kind"], data: Hex) => ({ chainId: chain.chainId, kind, to: address, data });
  if (status === "ready") return [send("finalize", encodeRecoveryCall({ functionName: "finalizeRecovery" }))];
  if (status !== "ready-to-start") return [];
  const catchUp = planCatchUp({
    ...{ address, factory, origin },
    firstGuardians: signature && { config, signature },
    state: { ownerEpoch: state.owner?.ownerEpoch, configEpoch: state.configuration.configEpoch },
  });
  return [
    ...catchUp.map((transaction) => ({ chainId: chain.chainId, ...transaction })),
    send("start", encodeStart(request, approvals)),
  ];
}
