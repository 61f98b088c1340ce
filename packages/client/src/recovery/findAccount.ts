import {
  getAccountAddress,
  getGuardianConfiguration,
  hashGuardianConfig,
  hashRecoveryMessage,
  tandemAddresses,
} from "@tandem/account";
import { verify } from "@tandem/frost";
import {
  type AccountOrigin,
  type CardChain,
  EvmAddress,
  type GuardianSet,
  hexToBytes,
  RecoveryLookup,
} from "@tandem/protocol";
import { type Address, type Hex, isAddressEqual, size, slice, zeroHash } from "viem";
import { getCode } from "viem/actions";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { readAppliedSets, toCardChains } from "../guardians/index.ts";
import { toServiceError } from "../operations/index.ts";
import { createRequestKey, getConfig, sendSignedRequest } from "../requests/index.ts";
import { createCardClient } from "./createCardClient.ts";
import { RecoveryLookupError } from "./errors.ts";
import type { RecoverableAccount } from "./types.ts";

/**
 * Finds what a recovery needs by the account's address alone: from what the service remembers, else from what the account
 * has published on its networks. Nothing is believed: the origin has to give the address, the guardians have to be the ones
 * in force on chain, or signed by the account's key. Who the guardians are stays with them: each has its own card.
 *
 * @throws RecoveryLookupError (`reason`), InvalidInputError, ServiceUnreachableError
 */
export async function findAccount(
  context: ClientContext,
  parameters: { readonly address: string },
): Promise<RecoverableAccount> {
  const parsed = EvmAddress.safeParse(parameters.address.trim().toLowerCase());
  if (!parsed.success) {
    throw new InvalidInputError("This is not an address.", "It has 42 characters and begins with 0x. Copy it whole.");
  }
  const address = parsed.data;
  const chains = toCardChains(context, await getConfig(context));
  const known = await sendSignedRequest(context, {
    key: await createRequestKey(),
    method: "POST",
    path: "/recoveries/lookup",
    body: { address },
    schema: RecoveryLookup,
  });
  const published = await readPublished(chains, address);
  const origin = known.origin && isOrigin(address, known.origin) ? known.origin : published.origin;
  if (!origin) throw new RecoveryLookupError("unknown");
  const guardians = chooseGuardians({ address, origin, remembered: known.guardians, published });
  return {
    accountName: `${address.slice(0, 6)}…${address.slice(-4)}`,
    address,
    ...origin,
    factory: lower(tandemAddresses.factory),
    core: lower(tandemAddresses.core),
    ...guardians,
    chains,
  };
}

type Published = {
  /** Of an account that was made as this wallet makes them: without guardians in its address. */
  readonly origin: AccountOrigin | undefined;
  /** In force, by each network that has any. */
  readonly hashes: readonly Hex[];
  /** Configurations that the account has published, newest last. */
  readonly sets: readonly Pick<GuardianSet, "config" | "configEpoch">[];
};

/** What an account's own code, state and events say on every network. */
async function readPublished(chains: readonly CardChain[], address: Address): Promise<Published> {
  const all = await Promise.all(
    chains.map(async (chain) => {
      const client = createCardClient(chain);
      const [code, { configEpoch, configHash }] = await Promise.all([
        getCode(client, { address }),
        getGuardianConfiguration(client, { address }),
      ]).catch((error: unknown) => {
        throw toServiceError(error, "chain");
      });
      // Nothing from an endpoint that keeps no history.
      const applied = code ? await readAppliedSets(client, address).catch(() => []) : [];
      return { code, hash: configEpoch > 0n ? configHash : undefined, applied };
    }),
  );
  const sets = all.flatMap(({ applied }) => applied);
  const birthKeys = all.flatMap(({ code }) => (code ? readBirthKey(code) : []));
  const origins = birthKeys.map((birthKey) => ({ birthKey, configHash: zeroHash, salt: zeroHash, rotations: [] }));
  return {
    origin: origins.find((origin) => isOrigin(address, origin)),
    hashes: all.flatMap(({ hash }) => (hash ? [hash] : [])),
    sets,
  };
}

/** A clone is 45 bytes of ERC-1167 and the birth key behind them. */
function readBirthKey(code: Hex): readonly Hex[] {
  return size(code) === 77 ? [slice(code, 45, 77)] : [];
}

function isOrigin(address: Address, { birthKey, configHash, salt }: AccountOrigin): boolean {
  return isAddressEqual(getAccountAddress({ birthKey, configHash, salt }), address);
}

/** @throws RecoveryLookupError */
function chooseGuardians(parameters: {
  readonly address: Address;
  readonly origin: AccountOrigin;
  readonly remembered: GuardianSet | null;
  readonly published: Published;
}): GuardianSet {
  const { address, origin, remembered, published } = parameters;
  const candidates: readonly GuardianSet[] = [...(remembered ? [remembered] : []), ...published.sets.toReversed()];
  const hashOf = ({ config, configEpoch }: GuardianSet) => hashGuardianConfig(config, BigInt(configEpoch));
  const { hashes } = published;
  // The latest word of any network; others may be behind, and are brought up to date with it where they can be.
  const inForce = hashes.length > 0 ? hashes : origin.configHash === zeroHash ? [] : [origin.configHash];
  const found =
    inForce.length > 0
      ? candidates.find((set) => inForce.includes(hashOf(set)))
      : candidates.find((set) => isSignedByOwner(address, origin, set));
  if (found && found.config.commitments.length > 0) return found;
  throw new RecoveryLookupError(found || (inForce.length === 0 && !remembered) ? "no-guardians" : "guardians-unknown");
}

/** First guardians that no network has yet: the account's key has signed them. */
function isSignedByOwner(
  address: Address,
  { birthKey, rotations }: AccountOrigin,
  { config, configEpoch, firstGuardiansSignature }: GuardianSet,
): boolean {
  if (!firstGuardiansSignature) return false;
  const configHash = hashGuardianConfig(config, BigInt(configEpoch));
  const digest = hashRecoveryMessage(address, { primaryType: "FirstGuardians", message: { configHash } });
  const owners = [birthKey, ...rotations.map(({ newOwner }) => newOwner)];
  return owners.some((owner) => {
    try {
      return verify({
        publicKey: hexToBytes(owner),
        digest: hexToBytes(digest),
        signature: hexToBytes(firstGuardiansSignature),
      });
    } catch {
      return false;
    }
  });
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address; // lowercase of hex is hex
}
