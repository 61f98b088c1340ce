import {
  findSigningEpoch,
  getGuardianConfiguration,
  getOwner,
  hashGuardianConfig,
  tandemAddresses,
} from "@tandem/account";
import { bytesToHex, type CardChain, type GuardianSet, type RecoveryRequestLink } from "@tandem/protocol";
import { zeroHash } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError, UnknownChainError } from "../errors.ts";
import { listFirst, readAppliedSets, readBook, toCardChains } from "../guardians/index.ts";
import { toServiceError } from "../operations/index.ts";
import { getConfig } from "../requests/index.ts";
import type { AccountParameters, StoredAccount } from "../types.ts";
import { createCardClient } from "./createCardClient.ts";
import { requestLifetimeSeconds } from "./createRequest.ts";
import { RecoveryRequestError } from "./errors.ts";
import { hashRequest } from "./requests.ts";
import type { RecoveryRecord } from "./types.ts";

/**
 * Asks the guardians on a network that a recovery did not reach for the same new key: other guardians count there, or under
 * another number. No prompt: the key has shown already that it may own the account. The service has no part in it; guardians
 * give their answers back, and anybody's wallet sends them.
 *
 * @throws InvalidInputError, RecoveryRequestError where nobody guards the account there, or nobody can say who,
 * ServiceUnreachableError
 */
export async function askFurther(
  context: ClientContext,
  { accountId, chainId }: AccountParameters & { readonly chainId: number },
): Promise<RecoveryRecord> {
  const { account } = await getRecord(context, accountId);
  const { recovered, name, address, birthKey, configHash, salt, rotations } = account;
  if (!recovered) {
    throw new InvalidInputError("This key was not given by guardians.", "Make a new key instead.");
  }
  const chain = toCardChains(context, await getConfig(context)).find((one) => one.chainId === chainId);
  if (!chain) throw new UnknownChainError({ chainId });
  const [guardians, owner] = await Promise.all([
    findGuardians(context, account, chain),
    getOwner(createCardClient(chain), account).catch((error: unknown) => {
      throw toServiceError(error, "chain");
    }),
  ]);
  const { newOwner, proof } = recovered;
  const request: RecoveryRequestLink = {
    version: 1,
    kind: "tandem-recovery-request",
    ...{ address: lower(address), accountName: name, requester: name, newOwner, proof, guardians },
    origin: { birthKey, configHash, salt, rotations: [...rotations] },
    factory: lower(tandemAddresses.factory),
    core: lower(tandemAddresses.core),
    ownerEpoch: Number(owner?.ownerEpoch ?? rotations.length),
    configHash: hashGuardianConfig(guardians.config, BigInt(guardians.configEpoch)),
    nonce: bytesToHex(context.randomBytes(32)),
    deadline: Math.floor(context.now() / 1000) + requestLifetimeSeconds,
    chainIds: [chainId],
    chains: [chain],
    createdAt: context.now(),
  };
  const record: RecoveryRecord = {
    ...{ version: 1, id: hashRequest(request), request, accountId, approvals: [] },
    ...{ createdAt: context.now(), isKitKept: true },
  };
  await context.storage.write([{ store: "recoveries", key: record.id, value: record }]);
  return record;
}

/** In force there, or signed to be its first. */
async function findGuardians(context: ClientContext, account: StoredAccount, chain: CardChain): Promise<GuardianSet> {
  const client = createCardClient(chain);
  const book = await readBook(context, account.accountId);
  const onChain = await getGuardianConfiguration(client, account).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
  const inForce = onChain.configEpoch > 0n ? onChain.configHash : account.configHash;
  if (inForce === zeroHash) {
    const first = (await listFirst(context, account.accountId)).find(
      ({ config, ownerSignature: signature }) => findSigningEpoch({ ...account, config, signature }) !== undefined,
    );
    if (!first)
      throw new RecoveryRequestError("nobody guards the account there", "Only its key of before helps there.");
    return { config: toWire(first.config), configEpoch: 1, firstGuardiansSignature: first.ownerSignature };
  }
  const candidates = [...(book.known ?? []), ...(await readAppliedSets(client, account.address).catch(() => []))];
  const found = candidates.find(
    ({ config, configEpoch }) => hashGuardianConfig(config, BigInt(configEpoch)) === inForce,
  );
  if (!found) {
    throw new RecoveryRequestError(
      "nobody here can say who guards the account there",
      "Ask one of those guardians to begin, with the card they have.",
    );
  }
  return { config: toWire(found.config), configEpoch: found.configEpoch };
}

function toWire(
  config: { readonly commitments: readonly `0x${string}`[] } & Omit<GuardianSet["config"], "commitments">,
) {
  return { ...config, commitments: [...config.commitments] };
}

function lower(address: `0x${string}`): `0x${string}` {
  return address.toLowerCase() as `0x${string}`; // lowercase of hex is hex
}
