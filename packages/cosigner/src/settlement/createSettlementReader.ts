import type { Context } from "../context.ts";

export type SettlementReader = { start(): void; stop(): Promise<void> };

export function createSettlementReader(_context: Context): SettlementReader {
  return { start() {}, async stop() {} };
}
