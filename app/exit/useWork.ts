import { useState } from "react";

export type Work = {
  readonly busy: boolean;
  readonly error: unknown;
  /** Runs one piece of work at a time and keeps its failure for the screen. */
  run(work: () => Promise<void>): Promise<void>;
};

export function useWork(): Work {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    async run(work) {
      if (busy) return;
      setBusy(true);
      setError(undefined);
      try {
        await work();
      } catch (cause) {
        setError(cause);
      } finally {
        setBusy(false);
      }
    },
  };
}
