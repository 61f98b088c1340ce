export { exitPath } from "./exitPath";
export { useExitPage } from "./useExitPage";
