import { StorageRecordError } from "../../errors.ts";
import type { CreationRecord } from "../../storage/index.ts";
import type { Creation } from "./creation.ts";

/** The generated key of a creation that says it has one. */
export function requireKey({ record }: Creation): NonNullable<CreationRecord["key"]> {
  if (!record.key) throw new StorageRecordError({ store: "creations" });
  return record.key;
}
