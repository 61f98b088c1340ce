export { QrCode } from "./QrCode";
export { Receive } from "./Receive";
