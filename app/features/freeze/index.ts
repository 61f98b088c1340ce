export { FreezeSettings } from "./FreezeSettings";
export { FrozenBanner } from "./FrozenBanner";
export { useFreeze } from "./useFreeze";
