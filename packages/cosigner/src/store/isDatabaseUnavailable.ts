import pg from "pg";

/**
 * Classes and codes of SQLSTATE that mean that the database is not there right now: connection exceptions, operator
 * intervention (restart, recovery), out of resources (disk, memory, connections), system errors.
 */
const states = /^(?:08...|57P0.|53...|58...)$/;
const socketCodes = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"];
/** pg gives these without a code. */
const messages = [
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "Client has encountered a connection error and is not queryable",
  "Client was closed and is not queryable",
];

/** Whether asking again in a moment is the right answer to an error of the database driver. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error instanceof pg.DatabaseError) return states.test(code);
  return socketCodes.includes(code) || messages.some((message) => error.message.startsWith(message));
}
