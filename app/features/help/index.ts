export { GuidePage } from "./GuidePage";
export { guardianGuide } from "./guardianGuide";
export { userGuide } from "./userGuide";
