import type { Address, Hex } from "viem";
import { createPublicClient, http, keccak256, type PublicClient } from "viem";
import type { ServerChain } from "../config.ts";
import { ServiceError, StartupError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { type Database, toBytes } from "../store/index.ts";

/** Latest block as this server last saw it. */
export type Head = { readonly number: bigint; readonly timeSeconds: number; readonly seenMs: number };

/** A chain this server serves. */
export type Chain = ServerChain & {
  /** Names chain id and genesis in the database. */
  readonly chainKey: number;
  readonly client: PublicClient;
  /** The head a poller keeps fresh: no RPC. @throws ServiceError `upstream_unavailable` when it is old. */
  head(): Head;
  /** Asks the chain now. @throws ServiceError `upstream_unavailable` */
  refreshHead(): Promise<Head>;
};

export type ChainRegistry = {
  readonly all: readonly Chain[];
  /** @throws ServiceError `chain_unsupported` */
  get(chainId: number): Chain;
  stop(): void;
};

type ConnectParameters = {
  readonly chains: readonly ServerChain[];
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => number;
};

const headLifetimeMs = 60_000;

/**
 * Connects to every chain and checks that it is the one configured: chain id, genesis, contracts with code.
 *
 * @throws StartupError saying which setting and chain disagree.
 */
export async function connectChains({ chains, database, logger, now }: ConnectParameters): Promise<ChainRegistry> {
  const connected = await Promise.all(chains.map((chain) => connectChain(chain, database, logger, now)));
  const byId = new Map(connected.map((entry) => [entry.chain.chainId, entry.chain]));
  return {
    all: connected.map(({ chain }) => chain),
    get(chainId) {
      const chain = byId.get(chainId);
      if (!chain) throw new ServiceError("chain_unsupported", `This service does not serve chain ${chainId}.`);
      return chain;
    },
    stop: () => {
      for (const { stop } of connected) stop();
    },
  };
}

async function connectChain(chain: ServerChain, database: Database, logger: Logger, now: () => number) {
  const client = createPublicClient({ transport: http(chain.rpc, { retryCount: 2, timeout: 10_000 }), cacheTime: 0 });
  const codeHashes = await assertChain(chain, client);
  const chainKey = await registerChain(chain, client, database);
  await assertCodeHashes(chain, { chainKey, codeHashes, database });
  let head: Head | undefined;

  async function refreshHead(): Promise<Head> {
    try {
      const { number, timestamp } = await client.getBlock({ blockTag: "latest" });
      head = { number, timeSeconds: Number(timestamp), seenMs: now() };
      return head;
    } catch (cause) {
      throw unavailable(chain, cause);
    }
  }
  await refreshHead();
  const timer = setInterval(() => {
    refreshHead().catch((error: unknown) => logger.warn({ err: error, chainId: chain.chainId }, "chain head not read"));
  }, chain.pollIntervalMs);
  timer.unref();

  const result: Chain = {
    ...chain,
    chainKey,
    client,
    refreshHead,
    head() {
      if (!head || now() - head.seenMs > headLifetimeMs) throw unavailable(chain);
      return head;
    },
  };
  return { chain: result, stop: () => clearInterval(timer) };
}

/** @returns keccak256 of each contract's code, by address. */
async function assertChain(chain: ServerChain, client: PublicClient): Promise<Readonly<Record<Address, Hex>>> {
  const name = `chain ${chain.chainId} (${chain.name})`;
  const [chainId, genesis] = await Promise.all([client.getChainId(), client.getBlock({ blockNumber: 0n })]).catch(
    () => {
      throw new StartupError(`The RPC of ${name} does not answer.`, [`Check "rpc" in the chains file: ${chain.rpc}`]);
    },
  );
  if (chainId !== chain.chainId) throw new StartupError(`The RPC of ${name} serves chain ${chainId}.`);
  if (genesis.hash !== chain.genesisHash) {
    throw new StartupError(`The chain behind the RPC of ${name} has another genesis than configured.`, [
      "It is another chain under the same id. Locally: npm start -- --reset",
    ]);
  }
  const { entryPoint, core, features, factory, sponsorPaymaster } = chain;
  const contracts = Object.entries({ entryPoint, core, features, factory, sponsorPaymaster });
  const hashes = contracts.map(async ([role, address]): Promise<[Address, Hex]> => {
    const code = await client.getCode({ address });
    if (code === undefined || code === "0x") {
      throw new StartupError(`There is no code at the ${role} ${address} on ${name}.`, ["Deploy the contracts first."]);
    }
    return [address, keccak256(code)];
  });
  return Object.fromEntries(await Promise.all(hashes));
}

/**
 * The code is what it was when this database first met the contract. Contracts without a way to change do not, so another
 * code is another chain behind the same genesis, or an RPC that lies.
 */
async function assertCodeHashes(
  chain: ServerChain,
  {
    chainKey,
    codeHashes,
    database,
  }: { chainKey: number; codeHashes: Readonly<Record<Address, Hex>>; database: Database },
): Promise<void> {
  const [row] = await database.query<{ code_hashes: Record<string, string> }>(
    {
      name: "known-code",
      // What is there stays: the right side of || would win.
      text: "UPDATE chains SET code_hashes = $2::jsonb || code_hashes WHERE chain_key = $1 RETURNING code_hashes",
    },
    [chainKey, JSON.stringify(codeHashes)],
  );
  const changed = Object.entries(codeHashes).find(([address, hash]) => row?.code_hashes[address] !== hash);
  if (changed) {
    throw new StartupError(`The code at ${changed[0]} on chain ${chain.chainId} is not what it was.`, [
      "Check that the RPC serves the right chain. A new contract has a new address: put that into the chains file.",
    ]);
  }
}

/** Facts of a chain are stored under its id and genesis; another genesis under a known id stops the service. */
async function registerChain(chain: ServerChain, client: PublicClient, database: Database): Promise<number> {
  const { number } = await client.getBlock({ blockTag: "latest" });
  const start = Math.max(-1, Number(number) - chain.settlementDepth);
  const genesis = toBytes(chain.genesisHash);
  await database.query(
    {
      name: "register-chain",
      text: `INSERT INTO chains (chain_id, genesis_hash, block_number)
        SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM chains WHERE chain_id = $1) ON CONFLICT DO NOTHING`,
    },
    [chain.chainId, genesis, start],
  );
  const rows = await database.query<{ chain_key: number; genesis_hash: Buffer }>(
    { name: "find-chain", text: "SELECT chain_key, genesis_hash FROM chains WHERE chain_id = $1" },
    [chain.chainId],
  );
  const known = rows.find(({ genesis_hash }) => genesis_hash.equals(genesis));
  if (!known) {
    throw new StartupError(`The database knows chain ${chain.chainId} with another genesis.`, [
      "Its accounts belong to the other chain. Use that chain, or a new database. Locally: npm start -- --reset",
    ]);
  }
  return known.chain_key;
}

function unavailable(chain: ServerChain, cause?: unknown): ServiceError {
  return new ServiceError("upstream_unavailable", `The network ${chain.name} cannot be reached.`, {
    retryAfterSeconds: 5,
    cause,
  });
}
