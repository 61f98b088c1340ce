export { Recover } from "./Recover";
export { ServerKey } from "./ServerKey";
