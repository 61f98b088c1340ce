export { changeWords } from "./changeWords";
export { formatCountdown } from "./formatCountdown";
export { PendingChanges, type PendingChangesProps } from "./PendingChanges";
export { useWaits } from "./useWaits";
