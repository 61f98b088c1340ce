import { identifiers, suiteName } from "@tandem/frost";
import { sealInfo } from "@tandem/protocol";
import type { Hex } from "viem";

/** Binds the sealed share to this pairing, account and version of the shares. */
export function toPairingInfo(parameters: {
  readonly pairingId: Hex;
  readonly accountId: Hex;
  readonly keyEpoch: number;
}): Uint8Array {
  const { pairingId, accountId, keyEpoch } = parameters;
  return sealInfo({
    suite: suiteName,
    purpose: "add-device",
    sessionId: pairingId,
    accountId,
    keyEpoch,
    sender: identifiers.device,
    recipient: identifiers.device,
  });
}
