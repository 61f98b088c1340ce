export { KitCard } from "./KitCard";
export { KitSettings } from "./KitSettings";
export { MakeKit } from "./MakeKit";
export { Restore } from "./Restore";
export { TestKit } from "./TestKit";
