export { OwnKey } from "./OwnKey";
export { Recover } from "./Recover";
export { ServerKey } from "./ServerKey";
