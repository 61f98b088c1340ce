export { Adding } from "./adding/Adding";
export { NewKey } from "./rotation/NewKey";
export { SecurityPage } from "./SecurityPage";
