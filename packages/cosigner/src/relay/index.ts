export { createRelayWorker, type RelayWorker } from "./createRelayWorker.ts";
export { describeJob } from "./describeJob.ts";
export { getRelayAddress } from "./getRelayAddress.ts";
