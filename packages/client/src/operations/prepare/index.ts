export { prepareOperation } from "./prepareOperation.ts";
