export { buildApp } from "./app/buildApp.ts";
export { buildContracts } from "./chain/buildContracts.ts";
export { type ChainClient, createChainClient } from "./chain/createChainClient.ts";
export { getRole } from "./chain/roles.ts";
export { DataFolderError, PartFailedError, PortTakenError, StepFailedError } from "./errors.ts";
export type { Faucet, FaucetReceipt } from "./front/createFaucet.ts";
export { defaultPorts, findFreePorts, readPorts } from "./ports.ts";
export { type Stack, type StartStackParameters, startStack } from "./startStack.ts";
export type { ChainEntry, OnProgress, Part, PartName, Ports, Progress } from "./types.ts";
