import { maxOperationValiditySeconds } from "@tandem/protocol";
import { createPublicClient, http } from "viem";
import type { CosignerConfig } from "../config.ts";
import { type Database, toBytes } from "../store/index.ts";
import { readFenceFile, writeFenceFile } from "./fenceFile.ts";
import { judgeFence, readFenceFacts } from "./readFenceFacts.ts";

/** Why the database is fenced for this server; undefined when it is not. */
export async function findFenceReason({ fenceFile }: CosignerConfig, database: Database): Promise<string | undefined> {
  return judgeFence(await readFenceFacts(database.pool), await readFenceFile(fenceFile));
}

/**
 * The operator's word that this database is the one to go on with: every limit counts as spent for 24 hours, and no
 * operation is signed until all from before can no longer execute. One transaction.
 *
 * @returns the new epoch.
 */
export async function raiseFence(config: CosignerConfig, database: Database): Promise<number> {
  const mark = await readFenceFile(config.fenceFile);
  const times = await Promise.all(config.chains.map(readTime));
  const raised = await database.withConnection(async (connection) => {
    await connection.query("BEGIN");
    try {
      // Every account gets a row: minutes for millions.
      await connection.query("SET LOCAL statement_timeout = 0");
      const facts = await readFenceFacts(connection);
      const epoch = Math.max(facts?.epoch ?? 0, mark?.epoch ?? 0) + 1;
      await connection.query("SELECT raise_fence($1, $2)", [epoch, maxOperationValiditySeconds]);
      for (const { genesisHash, timeSeconds } of times) {
        await connection.query("UPDATE chains SET resume_time = $2 WHERE genesis_hash = $1", [
          toBytes(genesisHash),
          timeSeconds + maxOperationValiditySeconds,
        ]);
      }
      const after = await readFenceFacts(connection);
      await connection.query("COMMIT");
      return { epoch, tick: after?.tick ?? 0 };
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  });
  await writeFenceFile(config.fenceFile, raised);
  return raised.epoch;
}

/** The chain's own clock, which is what validity is measured by. */
async function readTime({ rpc, genesisHash }: CosignerConfig["chains"][number]) {
  const client = createPublicClient({ transport: http(rpc, { retryCount: 2, timeout: 10_000 }) });
  const { timestamp } = await client.getBlock({ blockTag: "latest" });
  return { genesisHash, timeSeconds: Number(timestamp) };
}
