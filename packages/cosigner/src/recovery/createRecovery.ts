import {
  assertGuardianConfig,
  assertRotations,
  getAccountAddress,
  hashRecoveryMessage,
  hashRecoveryStruct,
  InvalidGuardianConfigError,
  InvalidRotationError,
} from "@tandem/account";
import { verify } from "@tandem/frost";
import { bytesToHex, type CreateRecoveryRequest, hexToBytes, type Recovery } from "@tandem/protocol";
import { type Hex, isAddressEqual } from "viem";
import type { Context } from "../context.ts";
import { requireAccount, requireKey } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { insertRecovery } from "../store/index.ts";
import { readRecovery, requireRecovery } from "./readRecovery.ts";
import { toStartRecovery } from "./toStartRecovery.ts";

const maxDeadlineSeconds = 30 * 24 * 3600;
/** A recovery waits at most 30 days and may be finalized for 30 more. */
const keepMs = 70 * 24 * 3_600_000;

/**
 * The *recovery* door: asks the guardians of an address to make a new key its owner. The key belongs to no account until
 * a chain says so. Asked again with the same nonce it answers the same.
 */
export async function createRecovery(context: Context, keyId: Hex, request: CreateRecoveryRequest): Promise<Recovery> {
  const { accountId, address, guardians, proof, chainIds } = request;
  const record = await requireAccount(context, { accountId, keyId, status: ["keyed", "active"] });
  const { publicKey: newOwner } = requireKey(record);
  if (record.hasVault && !record.vaultConfirmed) {
    throw new ServiceError("step_up_required", "The vault copy has not been opened yet.", {
      action: "Open the vault with the passkey, then ask the guardians.",
    });
  }
  assertRequest(context, request);
  const install = hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } });
  if (!verify({ publicKey: hexToBytes(newOwner), digest: hexToBytes(install), signature: hexToBytes(proof) })) {
    throw new ServiceError("commitment_invalid", "The new key's proof does not verify.", {
      action: "Sign the proof again with new commitments.",
    });
  }
  const open = { ...request, guardians, newOwner };
  const recoveryHash = hashRecoveryStruct({ primaryType: "StartRecovery", message: toStartRecovery(open) });
  const inserted =
    record.status === "keyed" &&
    (await insertRecovery(context.database, {
      ...open,
      recoveryId: bytesToHex(context.randomBytes(16)),
      recoveryHash,
      chainKeys: chainIds.map((chainId) => context.chains.get(chainId).chainKey),
      keepUntil: new Date(context.now() + keepMs),
    }));
  const full = await requireRecovery(context, { accountId });
  if (!inserted && full.recovery.recoveryHash !== recoveryHash) {
    throw new ServiceError("intent_conflict", "This key has asked guardians for something else.", {
      action: "Go on with that request, or withdraw it and start anew.",
    });
  }
  return readRecovery(context, full);
}

function assertRequest(context: Context, request: CreateRecoveryRequest): void {
  const { address, origin, guardians, chainIds, deadline } = request;
  const malformed = (detail: string) => new ServiceError("request_malformed", detail);
  for (const [index, chainId] of chainIds.entries()) {
    const { factory, core } = context.chains.get(chainId);
    const { birthKey, configHash, salt } = origin;
    if (!isAddressEqual(getAccountAddress({ factory, core, birthKey, configHash, salt }), address)) {
      throw malformed("The address is not made of what the request says.");
    }
    if (index > 0 && chainId <= (chainIds[index - 1] ?? 0)) throw malformed("Chains are listed in ascending order.");
  }
  try {
    assertGuardianConfig(guardians.config);
  } catch (error) {
    if (error instanceof InvalidGuardianConfigError) throw malformed(error.shortMessage);
    throw error;
  }
  const nowSeconds = Math.max(
    context.now() / 1000,
    ...chainIds.map((chainId) => context.chains.get(chainId).head().timeSeconds),
  );
  if (deadline <= nowSeconds || deadline > nowSeconds + maxDeadlineSeconds) {
    throw malformed("The deadline is in the past, or more than 30 days ahead.");
  }
  assertOrigin(request);
}

/**
 * The relay brings an account's keys to its chains, and each of them once: made-up ones would stand in the place of those
 * that its owner signs.
 */
function assertOrigin({ address, origin: { birthKey, rotations } }: CreateRecoveryRequest): void {
  try {
    assertRotations({ address, birthKey, rotations, publicKey: rotations.at(-1)?.newOwner ?? birthKey });
  } catch (error) {
    if (!(error instanceof InvalidRotationError)) throw error;
    throw new ServiceError("request_malformed", "The keys that followed the account's first one are not signed.");
  }
}
