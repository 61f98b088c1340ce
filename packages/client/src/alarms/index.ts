export { createAlarmActions } from "./createAlarmActions.ts";
export type { AlarmActions, ChannelParameters, NewAlarmChannel, PushSubscriptionJson } from "./types.ts";
