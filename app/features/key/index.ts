export { KeyNotice } from "./KeyNotice";
export { type UseActionParameters, useAction } from "./useAction";
