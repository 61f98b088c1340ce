export { Recover } from "./Recover";
