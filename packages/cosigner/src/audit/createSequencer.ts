import type { TreeHead } from "@tandem/protocol";
import type { Logger } from "../logger.ts";
import { batchSize, type LogWriter, sequenceBatch } from "./sequence.ts";

export type Sequencer = {
  /** Empties the queue. @param seen - The log this server knows of. */
  start(seen: TreeHead | undefined): Promise<void>;
  /** Goes on emptying it. */
  run(): void;
  /** Empties it once more, and ends. */
  stop(): Promise<void>;
};

const tickMs = 200;
/** Where nothing was queued for a while. A promise leaves ten seconds. */
const idleTickMs = 1000;
const idleAfterMs = 5000;
const queued = { name: "log-queued", text: "SELECT EXISTS (SELECT FROM log_queue) AS queued" };

/** Looks into the queue, several times a second while it is used. Every server does; the lock picks the one that writes. */
export function createSequencer(writer: LogWriter, logger: Logger): Sequencer {
  let seen: TreeHead | undefined;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let isFailing = false;
  let usedAt = performance.now();
  /** Whose signature the last checkpoint has. */
  let signedBy: Uint8Array | undefined;

  async function drain(): Promise<void> {
    for (;;) {
      const { publicKey } = writer.key;
      const batch = await sequenceBatch(writer, seen);
      seen = batch?.state ?? seen;
      if (batch) signedBy = publicKey;
      if ((batch?.count ?? 0) < batchSize) return;
    }
  }

  async function tick(): Promise<void> {
    try {
      const [row] = await writer.database.query<{ queued: boolean }>(queued, []);
      const isSigned = signedBy !== undefined && Buffer.compare(signedBy, writer.key.publicKey) === 0;
      if (row?.queued || !isSigned) {
        usedAt = performance.now();
        await drain();
      }
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.error({ err: error }, "the log is not sequenced");
      isFailing = true;
    }
  }

  function schedule(): void {
    const pauseMs = performance.now() - usedAt < idleAfterMs ? tickMs : idleTickMs;
    timer = setTimeout(() => {
      work = tick().then(() => {
        if (timer) schedule();
      });
    }, pauseMs);
    timer.unref();
  }

  return {
    start(known) {
      seen = known;
      return drain();
    },
    run: schedule,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await work;
      await tick();
    },
  };
}
