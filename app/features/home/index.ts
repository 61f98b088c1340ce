export { Entrance } from "./Entrance";
export { OpenWallet } from "./OpenWallet";
export { VisitorFrame } from "./VisitorFrame";
