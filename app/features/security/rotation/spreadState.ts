import type { Account } from "@tandem/protocol";

export type SpreadParameters = {
  readonly rotation: Account["rotation"];
  /** When that was read. */
  readonly readAt: number;
  /** When the new key was made here; 0 where it had been made before this page. */
  readonly madeAt: number;
};

/** How far a new key has come: what was read before it was made says nothing about it. */
export function spreadState({ rotation, readAt, madeAt }: SpreadParameters): "unknown" | "pending" | "done" {
  if (rotation?.status === "spreading")
    return rotation.chains.some(({ state }) => state === "pending") ? "pending" : "done";
  return rotation || readAt <= madeAt ? "unknown" : "done";
}
