import { accountAbi, decodeGuardian, getGuardianConfiguration, getRecovery, hashGuardianConfig } from "@tandem/account";
import type { CardChain, GuardianCard } from "@tandem/protocol";
import { type Client, createClient, http, type PublicRpcSchema, type Transport, zeroHash } from "viem";
import { getBlock, getContractEvents } from "viem/actions";
import { toServiceError } from "../operations/index.ts";
import { isContract } from "./isContract.ts";
import type { GuardedChain, GuardedEvent } from "./types.ts";

/** Where a public RPC endpoint refuses the whole history, it is asked for about the last day. */
const recentBlocks = 9_000n;
const maxEvents = 20;

const kinds: Readonly<Record<string, GuardedEvent["kind"]>> = {
  RecoveryStarted: "recovery-started",
  RecoveryCancelled: "recovery-cancelled",
  RecoveryFinalized: "recovery-finalized",
  GuardiansScheduled: "guardians-scheduled",
  GuardiansCancelled: "guardians-cancelled",
  GuardiansApplied: "guardians-changed",
  OwnerRotated: "key-changed",
  UpgradeScheduled: "code-scheduled",
};

/**
 * How the account on a card stands on the networks that the card names. Asks nobody else: a service that is gone, or that
 * lies, changes nothing about it.
 *
 * @throws ServiceUnreachableError where a network does not answer.
 */
export async function readGuarded(card: GuardianCard): Promise<readonly GuardedChain[]> {
  return Promise.all(
    card.chains.map((chain) =>
      readChain(card, chain).catch((error: unknown) => {
        throw toServiceError(error, "chain");
      }),
    ),
  );
}

type ChainClient = Client<Transport, undefined, undefined, PublicRpcSchema>;

async function readChain(card: GuardianCard, { chainId, name, rpcUrl }: CardChain): Promise<GuardedChain> {
  const { address } = card;
  const guardian = decodeGuardian(card.guardian.signer);
  const client = createClient({ transport: http(rpcUrl, { retryCount: 1, timeout: 15_000, batch: true }) });
  const [configuration, recovery, block, guardianIsContract, events] = await Promise.all([
    getGuardianConfiguration(client, { address }),
    getRecovery(client, { address }),
    getBlock(client, { blockTag: "latest" }),
    guardian.kind === "address" && isContract(client, guardian),
    readEvents(client, address).catch(() => undefined),
  ]);
  const chainTime = Number(block.timestamp);
  const { isDeployed, scheduled, cooldownUntil } = configuration;
  return {
    chainId,
    chainName: name,
    chainTime,
    isDeployed,
    card: standingOf(card, configuration),
    guardianIsContract,
    recovery,
    cooldownUntil: cooldownUntil > chainTime ? cooldownUntil : undefined,
    scheduled: scheduled && { readyAt: scheduled.readyAt, expiresAt: scheduled.expiresAt },
    events,
  };
}

function standingOf(
  { config, configEpoch, configHash: inAddress }: GuardianCard,
  { configEpoch: onChain, configHash }: Awaited<ReturnType<typeof getGuardianConfiguration>>,
): GuardedChain["card"] {
  const ofCard = hashGuardianConfig(config, BigInt(configEpoch));
  if (onChain === 0n) return ofCard === inAddress && inAddress !== zeroHash ? "current" : "waiting";
  return ofCard === configHash ? "current" : onChain < BigInt(configEpoch) ? "waiting" : "old";
}

async function readEvents(client: ChainClient, address: GuardianCard["address"]): Promise<readonly GuardedEvent[]> {
  const latest = await getBlock(client, { blockTag: "latest" });
  const from = (fromBlock: bigint) =>
    getContractEvents(client, { abi: accountAbi, address, fromBlock, toBlock: latest.number });
  const recent = latest.number > recentBlocks ? latest.number - recentBlocks : 0n;
  const logs = await from(0n).catch(() => from(recent));
  const told = logs.filter(({ eventName }) => eventName in kinds).slice(-maxEvents);
  const times = new Map<bigint, number>();
  for (const number of new Set(told.map(({ blockNumber }) => blockNumber))) {
    times.set(number, Number((await getBlock(client, { blockNumber: number })).timestamp));
  }
  return told
    .flatMap(({ eventName, blockNumber, transactionHash }) => {
      const kind = kinds[eventName];
      return kind ? [{ kind, at: times.get(blockNumber) ?? 0, transactionHash }] : [];
    })
    .reverse();
}
