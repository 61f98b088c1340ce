export { type AppendRotationParameters, appendRotation } from "./appendRotation.ts";
export { type AssertRotationsParameters, assertRotations } from "./assertRotations.ts";
export { encodeRotateOwner } from "./encodeRotateOwner.ts";
export { getCurrentOwner } from "./getCurrentOwner.ts";
export { type HashInstallOwnerParameters, hashInstallOwner } from "./hashInstallOwner.ts";
export { type HashRotateOwnerParameters, hashRotateOwner } from "./hashRotateOwner.ts";
export { listOwners, type OwnerEntry, type OwnerHistory } from "./listOwners.ts";
export { type CatchUpTransaction, type PlanCatchUpParameters, planCatchUp } from "./planCatchUp.ts";
