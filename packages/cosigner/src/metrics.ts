import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Counters and histograms of one server. Labels are names from a fixed set: never an id, an address or an amount. */
export type Metrics = {
  readonly registry: Registry;
  readonly requests: Histogram<"method" | "route" | "status">;
  readonly cosignatures: Counter<"outcome">;
  readonly cosignSteps: Histogram<"step">;
  readonly settlementBlock: Gauge<"chain">;
  /** Coins, as a floating-point number. */
  readonly paymasterDeposit: Gauge<"chain">;
  readonly paymasterDepositLow: Gauge<"chain">;
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
    paymasterDeposit: new Gauge({
      name: "tandem_paymaster_deposit_coins",
      help: "Deposit of the sponsor paymaster at the EntryPoint, in the chain's coin",
      labelNames: ["chain"],
      registers,
    }),
    paymasterDepositLow: new Gauge({
      name: "tandem_paymaster_deposit_low",
      help: "1 while the deposit is below TANDEM_DEPOSIT_ALARM",
      labelNames: ["chain"],
      registers,
    }),
  };
}
