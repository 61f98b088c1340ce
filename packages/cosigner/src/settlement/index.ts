export type { EventListener } from "./applyAccountEvents.ts";
export { type Chain, type ChainRegistry, connectChains, type Head } from "./connectChains.ts";
export { createSettlementReader, type SettlementReader } from "./createSettlementReader.ts";
export { type IsSignedByKeyParameters, isSignedByKey } from "./isSignedByKey.ts";
export type { AccountEvent } from "./readAccountEvents.ts";
