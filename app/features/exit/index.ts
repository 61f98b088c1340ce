export { DeviceExport } from "./DeviceExport";
export { ExitCard } from "./ExitCard";
export { useExitPage } from "./useExitPage";
