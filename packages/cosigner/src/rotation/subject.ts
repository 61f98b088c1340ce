import { createHash } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import { hexToBytes } from "@tandem/protocol";
import type { Hex } from "viem";

/** Subject of the wait for a rotation: this device may change the owner key that stands at this epoch. */
export function toRotationSubject({ keyId, ownerEpoch }: { readonly keyId: Hex; readonly ownerEpoch: number }): Buffer {
  return createHash("sha256")
    .update(encodeParts(["tandem/rotation/v1", hexToBytes(keyId), ownerEpoch]))
    .digest();
}
