export { runKeysCommand } from "./runKeysCommand.ts";
