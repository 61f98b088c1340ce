import { type Address, formatEther, parseAbi } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import type { CosignerConfig } from "../config.ts";
import { ServiceError } from "../errors.ts";
import type { AccountKeyVersion, ServiceKeys } from "../keys/index.ts";
import type { Logger } from "../logger.ts";
import type { Metrics } from "../metrics.ts";
import { repeat } from "../repeat.ts";
import type { Chain, ChainRegistry } from "../settlement/index.ts";

/** `sponsor` pays itself, `token` is paid in tokens. */
export type PaymasterRole = "sponsor" | "token";

/** What the service knows of its paymasters on chain. */
export type SponsorWatch = {
  /**
   * The key that signs for a paymaster: the newest one that is active here and that the contract accepts. Once a key has
   * signed, no older one signs again.
   *
   * @throws ServiceError `upstream_unavailable` while there is none.
   */
  signer(chainId: number, role?: PaymasterRole): AccountKeyVersion["account"];
  /**
   * Before anything is signed that the deposit cannot pay for.
   *
   * @throws ServiceError `policy_refused` with rule `sponsor-deposit`.
   */
  assertDeposit(chainId: number, costWei: bigint, role?: PaymasterRole): void;
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

/** Often enough for a roll-over and an alarm; two calls a paymaster once there is a new block. */
const pollMs = 3000;
const shortestPollMs = 500;

type Watched = { readonly chain: Chain; readonly role: PaymasterRole; readonly address: Address };

/** The paymasters that this service signs for. */
function listWatched(chain: Chain): readonly Watched[] {
  const { sponsorPaymaster, tokenPaymaster, tokenFees } = chain;
  const sponsor = { chain, role: "sponsor", address: sponsorPaymaster } as const;
  if (tokenPaymaster === undefined || tokenFees.length === 0) return [sponsor];
  return [sponsor, { chain, role: "token", address: tokenPaymaster }];
}

type Seen = {
  accepted: readonly Address[];
  lowestVersion: number;
  depositWei: bigint | undefined;
  /** The head that all of it was read at, or before. */
  blockNumber: bigint | undefined;
};

export function createSponsorWatch(parameters: SponsorWatchParameters): SponsorWatch {
  const { chains, keys, logger } = parameters;
  const seen = new Map<string, Seen>();
  const watched = chains.all.flatMap(listWatched);
  let stopLooking: (() => Promise<void>) | undefined;
  // A chain that is looked at more often, as the local one is, has a faster paymaster too.
  const fastestMs = Math.min(...chains.all.map(({ pollIntervalMs }) => pollIntervalMs));
  const delayMs = Math.min(pollMs, Math.max(shortestPollMs, 3 * fastestMs));

  async function look(paymaster: Watched): Promise<void> {
    const { chain, role } = paymaster;
    const name = nameOf(chain.chainId, role);
    const known = seen.get(name) ?? { accepted: [], lowestVersion: 0, depositWei: undefined, blockNumber: undefined };
    seen.set(name, known);
    try {
      const { number } = chain.head();
      // Between blocks there is nothing new.
      if (number === known.blockNumber) return;
      known.accepted = await readSigners(paymaster);
      const depositWei = await readDeposit(paymaster);
      reportDeposit(parameters, paymaster, { depositWei, beforeWei: known.depositWei });
      known.depositWei = depositWei;
      known.blockNumber = number;
    } catch (error) {
      logger.warn({ err: error, chainId: chain.chainId, role }, "the paymaster could not be read");
    }
  }

  async function lookAtAll(): Promise<void> {
    await Promise.all(watched.map(look));
  }

  return {
    signer(chainId, role = "sponsor") {
      const known = seen.get(nameOf(chainId, role));
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
        logger.info({ chainId, role, version: usable.version }, "sponsorships are signed by this version from now on");
      }
      known.lowestVersion = usable.version;
      return usable.account;
    },
    assertDeposit(chainId, costWei, role = "sponsor") {
      const depositWei = seen.get(nameOf(chainId, role))?.depositWei;
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
async function readSigners({ chain, address }: Watched): Promise<readonly Address[]> {
  const { client } = chain;
  const settled = chain.head().number - BigInt(chain.settlementDepth);
  const call = { address, abi: managedPaymasterAbi, functionName: "signers" } as const;
  const signers =
    settled > 0n
      ? // A paymaster that is younger than that is read as it is.
        await client.readContract({ ...call, blockNumber: settled }).catch(() => client.readContract(call))
      : await client.readContract(call);
  return signers.map(lowercase);
}

function readDeposit({ chain, address }: Watched): Promise<bigint> {
  return chain.client.readContract({
    address: chain.entryPoint,
    abi: entryPoint09Abi,
    functionName: "balanceOf",
    args: [address],
  });
}

/** The metric, and a line in the log when the deposit falls below the alarm or is filled up again. */
function reportDeposit(
  { config, logger, metrics }: SponsorWatchParameters,
  { chain: { chainId }, role, address }: Watched,
  { depositWei, beforeWei }: { readonly depositWei: bigint; readonly beforeWei: bigint | undefined },
): void {
  const isLow = depositWei < config.depositAlarmWei;
  const wasLow = beforeWei !== undefined && beforeWei < config.depositAlarmWei;
  const labels = { chain: String(chainId), paymaster: role };
  metrics.paymasterDeposit.set(labels, Number(formatEther(depositWei)));
  metrics.paymasterDepositLow.set(labels, isLow ? 1 : 0);
  const facts = { chainId, paymaster: address, deposit: formatEther(depositWei) };
  if (isLow && !wasLow) {
    const alarm = formatEther(config.depositAlarmWei);
    logger.error({ ...facts, alarm }, "the paymaster's deposit runs dry: fill it up");
  }
  if (!isLow && wasLow) logger.info(facts, "the paymaster's deposit is above the alarm again");
}

function nameOf(chainId: number, role: PaymasterRole): string {
  return `${chainId} ${role}`;
}

function lowercase(address: Address): Address {
  return address.toLowerCase() as Address; // lowercasing keeps it an address
}
