import {
  type CancelRecovery,
  encodeRecoveryCall,
  getGuardianConfiguration,
  getRecovery,
  getRecoveryTypedData,
  hashGuardian,
  hashGuardianConfig,
  hashRecoveryMessage,
  hashRecoveryStruct,
  toCanonicalSignature,
} from "@tandem/account";
import { bytesToBase64url, bytesToHex, CancelRequestLink, type CardChain, type GuardianCard } from "@tandem/protocol";
import type { Hex } from "viem";
import { getBlock } from "viem/actions";
import type { ClientContext } from "../context.ts";
import { assertOwnKey, type GuardianKey, signAsGuardian } from "../guardians/index.ts";
import { toServiceError } from "../operations/index.ts";
import { assertCardFits } from "./approvals.ts";
import { assertCounted } from "./assertCounted.ts";
import { createCardClient } from "./createCardClient.ts";
import { RecoveryApprovalError, RecoveryRequestError } from "./errors.ts";
import { leaveUnrecorded } from "./leaveUnrecorded.ts";
import { toJson } from "./requests.ts";
import type { CancelChainProgress } from "./types.ts";

/** How long guardians have to sign it; a recovery takes effect after 48 hours at the earliest. */
const lifetimeSeconds = 14 * 24 * 3600;

/**
 * What guardians sign to stop the recovery that is under way on a network, and on every other where it is the same one.
 *
 * @throws RecoveryRequestError where nothing is under way, ServiceUnreachableError
 */
export async function startCancel(
  context: ClientContext,
  { card, chainId }: { readonly card: GuardianCard; readonly chainId: number },
): Promise<CancelRequestLink> {
  const { address, accountName, factory, salt, config, configEpoch, firstGuardiansSignature, chains } = card;
  const pending = await Promise.all(chains.map(async (chain) => ({ chain, ...(await readChain(chain, address)) })));
  const here = pending.find(({ chain }) => chain.chainId === chainId);
  if (here?.recovery?.status !== "pending") {
    throw new RecoveryRequestError("no recovery is under way", "Look at the account's state again.");
  }
  const { recoveryHash } = here.recovery;
  const same = pending.filter(({ recovery }) => recovery?.recoveryHash === recoveryHash);
  return {
    version: 1,
    kind: "tandem-cancel-request",
    ...{ address, accountName, factory, salt, recoveryHash },
    guardians: { config, configEpoch, ...(firstGuardiansSignature && { firstGuardiansSignature }) },
    nonce: bytesToHex(context.randomBytes(32)),
    deadline: here.chainTime + lifetimeSeconds,
    chainIds: same.map(({ chain }) => chain.chainId).sort((left, right) => left - right),
    chains: same.map(({ chain }) => chain),
    approvals: [],
    createdAt: context.now(),
  };
}

export function formatCancel(request: CancelRequestLink): string {
  return bytesToBase64url(new TextEncoder().encode(JSON.stringify(request)));
}

/**
 * Reads a request to stop a recovery. Each approval in it is checked as the account will check it.
 *
 * @throws RecoveryRequestError, RecoveryApprovalError (`reason`)
 */
export async function parseCancel(text: string): Promise<CancelRequestLink> {
  const parsed = CancelRequestLink.safeParse(toJson(text.trim()));
  if (!parsed.success) throw new RecoveryRequestError("the link is cut short, or something else");
  const request = parsed.data;
  const signers = request.approvals.map(({ signer }) => signer);
  if (new Set(signers).size !== signers.length) throw new RecoveryApprovalError("twice");
  for (const approval of request.approvals) await assertApproval(request, approval);
  return request;
}

/**
 * A guardian signs it with the key on its card. @returns the request with one more approval, for the next guardian or for
 * the network.
 *
 * @throws RecoveryCardError, GuardianKeyError, RecoveryApprovalError (`twice`), WalletRefusedError, PasskeyCancelledError
 */
export async function approveCancel(
  context: ClientContext,
  parameters: { readonly request: CancelRequestLink; readonly card: GuardianCard; readonly key: GuardianKey },
): Promise<CancelRequestLink> {
  const { request, card, key } = parameters;
  assertCardFits(request, card);
  assertOwnKey(card, key);
  const { signer } = card.guardian;
  assertNotYet(request, signer);
  const message = toCancelRecovery(request);
  const typedData = getRecoveryTypedData(request.address, { primaryType: "CancelRecovery", message });
  const signed = await signAsGuardian(context, { key, typedData });
  const signature = await toCanonicalSignature({ signer, digest: hashCancel(request).digest, signature: signed });
  return addCancelApproval({ request, card, signature });
}

