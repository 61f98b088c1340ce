export { Adding } from "./adding/Adding";
export { KeyNotice } from "./rotation/KeyNotice";
export { NewKey } from "./rotation/NewKey";
export { SecurityPage } from "./SecurityPage";
