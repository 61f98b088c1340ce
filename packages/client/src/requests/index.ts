export { createRequestKey, type RequestKey } from "./createRequestKey.ts";
export { fetchBytes } from "./fetchBytes.ts";
export { getConfig, reloadConfig } from "./getConfig.ts";
export { getLogKeys } from "./getLogKeys.ts";
export { getRequestKey } from "./getRequestKey.ts";
export { noBody, type SendSignedRequestParameters, sendSignedRequest } from "./sendSignedRequest.ts";
export { forgetServer, getServerTimeMs, getSettings, keepServer } from "./settings.ts";
export { verifyServerKey } from "./verifyServerKey.ts";
export { withLogKeys } from "./withLogKeys.ts";
