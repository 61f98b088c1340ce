import { AsyncLocalStorage } from "node:async_hooks";
import { type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Tracing } from "./createTracing.ts";

const stopMs = 2000;

/** Without the global API: nothing else in the process is traced by it, and two services in one process stay apart. */
export function startOpenTelemetry(endpoint: string): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces`, timeoutMillis: 5000 });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME ?? "tandem-cosigner" }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("@tandem/cosigner");
  const parents = new AsyncLocalStorage<OtelSpan>();
  return {
    async span(name, attributes, work) {
      const parent = parents.getStore();
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const kind = parent ? SpanKind.INTERNAL : SpanKind.SERVER;
      const span = tracer.startSpan(name, { attributes, kind }, context);
      try {
        return await parents.run(span, () => work({ set: (more) => void span.setAttributes(more) }));
      } catch (error) {
        // The class only: a message may quote what was sent.
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
        throw error;
      } finally {
        span.end();
      }
    },
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, stopMs).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
