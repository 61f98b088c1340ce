import { Pairing, parsePairingCode, TandemApiError, toPairingId } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, InvalidInputError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";

/**
 * The keys behind a code that a new device shows: typed, or the page address of its QR code. The service is believed in
 * nothing: the code is a hash of the keys.
 *
 * @throws InvalidInputError for what is no code, or one that no device shows; CosignerMisbehavedError for other keys
 */
export async function findDevice(
  context: ClientContext,
  { accountId, code }: { readonly accountId: Hex; readonly code: string },
): Promise<Pairing> {
  const idPrefix = readCode(code);
  if (idPrefix === undefined) {
    throw new InvalidInputError(
      "This is not a device code.",
      "Enter the 12 letters and digits that the new device shows.",
    );
  }
  const key = await getRequestKey(context, accountId);
  const body = { idPrefix };
  const pairing = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: "/pairings/find",
    body,
    schema: Pairing,
  }).catch((error: unknown) => {
    if (!(error instanceof TandemApiError) || error.code !== "unknown_id") throw error;
    throw new InvalidInputError(
      "No new device shows this code.",
      "Compare it with the new device’s screen. A code is good for 10 minutes.",
    );
  });
  const pairingId = toPairingId(pairing);
  if (pairingId !== pairing.pairingId || !pairingId.slice(2).startsWith(idPrefix)) {
    throw new CosignerMisbehavedError("keys that the code does not name");
  }
  return pairing;
}

function readCode(text: string): string | undefined {
  const [, id] = /#([0-9a-f]{32})$/.exec(text.trim()) ?? [];
  return id ?? parsePairingCode(text);
}
