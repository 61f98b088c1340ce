import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Counters and histograms of one server. Labels are names from a fixed set: never an id, an address or an amount. */
export type Metrics = {
  readonly registry: Registry;
  readonly requests: Histogram<"method" | "route" | "status">;
  readonly cosignatures: Counter<"outcome">;
  readonly settlementBlock: Gauge<"chain">;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tandem_" });
  return {
    registry,
    requests: new Histogram({
      name: "tandem_http_request_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    cosignatures: new Counter({
      name: "tandem_cosignatures_total",
      help: "Signing requests by outcome: released, repeated, or the code of the refusal",
      labelNames: ["outcome"],
      registers: [registry],
    }),
    settlementBlock: new Gauge({
      name: "tandem_settlement_block",
      help: "Last block the settlement reader has worked through",
      labelNames: ["chain"],
      registers: [registry],
    }),
  };
}
