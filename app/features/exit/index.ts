export { DeviceExport } from "./DeviceExport";
export { ExitCard } from "./ExitCard";
export { exitPath } from "./exitPath";
export { useExitPage } from "./useExitPage";
