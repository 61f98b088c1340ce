export { type Chain, type ChainRegistry, connectChains, type Head } from "./connectChains.ts";
export { createSettlementReader, type SettlementReader } from "./createSettlementReader.ts";
