import type { Account } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import { spreadState } from "./spreadState";

type Rotation = NonNullable<Account["rotation"]>;

function rotation(status: Rotation["status"], ...states: readonly Rotation["chains"][number]["state"][]): Rotation {
  const chains = states.map((state, at) => ({ chainId: at + 1, state }));
  return { rotationId: "0x00", status, keyId: "0x00", ownerEpoch: 0, chains } as Rotation; // ids are not looked at
}

describe("spreadState", () => {
  test("behavior: says nothing while all that was read is from before the key was made", () => {
    expect(spreadState({ rotation: undefined, readAt: 5, madeAt: 10 })).toBe("unknown");
    expect(spreadState({ rotation: rotation("signed"), readAt: 11, madeAt: 10 })).toBe("unknown");
  });

  test("behavior: is under way until no network is behind, and over once the server has nothing left to do", () => {
    expect(spreadState({ rotation: rotation("spreading", "done", "pending"), readAt: 11, madeAt: 10 })).toBe("pending");
    expect(spreadState({ rotation: rotation("spreading", "done", "undeployed"), readAt: 11, madeAt: 10 })).toBe("done");
    expect(spreadState({ rotation: undefined, readAt: 11, madeAt: 10 })).toBe("done");
  });
});
