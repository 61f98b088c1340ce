export { checkKit } from "./checkKit.ts";
export { makeKit } from "./makeKit.ts";
export { requestKit } from "./requestKit.ts";
