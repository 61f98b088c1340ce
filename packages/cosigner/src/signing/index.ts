export { type CosignParameters, cosign } from "./cosign.ts";
export { preview } from "./preview.ts";
