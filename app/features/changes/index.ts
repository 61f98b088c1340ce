export { changePage } from "./changePage";
export { changeWords } from "./changeWords";
export { PendingChanges, type PendingChangesProps } from "./PendingChanges";
export { useWaits } from "./useWaits";
