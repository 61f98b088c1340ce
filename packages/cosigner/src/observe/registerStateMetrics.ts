import { Gauge } from "prom-client";
import type { Context } from "../context.ts";

/** Metrics that are read when they are asked for: queues, lags, the pool, keys, and what the server is doing. */
export function registerStateMetrics(context: Context): void {
  registerDatabaseMetrics(context);
  registerChainMetrics(context);
  const { metrics, keys, fence, state } = context;
  const registers = [metrics.registry];
  new Gauge({
    name: "tandem_draining",
    help: "1 from SIGTERM on",
    registers,
    collect() {
      this.set(state.isDraining ? 1 : 0);
    },
  });
  new Gauge({
    name: "tandem_fenced",
    help: "1 while the database looks restored and nothing is signed",
    registers,
    collect() {
      this.set(fence.reason === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: "tandem_service_key_version",
    help: "Version in use of each key of the service; 0 where there is none",
    labelNames: ["purpose"],
    registers,
    collect() {
      for (const [purpose, version] of keys.versions()) this.set({ purpose }, version);
    },
  });
}

type QueueRow = {
  readonly queued: number;
  readonly lag: number;
  readonly intents: number;
  readonly jobs: number;
  readonly job_lag: number;
  readonly deliveries: number;
  readonly delivery_lag: number;
};

const queues = {
  name: "metrics-queues",
  text: `SELECT (SELECT count(*) FROM log_queue)::int AS queued,
      coalesce((SELECT extract(epoch FROM now() - min(created_at)) FROM log_queue JOIN decisions USING (decision_id)), 0)::float8
        AS lag,
      (SELECT count(*) FROM intents WHERE open)::int AS intents,
      (SELECT count(*) FROM relay_jobs WHERE status IN ('queued', 'sent'))::int AS jobs,
      coalesce((SELECT greatest(0, extract(epoch FROM now() - min(due_at))) FROM relay_jobs
        WHERE status IN ('queued', 'sent')), 0)::float8 AS job_lag,
      (SELECT count(*) FROM deliveries WHERE status = 'queued')::int AS deliveries,
      coalesce((SELECT greatest(0, extract(epoch FROM now() - min(retry_at))) FROM deliveries
        WHERE status = 'queued'), 0)::float8 AS delivery_lag`,
};

function registerDatabaseMetrics({ metrics, database }: Context): void {
  const registers = [metrics.registry];
  // One look a scrape for all of them. A database that is away leaves the last values and is seen at /readyz.
  let look: Promise<QueueRow | undefined> | undefined;
  const readQueues = () => {
    look ??= database
      .query<QueueRow>(queues, [])
      .then(([row]) => row)
      .catch(() => undefined)
      .finally(() => {
        look = undefined;
      });
    return look;
  };
  const gauge = (name: string, help: string, read: (row: QueueRow) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const row = await readQueues();
        if (row) this.set(read(row));
      },
    });
  gauge("tandem_log_queue_decisions", "Decisions without a place in the log", ({ queued }) => queued);
  gauge("tandem_log_sequencing_lag_seconds", "Age of the oldest decision without a place in the log", ({ lag }) => lag);
  gauge("tandem_relay_queue_jobs", "Jobs of the relay account that are not done", ({ jobs }) => jobs);
  gauge("tandem_relay_lag_seconds", "How long the oldest of them has been due", ({ job_lag }) => job_lag);
  gauge("tandem_delivery_queue_messages", "Alarms that have not reached a channel yet", ({ deliveries }) => deliveries);
  gauge("tandem_delivery_lag_seconds", "How long the oldest of them has been due", ({ delivery_lag }) => delivery_lag);
  gauge("tandem_open_intents", "Operations that are not decided by the chain yet", ({ intents }) => intents);
  new Gauge({
    name: "tandem_database_pool_connections",
    help: "Connections of the pool by state; waiting counts requests without one",
    labelNames: ["state"],
    registers,
    collect() {
      const { totalCount, idleCount, waitingCount } = database.pool;
      this.set({ state: "busy" }, totalCount - idleCount);
      this.set({ state: "idle" }, idleCount);
      this.set({ state: "waiting" }, waitingCount);
    },
  });
}

function registerChainMetrics({ metrics, chains, database, now }: Context): void {
  const registers = [metrics.registry];
  new Gauge({
    name: "tandem_settlement_lag_blocks",
    help: "Blocks between the latest one and the last one that settlement has read",
    labelNames: ["chain"],
    registers,
    async collect() {
      const rows = await database
        .query<{ chain_key: number; block_number: number }>(
          { name: "metrics-settlement", text: "SELECT chain_key, block_number FROM chains" },
          [],
        )
        .catch(() => []);
      for (const chain of chains.all) {
        const row = rows.find(({ chain_key }) => chain_key === chain.chainKey);
        const head = readHead(chain);
        if (row && head) this.set({ chain: String(chain.chainId) }, Number(head.number) - row.block_number);
      }
    },
  });
  new Gauge({
    name: "tandem_watcher_lag_blocks",
    help: "Blocks between the latest one and the last one in which events of accounts were looked for",
    labelNames: ["chain"],
    registers,
    async collect() {
      const rows = await database
        .query<{ chain_key: number; block_number: number }>(
          { name: "metrics-watcher", text: "SELECT chain_key, block_number FROM chain_heads" },
          [],
        )
        .catch(() => []);
      for (const chain of chains.all) {
        const row = rows.find(({ chain_key }) => chain_key === chain.chainKey);
        const head = readHead(chain);
        if (row && head)
          this.set({ chain: String(chain.chainId) }, Math.max(0, Number(head.number) - row.block_number));
      }
    },
  });
  new Gauge({
    name: "tandem_chain_head_age_seconds",
    help: "How long ago the latest block was asked for",
    labelNames: ["chain"],
    registers,
    collect() {
      for (const chain of chains.all) {
        const head = readHead(chain);
        if (head) this.set({ chain: String(chain.chainId) }, (now() - head.seenMs) / 1000);
      }
    },
  });
}

function readHead(chain: Context["chains"]["all"][number]) {
  try {
    return chain.head();
  } catch {
    return undefined;
  }
}
