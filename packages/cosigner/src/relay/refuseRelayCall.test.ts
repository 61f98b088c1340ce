import { accountAbi, accountFactoryAbi } from "@tandem/account";
import { type Address, type Hex, toFunctionSelector } from "viem";
import { describe, expect, test } from "vitest";
import { checkpointBoard, refuseRelayCall } from "./refuseRelayCall.ts";

const address = (byte: number): Address => `0x${byte.toString(16).padStart(40, "0")}`;
const chain = {
  core: address(1),
  entryPoint: address(2),
  factory: address(3),
  features: address(4),
  sponsorPaymaster: address(5),
};
const account = address(9);

const kinds = {
  "first-guardians": "setFirstGuardians",
  rotation: "rotateOwner",
  "start-recovery": "startRecovery",
  "cancel-recovery": "cancelRecoveryByGuardians",
  "finalize-recovery": "finalizeRecovery",
} as const;

const functions = [...accountAbi, ...accountFactoryAbi].flatMap((item) =>
  item.type === "function" ? [{ name: item.name, selector: toFunctionSelector(item) }] : [],
);

describe("refuseRelayCall", () => {
  test("behavior: of all functions of accounts and factory each kind allows exactly its own", () => {
    for (const [kind, allowed] of Object.entries(kinds)) {
      for (const { name, selector } of functions) {
        const refusal = refuseRelayCall(chain, { kind: kind as keyof typeof kinds, target: account, data: selector });
        expect([kind, name, refusal === undefined]).toEqual([kind, name, name === allowed]);
      }
    }
  });

  test("behavior: a deployment calls the factory, everything else none of the contracts that all share", () => {
    const deploy = functions.find(({ name }) => name === "createAccount")?.selector ?? "0x";
    expect(refuseRelayCall(chain, { kind: "deployment", target: chain.factory, data: deploy })).toBeUndefined();
    expect(refuseRelayCall(chain, { kind: "deployment", target: account, data: deploy })).toBe("not-a-deployment");
    const finalize = functions.find(({ name }) => name === "finalizeRecovery")?.selector ?? "0x";
    for (const target of Object.values(chain)) {
      expect(refuseRelayCall(chain, { kind: "finalize-recovery", target, data: finalize })).toBe("not-an-account");
    }
  });

  test("behavior: a checkpoint goes to its board and nowhere else; calldata that is too short is refused", () => {
    const data: Hex = "0x1234";
    expect(refuseRelayCall(chain, { kind: "checkpoint", target: checkpointBoard, data })).toBeUndefined();
    expect(refuseRelayCall(chain, { kind: "checkpoint", target: account, data })).toBe("not-the-checkpoint-board");
    expect(refuseRelayCall(chain, { kind: "rotation", target: account, data })).toBe("not-allowed");
    expect(refuseRelayCall(chain, { kind: "rotation", target: account, data: "0x" })).toBe("not-allowed");
  });
});
