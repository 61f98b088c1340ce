import { bytesToHex, kitApproval, SecondFactorCode, type SecondFactorProof } from "@tandem/protocol";
import type { Hex } from "viem";
import { copyBytes } from "../../bytes.ts";
import { InvalidInputError } from "../../errors.ts";
import type { SecondFactor } from "../../types.ts";

export type ProveSecondFactorParameters = {
  readonly accountId: Hex;
  /** What the passkey signs, 32 bytes. */
  readonly challenge: Uint8Array;
  readonly given: SecondFactor;
};

/**
 * The second factor as the co-signer takes it. The kit signs this one challenge; nothing secret of it leaves.
 * @throws InvalidInputError, KitAccountError, KitCodeError, KitOpenError, KitFormatError
 */
export async function proveSecondFactor({
  accountId,
  challenge,
  given,
}: ProveSecondFactorParameters): Promise<SecondFactorProof> {
  if (given.kind === "code") {
    const code = SecondFactorCode.safeParse(given.code.replace(/\s/g, ""));
    if (code.success) return { kind: "code", code: code.data };
    throw new InvalidInputError("This is not a code.", "Enter the 6 digits that your app shows.");
  }
  const { KitAccountError, openKit } = await import("../../kit/index.ts");
  if (given.kit.accountId !== accountId) throw new KitAccountError();
  const kit = await openKit(given);
  try {
    const { keyId, requestKey } = kit.requestKey;
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const signature = await crypto.subtle.sign(algorithm, requestKey, copyBytes(kitApproval(challenge)));
    return { kind: "kit", keyId, signature: bytesToHex(new Uint8Array(signature)) };
  } finally {
    kit.close();
  }
}
