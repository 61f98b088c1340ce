export { createTracing, type Tracing } from "./createTracing.ts";
export { measure } from "./measure.ts";
export { registerStateMetrics } from "./registerStateMetrics.ts";
