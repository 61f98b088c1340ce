import type { ClientContext } from "./context.ts";
import type { DeviceActions } from "./devices/index.ts";

/** Binds the device actions; each loads their code when it is first used. */
export function createDeviceActions(
  context: ClientContext,
  load: () => Promise<typeof import("./devices/index.ts")>,
): DeviceActions {
  const nothing = { parse: () => undefined };
  return {
    renameDevice: async (p) => (await load()).renameDevice(context, p),
    revokeDevice: async ({ accountId, keyId, isLost }) =>
      (await load()).sendAction(context, {
        accountId,
        action: "revoke-device",
        proved: { keyId, isLost },
        path: `/devices/${keyId}/revoke`,
        body: { isLost },
        schema: nothing,
      }),
    revokeOtherDevices: async ({ accountId }) =>
      (await load()).sendAction(context, {
        accountId,
        action: "sign-out-everywhere",
        proved: {},
        path: "/devices/revoke-others",
        schema: nothing,
      }),
    confirmDevice: async ({ accountId, keyId }) =>
      (await load()).sendAction(context, {
        accountId,
        action: "confirm-device",
        proved: { keyId },
        path: `/devices/${keyId}/confirm`,
        schema: nothing,
      }),
    showNewDevice: async (p) => (await load()).showNewDevice(context, p),
    findDevice: async (p) => (await load()).findDevice(context, p),
    addDevice: async (p) => (await load()).addDevice(context, p),
    addPasskey: async (p) => (await load()).addPasskey(context, p),
    removePasskey: async (p) => (await load()).removePasskey(context, p),
    addSecondFactor: async (p) => (await load()).addSecondFactor(context, p),
    confirmSecondFactor: async (p) => (await load()).confirmSecondFactor(context, p),
    removeSecondFactor: async (p) => (await load()).removeSecondFactor(context, p),
    deleteData: async (p) => (await load()).deleteData(context, p),
  };
}
