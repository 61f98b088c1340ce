export { Guardians } from "./Guardians";
