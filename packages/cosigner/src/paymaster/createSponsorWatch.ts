import { type Address, formatEther, parseAbi } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import type { CosignerConfig } from "../config.ts";
import { ServiceError } from "../errors.ts";
import type { AccountKeyVersion, ServiceKeys } from "../keys/index.ts";
import type { Logger } from "../logger.ts";
import type { Metrics } from "../metrics.ts";
import { repeat } from "../repeat.ts";
import type { Chain, ChainRegistry } from "../settlement/index.ts";

/** What the service knows of its paymasters on chain. */
export type SponsorWatch = {
  /**
   * The key that signs sponsorships on a chain: the newest one that is active here and that the contract accepts. Once
   * a key has signed, no older one signs again.
   *
   * @throws ServiceError `upstream_unavailable` while there is none.
   */
  signer(chainId: number): AccountKeyVersion["account"];
  /**
   * Before anything is signed that the deposit cannot pay for.
   *
   * @throws ServiceError `policy_refused` with rule `sponsor-deposit`.
   */
  assertDeposit(chainId: number, costWei: bigint): void;
  /** Reads once, then every few seconds. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type SponsorWatchParameters = {
  readonly config: CosignerConfig;
  readonly chains: ChainRegistry;
  readonly keys: ServiceKeys;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

export const managedPaymasterAbi = parseAbi([
  "function signers() view returns (address first, address second)",
  "function setSigners(address first, address second)",
]);

/** Often enough for a roll-over and an alarm; two calls to each chain. */
const pollMs = 3000;
const shortestPollMs = 500;

type Seen = { accepted: readonly Address[]; lowestVersion: number; depositWei: bigint | undefined };

export function createSponsorWatch(parameters: SponsorWatchParameters): SponsorWatch {
  const { chains, keys, logger } = parameters;
  const seen = new Map<number, Seen>();
  let stopLooking: (() => Promise<void>) | undefined;
  // A chain that is looked at more often, as the local one is, has a faster paymaster too.
  const fastestMs = Math.min(...chains.all.map(({ pollIntervalMs }) => pollIntervalMs));
  const delayMs = Math.min(pollMs, Math.max(shortestPollMs, 3 * fastestMs));

  async function look(chain: Chain): Promise<void> {
    const known = seen.get(chain.chainId) ?? { accepted: [], lowestVersion: 0, depositWei: undefined };
    seen.set(chain.chainId, known);
    try {
      known.accepted = await readSigners(chain);
      const depositWei = await readDeposit(chain);
      reportDeposit(parameters, chain, { depositWei, beforeWei: known.depositWei });
      known.depositWei = depositWei;
    } catch (error) {
      logger.warn({ err: error, chainId: chain.chainId }, "the paymaster could not be read");
    }
  }

  async function lookAtAll(): Promise<void> {
    await Promise.all(chains.all.map(look));
  }

  return {
    signer(chainId) {
      const known = seen.get(chainId);
      const usable = keys.paymaster.find(
        ({ version, account }) =>
          version >= (known?.lowestVersion ?? 0) && known?.accepted.includes(lowercase(account.address)),
      );
      if (!known || !usable) {
        throw new ServiceError("upstream_unavailable", "The service cannot sponsor on this network at the moment.", {
          action: "Pay the network fee with the account's own balance, or try again later.",
          retryAfterSeconds: 60,
        });
      }
      if (usable.version > known.lowestVersion) {
        logger.info({ chainId, version: usable.version }, "sponsorships are signed by this version from now on");
      }
      known.lowestVersion = usable.version;
      return usable.account;
    },
    assertDeposit(chainId, costWei) {
      const depositWei = seen.get(chainId)?.depositWei;
      if (depositWei === undefined || depositWei > costWei) return;
      throw new ServiceError("policy_refused", "The service cannot pay for this operation at the moment.", {
        rule: "sponsor-deposit",
        action: "Pay the network fee with the account's own balance, or try again later.",
      });
    },
    async start() {
      await lookAtAll();
      stopLooking = repeat(lookAtAll, delayMs);
    },
    stop: async () => stopLooking?.(),
  };
}

/** Signers the contract accepts, as of the settled end of the chain: what a reorganisation cannot take back. */
async function readSigners({ client, sponsorPaymaster: address, ...chain }: Chain): Promise<readonly Address[]> {
  const settled = chain.head().number - BigInt(chain.settlementDepth);
  const call = { address, abi: managedPaymasterAbi, functionName: "signers" } as const;
  const signers =
    settled > 0n
      ? // A paymaster that is younger than that is read as it is.
        await client.readContract({ ...call, blockNumber: settled }).catch(() => client.readContract(call))
      : await client.readContract(call);
  return signers.map(lowercase);
}

function readDeposit({ client, entryPoint, sponsorPaymaster }: Chain): Promise<bigint> {
  return client.readContract({
    address: entryPoint,
    abi: entryPoint09Abi,
    functionName: "balanceOf",
    args: [sponsorPaymaster],
  });
}

/** The metric, and a line in the log when the deposit falls below the alarm or is filled up again. */
function reportDeposit(
  { config, logger, metrics }: SponsorWatchParameters,
  { chainId, sponsorPaymaster }: Chain,
  { depositWei, beforeWei }: { readonly depositWei: bigint; readonly beforeWei: bigint | undefined },
): void {
  const isLow = depositWei < config.depositAlarmWei;
  const wasLow = beforeWei !== undefined && beforeWei < config.depositAlarmWei;
  const labels = { chain: String(chainId) };
  metrics.paymasterDeposit.set(labels, Number(formatEther(depositWei)));
  metrics.paymasterDepositLow.set(labels, isLow ? 1 : 0);
  const facts = { chainId, paymaster: sponsorPaymaster, deposit: formatEther(depositWei) };
  if (isLow && !wasLow) {
    const alarm = formatEther(config.depositAlarmWei);
    logger.error({ ...facts, alarm }, "the paymaster's deposit runs dry: fill it up");
  }
  if (!isLow && wasLow) logger.info(facts, "the paymaster's deposit is above the alarm again");
}

function lowercase(address: Address): Address {
  return address.toLowerCase() as Address; // lowercasing keeps it an address
}
