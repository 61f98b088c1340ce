import { zeroize } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { PasskeyPrfMissingError, PasswordError, VaultOpenError } from "../../errors.ts";
import type { CreateAccountParameters } from "../../types.ts";
import { createDeviceKey, passwordMinimumLength, type SealSecret, sealShare } from "../../vault/index.ts";
import { type Creation, saveCreation } from "./creation.ts";
import { generateUsableKey } from "./generateUsableKey.ts";
import { promptForPrf } from "./promptForPrf.ts";

type Parameters = Pick<CreateAccountParameters, "onProgress" | "password">;

/**
 * Generates the key and seals the device share before anything is written: what storage gets is the sealed share and
 * the transcript hash. A reload before that starts a new session with the same passkey.
 */
export async function makeKey(context: ClientContext, start: Creation, parameters: Parameters): Promise<Creation> {
  const { creation, secret } = await toSealSecret(context, start, parameters.password);
  const { accountId } = creation.record;
  const generated = await generateUsableKey(context, {
    accountId,
    key: creation.key,
    path: `/accounts/${accountId}/dkg`,
    onProgress: (step) => parameters.onProgress?.(step),
  });
  try {
    parameters.onProgress?.("sealing");
    const { keyPackage, ...publicPart } = generated;
    const sealed = await sealShare({
      keyPackage,
      accountId,
      keyEpoch: generated.keyEpoch,
      secret,
      randomBytes: context.randomBytes,
    });
    return await saveCreation(context, creation, { stage: "key", key: { ...publicPart, ...sealed } });
  } finally {
    zeroize(generated.keyPackage.signingShare);
  }
}

async function toSealSecret(
  context: ClientContext,
  start: Creation,
  password: string | undefined,
): Promise<{ creation: Creation; secret: SealSecret }> {
  if (start.record.prf === "missing") return toPasswordSecret(context, start, password);
  // After a reload the value of the first prompt is gone.
  const creation = start.prf ? start : await promptForPrf(context, start);
  const { credential } = creation.record;
  if (!creation.prf || !credential) throw new VaultOpenError();
  return { creation, secret: { kind: "passkey", credentialId: credential.credentialId, prf: creation.prf } };
}

async function toPasswordSecret(context: ClientContext, creation: Creation, password: string | undefined) {
  if (password === undefined) throw new PasskeyPrfMissingError();
  if ([...password].length < passwordMinimumLength) throw new PasswordError({ reason: "short" });
  const { record, key: known } = creation;
  const deviceKey = known.deviceKey ?? (await createDeviceKey());
  const key = { ...known, deviceKey };
  if (!known.deviceKey) await context.storage.write([{ store: "keys", key: record.accountId, value: key }]);
  return { creation: { ...creation, key }, secret: { kind: "password", password, deviceKey } as const };
}
