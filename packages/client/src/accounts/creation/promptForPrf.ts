import type { ClientContext } from "../../context.ts";
import { getPrfSalt } from "../../passkeys/index.ts";
import { getConfig } from "../../requests/index.ts";
import { type Creation, saveCreation } from "./creation.ts";

/** Asks the new passkey for its PRF value and notes whether it has one. The assertion itself proves nothing here. */
export async function promptForPrf(context: ClientContext, creation: Creation): Promise<Creation> {
  const { credential } = creation.record;
  const { rpId } = await getConfig(context);
  const { prf } = await context.passkeys.get({
    rpId,
    challenge: context.randomBytes(32),
    prfSalt: await getPrfSalt(),
    ...(credential && { allowCredentials: [{ id: credential.credentialId, transports: credential.transports }] }),
  });
  const noted = await saveCreation(context, creation, { prf: prf ? "available" : "missing" });
  return { ...noted, prf };
}
