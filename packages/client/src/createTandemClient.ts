import { createAlarmActions } from "./alarms/index.ts";
import type { ClientContext } from "./context.ts";
import { listOperations, watchOperations } from "./journal/index.ts";
import { checkVersions, getPendingCreation, listAccounts } from "./storage/index.ts";
import type { CreateTandemClientParameters, TandemClient } from "./types.ts";

/**
 * Creates the device side of Tandem. Cheap to import and to call: each action loads its code when it is first used.
 *
 * @example
 * const client = createTandemClient({
 *   baseUrl: location.origin,
 *   storage: createIndexedDbStorage(),
 *   passkeys: createBrowserPasskeys(),
 * });
 * const account = await client.createAccount({ name: "Ada" });
 * const prepared = await client.prepareOperation({ accountId: account.accountId, chainId: 31337, calls });
 * await client.confirmOperation({ prepared });
 */
export function createTandemClient(parameters: CreateTandemClientParameters): TandemClient {
  const context = createContext(parameters);
  const accounts = () => import("./accounts/index.ts");
  const log = () => import("./log/index.ts");
  const operations = () => import("./operations/index.ts");
  const requests = () => import("./requests/index.ts");
  const signing = () => import("./signing/index.ts");

  return {
    getConfig: async () => (await requests()).getConfig(context),
    listAccounts: () => listAccounts(context),
    getPendingCreation: () => getPendingCreation(context),
    discardPendingCreation: async () => (await accounts()).discardCreation(context),
    createAccount: async (p) => (await accounts()).createAccount(context, p),
    signIn: async (p) => (await accounts()).signIn(context, p),
    unlock: async (p) => (await accounts()).unlock(context, p),
    getAccount: async (p) => (await accounts()).getAccount(context, p),
    getActivity: async (p) => (await accounts()).getActivity(context, p),
    removeAccount: async (p) => (await accounts()).removeAccount(context, p),
    getLogStatus: async () => (await log()).getLogStatus(context),
    checkLog: async () => (await log()).checkLog(context),
    getDecisions: async (p) => (await log()).getDecisions(context, p),
    prepareOperation: async (p) => (await operations()).prepareOperation(context, p),
    confirmOperation: async (p) => (await operations()).confirmOperation(context, p),
    resumeOperation: async (p) => (await operations()).resumeOperation(context, p),
    discardOperation: async (p) => (await operations()).discardOperation(context, p),
    listOperations: (p) => listOperations(context, p),
    watchOperations: (listener) => watchOperations(context, listener),
    previewRequest: async (p) => (await signing()).previewRequest(context, p),
    signMessage: async (p) => (await operations()).signMessage(context, p),
    signTypedData: async (p) => (await operations()).signTypedData(context, p),
    alarms: createAlarmActions(context),
    toSmartAccount: async (p) => (await operations()).toSmartAccount(context, p),
  };
}

function createContext(parameters: CreateTandemClientParameters): ClientContext {
  const { baseUrl, storage, passkeys } = parameters;
  return {
    baseUrl: new URL(baseUrl).origin,
    storage: checkVersions(storage),
    passkeys,
    // Unbound, the browser's fetch refuses to be called as a method.
    fetch: parameters.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    now: parameters.now ?? Date.now,
    randomBytes: parameters.randomBytes ?? ((length) => crypto.getRandomValues(new Uint8Array(length))),
    memory: {
      config: undefined,
      clockOffsetMs: undefined,
      commitCounter: Date.now(),
      running: new Map(),
      listeners: new Set(),
    },
  };
}
