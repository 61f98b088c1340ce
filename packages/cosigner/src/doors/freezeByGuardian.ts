import { getFreezeTypedData, getGuardianConfiguration, hashGuardian, hashGuardianConfig } from "@tandem/account";
import type { GuardianFreezeRequest } from "@tandem/protocol";
import { type Address, type Hex, hashTypedData, hexToBigInt, size, slice } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type Chain, isSignedByKey } from "../settlement/index.ts";
import { findAccountId, getAccountRecord, freezeByGuardian as writeFreeze } from "../store/index.ts";

/** A request to freeze is good for at most so long. */
const longestSeconds = 86_400;

/**
 * One guardian stops co-signing for an account they guard: their signature over `Freeze`, with what opens their
 * commitment. At most once in 7 days; the owner's passkey ends it at once.
 *
 * Nothing is written before commitment and signature hold. A wrong account, configuration or guardian is 404: who guards
 * whom is not told.
 *
 * @throws ServiceError
 */
export async function freezeByGuardian(
  context: Context,
  { chainId, address }: { readonly chainId: number; readonly address: Address },
  request: GuardianFreezeRequest,
): Promise<void> {
  const chain = context.chains.get(chainId);
  const { timeSeconds } = chain.head();
  if (request.deadline <= timeSeconds || request.deadline > timeSeconds + longestSeconds) {
    throw new ServiceError("request_malformed", "The request's deadline is over, or more than a day away.", {
      action: "Sign a new request.",
    });
  }
  const accountId = await findAccountId(context.database, address);
  const record = accountId && (await getAccountRecord(context.database, accountId));
  if (!record?.key || !(await isGuardian(chain, { ...record.key, address }, request))) throw unknownGuardian();
  if (!(await hasSigned(chain, address, request))) {
    throw new ServiceError("signature_invalid", "The signature is not this guardian's over this request.", {
      action: "Sign it again with the wallet or passkey that is the guardian.",
    });
  }
  const refusal = await writeFreeze(context.database, {
    accountId: record.accountId,
    nonce: request.nonce,
    salt: context.randomBytes(32),
    entry: { account: record.accountId, kind: "freeze", by: "guardians" },
  });
  if (refusal) throw refusedFreeze(refusal);
}

/** The configuration is the one in force, on chain or in the address, and the signer opens one of its commitments. */
async function isGuardian(
  chain: Chain,
  { address, configHash }: { readonly address: Address; readonly configHash: Hex },
  { signer, salt, config }: GuardianFreezeRequest,
): Promise<boolean> {
  if (!config.commitments.includes(hashGuardian({ signer, salt }))) return false;
  const onChain = await getGuardianConfiguration(chain.client, { address }).catch((cause: unknown) => {
    throw new ServiceError("upstream_unavailable", `The network ${chain.name} cannot be reached.`, {
      retryAfterSeconds: 5,
      cause,
    });
  });
  return onChain.configEpoch === 0n
    ? hashGuardianConfig(config, 1n) === configHash
    : hashGuardianConfig(config, onChain.configEpoch) === onChain.configHash;
}

/** An address signs as EOA or by ERC-1271; a key is checked by its verifier (ERC-7913). */
async function hasSigned(
  chain: Chain,
  account: Address,
  { signer, nonce, deadline, signature }: GuardianFreezeRequest,
): Promise<boolean> {
  const hash = hashTypedData(getFreezeTypedData(account, { nonce: hexToBigInt(nonce), deadline }));
  if (size(signer) === 20) return chain.client.verifyHash({ address: signer, hash, signature }).catch(() => false);
  const [verifier, key] = [slice(signer, 0, 20), slice(signer, 20)];
  return isSignedByKey(chain, { verifier, key, digest: hash, signature });
}

function unknownGuardian(): ServiceError {
  return new ServiceError("unknown_id", "There is no such account with this guardian.", {
    action: "Check your guardian card: it names the account and holds what opens your place among its guardians.",
  });
}

function refusedFreeze(refusal: "nonce-used" | "too-soon"): ServiceError {
  if (refusal === "nonce-used") return new ServiceError("nonce_reused", "This request was used before.");
  return new ServiceError("policy_refused", "Guardians have frozen this account in the last 7 days.", {
    rule: "freeze-limit",
    action: "The owner can freeze it at any time. Guardians can again 7 days after the last time.",
  });
}
