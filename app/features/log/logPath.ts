export const logPath = "/security/log";
