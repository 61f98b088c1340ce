export { type AssertRotationsParameters, assertRotations } from "./assertRotations.ts";
export { encodeRotateOwner } from "./encodeRotateOwner.ts";
export { type HashInstallOwnerParameters, hashInstallOwner } from "./hashInstallOwner.ts";
export { type HashRotateOwnerParameters, hashRotateOwner } from "./hashRotateOwner.ts";
