import { bytesToHex } from "@tandem/protocol";
import type { Hex } from "viem";

export type PausePoint = "after-reserve" | "inside-release";

/** A secret the service held, for the leak scan of the tests. */
export type HeldSecret = { readonly name: string; readonly hex: Hex };

/**
 * What the tests may do to a local service: stop a request at a point until the process is killed, and list every
 * secret it has held so that the tests can search for them. Created only for TANDEM_TEST_HOOKS=1 in local mode.
 */
export type TestHooks = {
  /** The next `count` requests that reach the point stay there; each prints `paused <point>`. */
  arm(point: PausePoint, count: number): void;
  isArmed(point: PausePoint): boolean;
  /** Called at the point; returns at once unless armed. */
  reach(point: PausePoint): Promise<void>;
  /** Notes a copy of a secret. */
  hold(name: string, secret: Uint8Array): void;
  secrets(): readonly HeldSecret[];
};

export function createTestHooks(print: (line: string) => void): TestHooks {
  const armed = new Map<PausePoint, number>();
  const held: HeldSecret[] = [];
  return {
    arm: (point, count) => void armed.set(point, count),
    isArmed: (point) => (armed.get(point) ?? 0) > 0,
    async reach(point) {
      const left = armed.get(point) ?? 0;
      if (left === 0) return;
      armed.set(point, left - 1);
      print(`paused ${point}`);
      await new Promise(() => {});
    },
    hold: (name, secret) => void held.push({ name, hex: bytesToHex(secret) }),
    secrets: () => held,
  };
}
