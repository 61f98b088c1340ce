export { KitCard } from "./KitCard";
export { KitSettings } from "./KitSettings";
export { MakeKit } from "./MakeKit";
export { TestKit } from "./TestKit";
