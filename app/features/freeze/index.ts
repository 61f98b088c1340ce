export { FreezeSettings } from "./FreezeSettings";
export { FrozenBanner } from "./FrozenBanner";
