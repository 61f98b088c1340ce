import { setTimeout as wait } from "node:timers/promises";

/** Loops that work until they are stopped. Every failure is kept; a loop goes on after one. */
export type Load = {
  /** Rounds done so far, by loop. */
  readonly rounds: ReadonlyMap<string, number>;
  readonly failures: string[];
  /** Resolves once every loop has done so many more rounds. */
  advance(rounds?: number): Promise<void>;
  stop(): Promise<void>;
};

export function startLoad(loops: Readonly<Record<string, (round: number) => Promise<unknown>>>): Load {
  const rounds = new Map<string, number>();
  const failures: string[] = [];
  let isStopped = false;
  const running = Object.entries(loops).map(async ([name, work]) => {
    for (let round = 0; !isStopped; round++) {
      try {
        await work(round);
      } catch (error) {
        failures.push(`${name} ${round}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500));
        await wait(50);
      }
      rounds.set(name, round + 1);
    }
  });
  return {
    rounds,
    failures,
    async advance(more = 2) {
      const goal = new Map(Object.keys(loops).map((name) => [name, (rounds.get(name) ?? 0) + more]));
      for (const [name, count] of goal) while ((rounds.get(name) ?? 0) < count) await wait(20);
    },
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
