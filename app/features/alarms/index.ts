export { AlarmBanner } from "./AlarmBanner";
export { AlarmBell } from "./AlarmBell";
export { AlarmsPage } from "./AlarmsPage";
export { Unsubscribe } from "./Unsubscribe";
export { useAlarms, useChannels } from "./useAlarms";
