import { decodeGuardian, encodeRecoveryCall, isRecoveryApproved, planCatchUp } from "@tandem/account";
import type { CancelRequestLink, CardChain, GuardianCard, RecoveryRequestLink } from "@tandem/protocol";
import type { Hex } from "viem";
import { getCode } from "viem/actions";
import type { ClientContext } from "../context.ts";
import { isContract } from "../guardians/index.ts";
import { toServiceError } from "../operations/index.ts";
import { assertCardFits, giveApproval } from "./approvals.ts";
import { addCancelApproval, hashCancel } from "./cancelByGuardians.ts";
import { createCardClient } from "./createCardClient.ts";
import { RecoveryApprovalError } from "./errors.ts";
import { hashRequest } from "./requests.ts";
import type { ContractApproval, ContractTransaction } from "./types.ts";

/**
 * For a guardian that is a contract, such as a Safe: what it has to send on each of a request's networks to approve by a
 * transaction of its own, and whether it has. Empty for a passkey, which sends nothing.
 *
 * @throws RecoveryCardError, ServiceUnreachableError
 */
export async function readContractApprovals(parameters: {
  readonly request: CancelRequestLink | RecoveryRequestLink;
  readonly card: GuardianCard;
}): Promise<readonly ContractApproval[]> {
  const { request, card } = parameters;
  assertCardFits(request, card);
  const guardian = decodeGuardian(card.guardian.signer);
  if (guardian.kind !== "address") return [];
  const structHash = request.kind === "tandem-cancel-request" ? hashCancel(request).structHash : hashRequest(request);
  const chains = request.chains.filter(({ chainId }) => request.chainIds.includes(chainId));
  return Promise.all(
    chains.map((chain) =>
      readChain(chain, { request, structHash, guardian: guardian.address }).catch((error: unknown) => {
        throw toServiceError(error, "chain");
      }),
    ),
  );
}

type ReadChainParameters = {
  readonly request: CancelRequestLink | RecoveryRequestLink;
  readonly structHash: Hex;
  readonly guardian: Hex;
};

async function readChain(
  chain: CardChain,
  { request, structHash, guardian }: ReadChainParameters,
): Promise<ContractApproval> {
  const { chainId, name: chainName } = chain;
  const { address } = request;
  const client = createCardClient(chain);
  const [isGuardianContract, accountCode, isApproved] = await Promise.all([
    isContract(client, { address: guardian }),
    getCode(client, { address }),
    isRecoveryApproved(client, { address, structHash, signer: guardian }),
  ]);
  const shared = { chainId, chainName, isContract: isGuardianContract, isApproved };
  if (isApproved || !isGuardianContract) return { ...shared, transactions: [] };
  const data = encodeRecoveryCall({ functionName: "approveRecovery", structHash });
  const approve: ContractTransaction = { chainId, kind: "approve", to: address, data };
  const before = accountCode === undefined ? toDeployment(request, chainId) : [];
  return { ...shared, transactions: [...before, approve] };
}

/** The rest of what the account has missed there comes with the recovery itself. */
function toDeployment(
  request: CancelRequestLink | RecoveryRequestLink,
  chainId: number,
): readonly ContractTransaction[] {
  // A recovery that can be stopped is that of an account with code.
  if (request.kind === "tandem-cancel-request") return [];
  const { address, factory, origin, guardians } = request;
  const { config, firstGuardiansSignature: signature } = guardians;
  const plan = planCatchUp({
    ...{ address, factory, origin },
    firstGuardians: signature && { config, signature },
    state: { ownerEpoch: undefined, configEpoch: 0n },
  });
  return plan.flatMap(({ kind, to, data }) => (kind === "deploy" ? [{ chainId, kind, to, data }] : []));
}

/**
 * The answer of a guardian that has approved by a transaction of its own: with an empty signature, which counts on the
 * networks that have the approval.
 *
 * @throws RecoveryApprovalError (`not-on-chain`), RecoveryCardError, ServiceUnreachableError
 */
export async function approveByContract(
  context: ClientContext,
  parameters: { readonly request: RecoveryRequestLink; readonly card: GuardianCard },
) {
  await assertApproved(parameters);
  return giveApproval(context, { ...parameters, signature: "0x" });
}

/** The same for stopping a recovery. @returns the request with one more approval. */
export async function approveCancelByContract(parameters: {
  readonly request: CancelRequestLink;
  readonly card: GuardianCard;
}): Promise<CancelRequestLink> {
  await assertApproved(parameters);
  return addCancelApproval({ ...parameters, signature: "0x" });
}

async function assertApproved(parameters: Parameters<typeof readContractApprovals>[0]): Promise<void> {
  const approvals = await readContractApprovals(parameters);
  if (!approvals.some(({ isApproved }) => isApproved)) throw new RecoveryApprovalError("not-on-chain");
}
