import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Counters and histograms of one server. Labels are names from a fixed set: never an id, an address or an amount. */
export type Metrics = {
  readonly registry: Registry;
  readonly requests: Histogram<"method" | "route" | "status">;
  readonly cosignatures: Counter<"outcome">;
  readonly cosignSteps: Histogram<"step">;
  readonly settlementBlock: Gauge<"chain">;
  readonly accountEvents: Counter<"kind" | "stage">;
  readonly chainReadFailures: Counter<"chain">;
  readonly relayJobs: Counter<"kind" | "outcome">;
  readonly deliveries: Counter<"kind" | "outcome">;
  /** Coins, as a floating-point number. */
  readonly paymasterDeposit: Gauge<"chain" | "paymaster">;
  readonly paymasterDepositLow: Gauge<"chain" | "paymaster">;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tandem_" });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "tandem_http_request_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    cosignatures: new Counter({
      name: "tandem_cosignatures_total",
      help: "Signing requests by outcome: released, repeated, or the code of the refusal",
      labelNames: ["outcome"],
      registers,
    }),
    cosignSteps: new Histogram({
      name: "tandem_cosign_step_seconds",
      help: "Time of each step of a co-signature: reserve is TX A, release is TX B",
      labelNames: ["step"],
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    settlementBlock: new Gauge({
      name: "tandem_settlement_block",
      help: "Last block the settlement reader has worked through",
      labelNames: ["chain"],
      registers,
    }),
    accountEvents: new Counter({
      name: "tandem_account_events_total",
      help: "Events of accounts that the watcher has read: seen at the head, or settled. Several servers read the same",
      labelNames: ["kind", "stage"],
      registers,
    }),
    chainReadFailures: new Counter({
      name: "tandem_chain_read_failures_total",
      help: "Steps of settlement and watcher that failed and are repeated",
      labelNames: ["chain"],
      registers,
    }),
    relayJobs: new Counter({
      name: "tandem_relay_jobs_total",
      help: "Steps of relay jobs by what came of them: sent, done, retried, failed, refused",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    deliveries: new Counter({
      name: "tandem_deliveries_total",
      help: "Tries to deliver an alarm, by channel: sent, retried, failed, gone",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    paymasterDeposit: new Gauge({
      name: "tandem_paymaster_deposit_coins",
      help: "Deposit of a paymaster (sponsor, token) at the EntryPoint, in the chain's coin",
      labelNames: ["chain", "paymaster"],
      registers,
    }),
    paymasterDepositLow: new Gauge({
      name: "tandem_paymaster_deposit_low",
      help: "1 while the deposit is below TANDEM_DEPOSIT_ALARM",
      labelNames: ["chain", "paymaster"],
      registers,
    }),
  };
}
