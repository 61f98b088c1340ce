import type { Logger } from "../logger.ts";

/** Attributes of a span: names, methods, outcomes. Never an id of an account, an address, an amount or a secret. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** Spans of what a request does. */
export type Tracing = {
  /** Runs `work` inside a span; spans begun in it are its children. A failure marks the span with its class only. */
  span<result>(name: string, attributes: SpanAttributes, work: (span: Span) => Promise<result>): Promise<result>;
  /** Sends what is left. */
  stop(): Promise<void>;
};

export type Span = { set(attributes: SpanAttributes): void };

const noSpan: Span = { set: () => undefined };
const off: Tracing = { span: (_name, _attributes, work) => work(noSpan), stop: async () => undefined };

/**
 * OpenTelemetry over OTLP/HTTP. Its packages are loaded only where an endpoint is set (`OTEL_EXPORTER_OTLP_ENDPOINT`;
 * `OTEL_EXPORTER_OTLP_HEADERS` is read by the exporter).
 */
export async function createTracing(endpoint: string | undefined, logger: Logger): Promise<Tracing> {
  if (endpoint === undefined) return off;
  const { startOpenTelemetry } = await import("./startOpenTelemetry.ts");
  logger.info("traces are sent");
  return startOpenTelemetry(endpoint);
}
