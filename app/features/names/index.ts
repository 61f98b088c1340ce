export { AddressField } from "./AddressField";
export { isNameLike } from "./isNameLike";
export { NameLookup } from "./NameLookup";
