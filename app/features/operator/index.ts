export { Operator } from "./Operator";
