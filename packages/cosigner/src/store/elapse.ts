import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

/** For tests: lets time pass for one account, by moving what it waits for into the past. */
export async function elapse(database: Database, accountId: Hex, seconds: number): Promise<void> {
  await database.query({ name: "elapse", text: "SELECT elapse($1, $2)" }, [toBytes(accountId), seconds]);
}
