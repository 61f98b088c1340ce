/**
 * Does something again and again, each time `everyMs` after the last time has ended. Holds no process up.
 *
 * @param work - Never rejects.
 * @returns ends it, after the work that is under way.
 */
export function repeat(work: () => Promise<void>, everyMs: number): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const schedule = () => {
    timer = setTimeout(() => {
      running = work().then(() => {
        if (timer) schedule();
      });
    }, everyMs);
    timer.unref();
  };
  schedule();
  return async () => {
    clearTimeout(timer);
    timer = undefined;
    await running;
  };
}
