export { KeyNotice } from "./KeyNotice";
export { SoloNotice } from "./SoloNotice";
export { type UseActionParameters, useAction } from "./useAction";
