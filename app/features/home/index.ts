export { Entrance } from "./Entrance";
export { OpenWallet } from "./OpenWallet";
