export { beginRestore } from "./beginRestore.ts";
export { finishRestore } from "./finishRestore.ts";
export { discardRestore, getRestore } from "./getRestore.ts";
