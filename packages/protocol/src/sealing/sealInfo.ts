import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { hexToBytes } from "../bytes/hex.ts";

export type SealInfoParameters = {
  /** The FROST ciphersuite's name. */
  readonly suite: string;
  /** What the message is, for example `dkg`. */
  readonly purpose: string;
  readonly sessionId: Hex;
  readonly accountId: Hex;
  readonly keyEpoch: number;
  /** Participant identifiers: 1 server, 2 backup kit, 3 devices. */
  readonly sender: number;
  readonly recipient: number;
};

/** HPKE `info` of a sealed share: a message moved to another place in the protocol does not open. */
export function sealInfo(parameters: SealInfoParameters): Uint8Array {
  const { suite, purpose, sessionId, accountId, keyEpoch, sender, recipient } = parameters;
  return encodeParts([suite, purpose, hexToBytes(sessionId), hexToBytes(accountId, 16), keyEpoch, sender, recipient]);
}