/** @throws RecoveryApprovalError (`twice`) */
export function addCancelApproval(parameters: {
  readonly request: CancelRequestLink;
  readonly card: GuardianCard;
  readonly signature: Hex;
}): CancelRequestLink {
  const { request, card, signature } = parameters;
  const { name, signer, salt } = card.guardian;
  assertNotYet(request, signer);
  return { ...request, approvals: [...request.approvals, { name, signer, salt, signature }] };
}

function assertNotYet({ approvals }: CancelRequestLink, signer: Hex): void {
  if (approvals.some((approval) => approval.signer === signer)) throw new RecoveryApprovalError("twice");
}

/** What each network asks for, read there, and the transaction once there are enough approvals. */
export async function readCancelProgress(request: CancelRequestLink): Promise<readonly CancelChainProgress[]> {
  return Promise.all(
    request.chains.map(async (chain) => {
      const { address } = request;
      const [state, approvals] = await Promise.all([
        readChain(chain, address),
        leaveUnrecorded(chain, { address, ...hashCancel(request), approvals: request.approvals }),
      ]);
      return toProgress({ ...request, approvals: [...approvals] }, chain, state);
    }),
  );
}

function toProgress(request: CancelRequestLink, chain: CardChain, state: ChainState): CancelChainProgress {
  const { recovery, configHash, chainTime } = state;
  const { address, guardians, approvals, factory, salt } = request;
  const { config, configEpoch } = guardians;
  const isOver = recovery?.status !== "pending" || recovery.recoveryHash !== request.recoveryHash;
  const isOtherList = configHash !== undefined && configHash !== hashGuardianConfig(config, BigInt(configEpoch));
  // The account takes it from no fewer guardians than have asked for the recovery.
  const needed = Math.max(config.threshold, recovery?.approvals ?? 0);
  const shared = { chainId: chain.chainId, chainName: chain.name, needed, chainTime };
  if (isOver || isOtherList) return { ...shared, status: "over", transactions: [] };
  const { readyAt } = recovery;
  if (approvals.length < needed) return { ...shared, status: "collecting", readyAt, transactions: [] };
  const data = encodeRecoveryCall({
    functionName: "cancelRecoveryByGuardians",
    request: toCancelRecovery(request),
    current: { config, factory, salt },
    approvals,
  });
  const transaction = { chainId: chain.chainId, kind: "cancel", to: address, data } as const;
  return { ...shared, status: "ready", readyAt, transactions: [transaction] };
}

type ChainState = {
  readonly recovery: Awaited<ReturnType<typeof getRecovery>>;
  /** Undefined while the configuration is the one in the address. */
  readonly configHash: string | undefined;
  readonly chainTime: number;
};

async function readChain(chain: CardChain, address: GuardianCard["address"]): Promise<ChainState> {
  const client = createCardClient(chain);
  try {
    const [recovery, { configEpoch, configHash }, block] = await Promise.all([
      getRecovery(client, { address }),
      getGuardianConfiguration(client, { address }),
      getBlock(client, { blockTag: "latest" }),
    ]);
    return { recovery, configHash: configEpoch > 0n ? configHash : undefined, chainTime: Number(block.timestamp) };
  } catch (error) {
    throw toServiceError(error, "chain");
  }
}

function toCancelRecovery({ recoveryHash, nonce, deadline, chainIds }: CancelRequestLink): CancelRecovery {
  return { recoveryHash, nonce: BigInt(nonce), deadline, chainIds: chainIds.map(BigInt) };
}

async function assertApproval(
  request: CancelRequestLink,
  { signer, salt, signature }: CancelRequestLink["approvals"][number],
): Promise<void> {
  if (!request.guardians.config.commitments.includes(hashGuardian({ signer, salt }))) {
    throw new RecoveryApprovalError("not-a-guardian");
  }
  const { address } = request;
  await assertCounted(request, { address, ...hashCancel(request), signer, signature });
}

/** What names the message on chain, and what guardians sign. */
export function hashCancel(request: CancelRequestLink): { readonly structHash: Hex; readonly digest: Hex } {
  const message = { primaryType: "CancelRecovery", message: toCancelRecovery(request) } as const;
  return { structHash: hashRecoveryStruct(message), digest: hashRecoveryMessage(request.address, message) };
}
