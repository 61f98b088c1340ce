import type pg from "pg";
import { ServiceError, StartupError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { repeat } from "../repeat.ts";
import type { Database } from "../store/index.ts";
import { type FenceMark, readFenceFile, writeFenceFile } from "./fenceFile.ts";
import { beatFence, type FenceFacts, judgeFence, readFenceFacts } from "./readFenceFacts.ts";

/** Keeps a restored database from signing. What has stopped once stays stopped until the process starts again. */
export type Fence = {
  /** Why nothing is signed; undefined when all is well. */
  readonly reason: string | undefined;
  /** Requests signed before it, in Unix milliseconds, were made for a database that is lost. */
  readonly raisedAtMs: number;
  /** @throws ServiceError `upstream_unavailable` while nothing is signed. */
  assertOpen(): void;
  /** @throws ServiceError `upstream_unavailable` while operations signed before a restore may be valid on the chain. */
  assertResumed(chainKey: number): void;
  /** Asked of every new connection before it is used: a restore ends all the old ones. */
  verifyConnection(connection: pg.ClientBase): Promise<void>;
  /** Compares, and begins to beat. @throws StartupError when the database was restored. */
  start(database: Database): Promise<void>;
  stop(): Promise<void>;
};

const beatMs = 1000;

export function createFence({ file, logger }: { readonly file: string; readonly logger: Logger }): Fence {
  let reason: string | undefined;
  let mark: FenceMark | undefined;
  let facts: FenceFacts | undefined;
  let stopBeating: (() => Promise<void>) | undefined;
  let isStarted = false;
  let isFailing = false;

  /** Compares with what was remembered when it was asked, and remembers. */
  function take(next: FenceFacts | undefined, before: FenceMark | undefined): void {
    const isRaised = isStarted && next !== undefined && before !== undefined && next.epoch > before.epoch;
    const found = isRaised ? "A restore was declared: this server must be started again." : judgeFence(next, before);
    if (found !== undefined && reason === undefined && isStarted) {
      logger.fatal(
        { reason: found },
        "the database was replaced under the running service: nothing is signed any more",
      );
    }
    reason ??= found;
    if (reason !== undefined || !next) return;
    facts = next;
    if (!mark || next.epoch > mark.epoch || next.tick > mark.tick) mark = { epoch: next.epoch, tick: next.tick };
  }

  async function beat(database: Database): Promise<void> {
    try {
      const before = mark;
      take(await beatFence(database.pool), before);
      if (reason === undefined && mark) await writeFenceFile(file, mark);
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.error({ err: error }, "the fence is not written");
      isFailing = true;
    }
  }

  return {
    get reason() {
      return reason;
    },
    get raisedAtMs() {
      return facts?.raisedAt?.getTime() ?? 0;
    },
    assertOpen() {
      if (reason !== undefined) throw fenced();
    },
    assertResumed(chainKey) {
      if (!facts?.heldChains.includes(chainKey)) return;
      throw new ServiceError("upstream_unavailable", "The service was restored from a backup a few minutes ago.", {
        action: "Operations are signed again when those from before the restore have run out, within 15 minutes.",
        retryAfterSeconds: 60,
      });
    },
    async verifyConnection(connection) {
      if (!isStarted) return;
      const before = mark;
      take(await readFenceFacts(connection), before);
      if (reason !== undefined) throw fenced();
    },
    async start(database) {
      mark = await readFenceFile(file);
      take(await readFenceFacts(database.pool).catch(refuseUnreadable), mark);
      if (reason !== undefined) {
        throw new StartupError(reason, [
          "After a restore or a failover: node packages/cosigner/src/main.ts declare-restore",
          `If this is simply another database: its own TANDEM_FENCE_FILE, or delete ${file}.`,
        ]);
      }
      if (!mark)
        logger.warn({ file }, "this server has no fence file yet: an older copy of the data would not be noticed");
      isStarted = true;
      take(await beatFence(database.pool), mark);
      if (mark) await writeFenceFile(file, mark).catch(() => refuseUnwritable(file));
      stopBeating = repeat(() => beat(database), beatMs);
    },
    stop: async () => stopBeating?.(),
  };
}

function fenced(): ServiceError {
  return new ServiceError("upstream_unavailable", "The service is being restored and signs nothing.", {
    retryAfterSeconds: 60,
  });
}

function refuseUnwritable(file: string): never {
  throw new StartupError(`The fence file ${file} cannot be written.`, [
    "Set TANDEM_FENCE_FILE to a place on a disk that outlives the database.",
  ]);
}

function refuseUnreadable(): never {
  throw new StartupError("The database does not tell its system identifier and timeline.", [
    "Grant the service's user EXECUTE on pg_control_system() and pg_walfile_name(pg_lsn).",
  ]);
}
