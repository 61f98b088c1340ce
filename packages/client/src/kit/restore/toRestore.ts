import type { RestoreStatus } from "@tandem/protocol";
import type { RestoreRecord } from "../../storage/index.ts";
import type { Restore } from "../types.ts";

/** What a screen shows of a restore. */
export function toRestore(record: RestoreRecord, status: RestoreStatus): Restore {
  const { accountId, name, address, needsPassword, createdAt } = record;
  return { accountId, name, address, needsPassword, createdAt, ...status };
}
