export { decodeCompactKit as parseCompactKit, type Kit, type KitHeader } from "./compactKit.ts";
export { KitChain, KitDetails } from "./details.ts";
export { createKitCode, formatKitCode, parseKitCode } from "./kitCode.ts";
export { formatKitFile, parseKitFile } from "./kitFile.ts";
export { deriveKitKeys, type KitKeys } from "./kitKeys.ts";
export { formatKitLines, formatKitQr, parseKitText } from "./kitText.ts";
export { type OpenedKit, type OpenKitParameters, openKit } from "./openKit.ts";
export { type SealKitParameters, sealKit } from "./sealKit.ts";
