import { randomBytes } from "node:crypto";
import { type ActionProof, actionChallenge } from "@tandem/protocol";
import { bytesToHex, type Hex } from "viem";
import type { Device } from "./createDevice.ts";

/** The user's yes to an action, as the wallet gives it; a test may name another account. */
export async function proveAction(
  device: Device,
  action: string,
  body: unknown,
  accountId: Hex = device.account.accountId,
): Promise<ActionProof> {
  const intentId = bytesToHex(randomBytes(32));
  return { intentId, assertion: await device.assert(actionChallenge({ intentId, accountId, action, body })) };
}
