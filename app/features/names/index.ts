export { NameLookup } from "./NameLookup";
