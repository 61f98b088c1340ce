import {
  assertGuardianConfig,
  encodeFactoryData,
  hashUserOperation,
  InvalidGuardianConfigError,
  InvalidTypedDataError,
  InvalidUserOperationError,
  signingDigest,
} from "@tandem/account";
import { timedDigest } from "@tandem/frost";
import { bytesToHex, hexToBytes, maxOperationValiditySeconds, type SigningRequest } from "@tandem/protocol";
import { type Hex, numberToHex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { decodeRequest, type Effects } from "../policy/index.ts";
import { assertOwner, queueRotation } from "../rotation/index.ts";
import type { Chain } from "../settlement/index.ts";
import type { AccountKey, AccountRecord } from "../store/index.ts";

type UserOperationRequest = Extract<SigningRequest, { kind: "userOperation" }>;

/** A request that may be decided on: it is this account's, and its digest is the service's own. */
export type PreparedRequest = {
  readonly chain: Chain;
  /** m, what the shares sign. */
  readonly digest: Hex;
  readonly userOpHash: Hex | undefined;
  /** Entry nonce of an operation, digest of a message: what only one signature may use up. */
  readonly slot: Hex;
  /** Unix seconds of the chain. */
  readonly validUntil: number;
  readonly effects: Effects;
};

/**
 * Everything that is checked before anything is written: chain, EntryPoint, sender, deployment data, validity; then
 * the digest, recomputed. No RPC but for an operation that is newer than the block this server has seen, and for an owner
 * that the settled chain has not told of.
 *
 * @throws ServiceError `request_malformed`, `chain_unsupported`, `epoch_stale`, `upstream_unavailable`
 */
export async function prepareRequest(
  context: Context,
  { accountId, key, chainOwners }: Pick<AccountRecord, "accountId" | "chainOwners"> & { readonly key: AccountKey },
  request: SigningRequest,
): Promise<PreparedRequest> {
  const chain = context.chains.get(request.chainId);
  await assertOwner(chain, { key, chainOwners }).catch(async (error: unknown) => {
    // Also where the account was deployed by somebody after every rotation had its place: nobody else brings it then.
    if (error instanceof ServiceError && error.rule === "rotation-pending") {
      await queueRotation(context, { accountId, key, chain });
    }
    throw error;
  });
  const effects = decodeRequest({ request, chain, account: key.address });
  if (request.kind !== "userOperation") {
    const digest = computeDigest(() => {
      if (request.kind === "firstGuardians") assertGuardianConfig(request.config);
      return signingDigest(request, key);
    });
    return { chain, digest, userOpHash: undefined, slot: digest, validUntil: effects.deadline, effects };
  }
  assertOperation(chain, key, request);
  context.fence.assertResumed(chain.chainKey);
  await assertValidity(chain, request);
  const userOpHash = computeDigest(() => hashUserOperation(request));
  return {
    chain,
    // What `signingDigest` gives, without hashing the operation a second time.
    digest: bytesToHex(timedDigest(hexToBytes(userOpHash), request.validAfter, request.validUntil)),
    userOpHash,
    slot: numberToHex(BigInt(request.userOperation.nonce), { size: 32 }),
    validUntil: request.validUntil,
    effects,
  };
}

/** The operation is one of this account, through the known EntryPoint, deployed by our factory with its own data. */
function assertOperation(chain: Chain, key: AccountKey, { entryPoint, userOperation }: UserOperationRequest): void {
  if (entryPoint !== chain.entryPoint) {
    throw new ServiceError("chain_unsupported", `The EntryPoint on chain ${chain.chainId} is ${chain.entryPoint}.`);
  }
  const { sender, factory, factoryData } = userOperation;
  if (sender !== key.address) throw malformed("The operation's sender is another account.");
  if (factory === undefined) return;
  if (factory !== chain.factory) throw malformed("The operation deploys through an unknown factory.");
  if (factoryData !== encodeFactoryData(key)) throw malformed("The operation deploys another account.");
}

/** Compared with the chain's clock, which is what the EntryPoint reads. A newer block than the known one is asked for. */
async function assertValidity(chain: Chain, { validUntil, validAfter }: UserOperationRequest): Promise<void> {
  const isTooLong = (nowSeconds: number) => validUntil > nowSeconds + maxOperationValiditySeconds;
  const head = isTooLong(chain.head().timeSeconds) ? await chain.refreshHead() : chain.head();
  if (isTooLong(head.timeSeconds)) {
    throw malformed(`The operation is valid for longer than ${maxOperationValiditySeconds} seconds.`);
  }
  if (validUntil <= head.timeSeconds) {
    throw malformed("The operation's validity is over.", "Prepare the operation again.");
  }
  if (validAfter > head.timeSeconds + maxOperationValiditySeconds) throw malformed("The operation is not valid yet.");
}

function computeDigest(compute: () => Hex): Hex {
  try {
    return compute();
  } catch (error) {
    if (
      error instanceof InvalidUserOperationError ||
      error instanceof InvalidTypedDataError ||
      error instanceof InvalidGuardianConfigError
    ) {
      throw malformed(error.shortMessage);
    }
    throw error;
  }
}

function malformed(detail: string, action?: string): ServiceError {
  return new ServiceError("request_malformed", detail, action === undefined ? {} : { action });
}
