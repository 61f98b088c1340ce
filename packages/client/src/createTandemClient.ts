import { createAlarmActions } from "./alarms/index.ts";
import { createContext } from "./createContext.ts";
import { createDeviceActions } from "./createDeviceActions.ts";
import { createGuardianActions } from "./guardians/index.ts";
import { listOperations, watchOperations } from "./journal/index.ts";
import { createRecoveryActions } from "./recovery/index.ts";
import { getPendingCreation, listAccounts, watchWrites } from "./storage/index.ts";
import { createSyncActions, shareWrites } from "./sync/index.ts";
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
  const storage = watchWrites(parameters.storage, (changes) => shareWrites(context, changes));
  const context = createContext({ ...parameters, storage });
  const accounts = () => import("./accounts/index.ts");
  const kit = () => import("./kit/index.ts");
  const names = () => import("./names/index.ts");
  const log = () => import("./log/index.ts");
  const offline = () => import("./offline/index.ts");
  const operations = () => import("./operations/index.ts");
  const policy = () => import("./policy/index.ts");
  const rotation = () => import("./rotation/index.ts");
  const devices = () => import("./devices/index.ts");
  const refresh = () => import("./refresh/index.ts");
  const requests = () => import("./requests/index.ts");
  const signing = () => import("./signing/index.ts");

  return {
    getConfig: async () => (await requests()).getConfig(context),
    listAccounts: () => listAccounts(context),
    getPendingCreation: () => getPendingCreation(context),
    discardPendingCreation: async () => (await accounts()).discardCreation(context),
    createAccount: async (p) => (await accounts()).createAccount(context, p),
    signIn: async (p) => (await accounts()).signIn(context, p),
    exportDevice: async (p) => (await offline()).exportDevice(context, p),
    unlock: async (p) => (await accounts()).unlock(context, p),
    getAccount: async (p) => (await accounts()).getAccount(context, p),
    getActivity: async (p) => (await accounts()).getActivity(context, p),
    removeAccount: async (p) => (await accounts()).removeAccount(context, p),
    requestRotation: async (p) => (await rotation()).requestRotation(context, p),
    confirmWait: async (p) => (await rotation()).answerWait(context, { ...p, answer: "confirm" }),
    cancelWait: async (p) => (await rotation()).answerWait(context, { ...p, answer: "cancel" }),
    getWaits: async (p) => (await rotation()).getWaits(context, p),
    rotateKey: async (p) => (await rotation()).rotateKey(context, p),
    followKey: async (p) => (await rotation()).followKey(context, p),
    getPolicy: async (p) => (await policy()).getPolicy(context, p),
    changePolicy: async (p) => (await policy()).changePolicy(context, p),
    getFreeze: async (p) => (await policy()).getFreeze(context, p),
    freeze: async (p) => (await policy()).setFreeze(context, { ...p, action: "freeze" }),
    unfreeze: async (p) => (await policy()).setFreeze(context, { ...p, action: "unfreeze" }),
    beginChange: async (p) => (await policy()).beginChange(context, p),
    getKitStatus: async (p) => (await kit()).getKitStatus(context, p),
    requestKit: async (p) => (await kit()).requestKit(context, p),
    makeKit: async (p) => (await kit()).makeKit(context, p),
    beginRestore: async (p) => (await kit()).beginRestore(context, p),
    getRestore: async () => (await kit()).getRestore(context),
    finishRestore: async (p) => (await kit()).finishRestore(context, p),
    discardRestore: async () => (await kit()).discardRestore(context),
    refreshShares: async (p) => (await refresh()).refreshShares(context, p),
    testKit: async (p) => (await kit()).testKit(context, p),
    ...createDeviceActions(context, devices),
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
    resolveName: async (p) => (await names()).resolveName(context, p),
    alarms: createAlarmActions(context),
    sync: createSyncActions(context),
    guardians: createGuardianActions(context),
    recovery: createRecoveryActions(context),
    toSmartAccount: async (p) => (await operations()).toSmartAccount(context, p),
  };
}
