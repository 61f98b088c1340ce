import { base64urlToBytes } from "@tandem/protocol";
import { hexToBytes } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { getPrfSalt } from "../../passkeys/index.ts";
import { getConfig } from "../../requests/index.ts";
import { type Creation, saveCreation } from "./creation.ts";
import { promptForPrf } from "./promptForPrf.ts";

/** The passkey prompt. Where it gives no PRF value, the passkey is asked once more: some give it only then. */
export async function createPasskey(context: ClientContext, creation: Creation): Promise<Creation> {
  const { accountId, name, challenge } = creation.record;
  const { rpId, name: rpName } = await getConfig(context);
  const { registration, prf: prfAtCreation } = await context.passkeys.create({
    rpId,
    rpName,
    userId: hexToBytes(accountId),
    userName: name,
    challenge: Uint8Array.from(base64urlToBytes(challenge)),
    prfSalt: await getPrfSalt(),
  });
  const credential = { credentialId: registration.id, transports: registration.response.transports };
  const attested = await saveCreation(context, creation, { stage: "attested", registration, credential });
  return prfAtCreation ? { ...attested, prf: prfAtCreation } : promptForPrf(context, attested);
}
