export { SecurityPage } from "./SecurityPage";
