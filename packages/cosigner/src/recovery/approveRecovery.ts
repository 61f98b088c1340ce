import {
  assertGuardian,
  decodeGuardian,
  hashGuardian,
  hashRecoveryMessage,
  InvalidGuardianError,
  isRecoveryApproved,
  toCanonicalSignature,
  verifyGuardianSignature,
} from "@tandem/account";
import type { Recovery, RecoveryApproval } from "@tandem/protocol";
import { type Hex, size } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type Chain, isSignedByKey } from "../settlement/index.ts";
import { alarmRecovery, putApproval } from "../store/index.ts";
import { namesItsGuardians } from "./namesItsGuardians.ts";
import { readRecovery, requireRecovery } from "./readRecovery.ts";
import { submitRecovery } from "./submitRecovery.ts";
import { toStartRecovery } from "./toStartRecovery.ts";

/**
 * A guardian's yes. It has to be one of the configuration's guardians before any chain is asked, so a stranger costs
 * nothing; a guardian counts once. With enough of them the relay starts the recovery.
 */
export async function approveRecovery(
  context: Context,
  recoveryId: string,
  { signer, salt, signature: given, chainId }: RecoveryApproval,
): Promise<Recovery> {
  const { recovery, chains } = await requireRecovery(context, { recoveryId });
  if (recovery.withdrawnAt) {
    throw new ServiceError("intent_conflict", "The request was withdrawn by the person who made it.", {
      action: "Ask your friend before you approve another one.",
    });
  }
  const commitment = hashGuardian({ signer, salt });
  if (!recovery.guardians.config.commitments.includes(commitment)) {
    throw new ServiceError("signature_invalid", "This wallet or passkey is not a guardian of the account.", {
      action: "Use the one with which you accepted, and the card that belongs to it.",
    });
  }
  try {
    assertGuardian({ signer, account: recovery.address });
  } catch (error) {
    if (error instanceof InvalidGuardianError) throw new ServiceError("signature_invalid", error.shortMessage);
    throw error;
  }
  const message = toStartRecovery(recovery);
  const digest = hashRecoveryMessage(recovery.address, { primaryType: "StartRecovery", message });
  const signature = await toCanonicalSignature({ signer, digest, signature: given });
  const asked = context.chains.all.filter(
    (chain) =>
      chains.some(({ chainKey }) => chainKey === chain.chainKey) &&
      (chainId === undefined || chain.chainId === chainId),
  );
  const { address, recoveryHash: structHash } = recovery;
  const valid = await findValidChains(asked, { address, structHash, signer, digest, signature });
  if (valid.length === 0 && size(signature) === 0) {
    throw new ServiceError("signature_invalid", "No network has this guardian's approval yet.", {
      action: "Send the transaction from the Safe or contract, wait until it is confirmed, and try again.",
    });
  }
  if (valid.length === 0) {
    throw new ServiceError("signature_invalid", "The signature is not this guardian's, or is of another request.", {
      action: "Open your friend's link again and approve there.",
    });
  }
  await putApproval(context.database, recovery.recoveryId, {
    ...{ signer, salt, signature, commitment },
    chainKeys: valid.map(({ chainKey }) => chainKey),
  });
  if (await namesItsGuardians(context, recovery)) await alarmRecovery(context.database, recovery.recoveryId);
  const full = await requireRecovery(context, { recoveryId });
  // The approval is kept whatever comes now; the keeper submits where this server cannot.
  await submitRecovery(context, full).catch((error: unknown) =>
    context.logger.warn({ err: error }, "recovery not submitted yet"),
  );
  return readRecovery(context, await requireRecovery(context, { recoveryId }));
}

type Signed = {
  /** The account, and the request's struct hash. */
  readonly address: Hex;
  readonly structHash: Hex;
  readonly signer: Hex;
  readonly digest: Hex;
  readonly signature: Hex;
};

/** An ordinary wallet's signature counts on every chain; a contract is asked on each, or has approved there itself. */
async function findValidChains(chains: readonly Chain[], signed: Signed): Promise<readonly Chain[]> {
  const guardian = decodeGuardian(signed.signer);
  if (guardian.kind === "address" && (await verifyGuardianSignature(signed))) return chains;
  const answers = await Promise.all(
    chains.map(async (chain) =>
      // Only a chain can say whether it has a key's verifier, and what that one makes of the signature.
      guardian.kind === "key"
        ? isSignedByKey(chain, { ...guardian, ...signed })
        : (await verifyGuardianSignature({ ...signed, client: chain.client })) || isApprovedOnChain(chain, signed),
    ),
  );
  return chains.filter((_, index) => answers[index]);
}

/** A chain that does not answer counts for nothing, like one that says no; the guardian can ask again. */
async function isApprovedOnChain({ client }: Chain, signed: Signed): Promise<boolean> {
  return isRecoveryApproved(client, signed).catch(() => false);
}
