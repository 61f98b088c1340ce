export { Receive } from "./Receive";
