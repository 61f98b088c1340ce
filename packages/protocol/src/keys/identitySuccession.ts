import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";
import type { IdentitySuccession } from "../schemas/keys.ts";
import type { SignEd25519 } from "./signKeyDocument.ts";
import { verifyEd25519 } from "./verifyEd25519.ts";

/** The server's identity names its successor: "tandem/identity/v1", version, from, to, signed by `from`. */
export async function signIdentitySuccession({
  succession,
  sign,
}: {
  readonly succession: Omit<IdentitySuccession, "signature">;
  /** Ed25519 by the identity that is followed. */
  readonly sign: SignEd25519;
}): Promise<IdentitySuccession> {
  return { ...succession, signature: bytesToHex(await sign(successionBytes(succession))) };
}

/**
 * Whether one identity follows from another by signed steps, each to a higher version. The steps may come in any order.
 *
 * @param from - The identity a device has kept.
 * @param to - The one it is shown.
 */
export function followsIdentity({
  from,
  to,
  successions,
}: {
  readonly from: Hex;
  readonly to: Hex;
  readonly successions: readonly IdentitySuccession[];
}): boolean {
  let identity = from;
  for (const step of [...successions].sort((a, b) => a.version - b.version)) {
    if (identity === to) return true;
    if (step.from !== identity || !isSigned(step)) continue;
    identity = step.to;
  }
  return identity === to;
}

function isSigned(succession: IdentitySuccession): boolean {
  return verifyEd25519(hexToBytes(succession.signature), successionBytes(succession), hexToBytes(succession.from));
}

function successionBytes({ version, from, to }: Omit<IdentitySuccession, "signature">): Uint8Array {
  return encodeParts(["tandem/identity/v1", version, hexToBytes(from, 32), hexToBytes(to, 32)]);
}
