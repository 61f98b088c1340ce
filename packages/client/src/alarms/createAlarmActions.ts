import type { ClientContext } from "../context.ts";
import type { AlarmActions } from "./types.ts";

/** `client.alarms`: its code is loaded with the first call. */
export function createAlarmActions(context: ClientContext): AlarmActions {
  const load = async () => (await import("./alarmActions.ts")).alarmActions;
  return {
    getAlarms: async (p) => (await load()).getAlarms(context, p),
    markAlarmsSeen: async (p) => (await load()).markAlarmsSeen(context, p),
    getChannels: async (p) => (await load()).getChannels(context, p),
    addChannel: async (p) => (await load()).addChannel(context, p),
    confirmChannel: async (p) => (await load()).confirmChannel(context, p),
    resendChannelCode: async (p) => (await load()).resendChannelCode(context, p),
    removeChannel: async (p) => (await load()).removeChannel(context, p),
    testChannels: async (p) => (await load()).testChannels(context, p),
  };
}
