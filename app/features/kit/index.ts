export { CodeField, useCodeField } from "./CodeField";
export { KitCard } from "./KitCard";
export { KitSettings } from "./KitSettings";
export { KitSource } from "./KitSource";
export { MakeKit } from "./MakeKit";
export { Restore } from "./Restore";
export { TestKit } from "./TestKit";
