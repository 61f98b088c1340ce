export { createFence, type Fence } from "./createFence.ts";
export { findFenceReason, raiseFence } from "./raiseFence.ts";
