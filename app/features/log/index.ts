export { LogAlarmStrip } from "./LogAlarmStrip";
export { LogCard } from "./LogCard";
export { LogPage } from "./LogPage";
export { useLogWatch } from "./useLogCheck";
