import { encodeGuardian, encodeWebAuthnSignature, InvalidGuardianError, tandemAddresses } from "@tandem/account";
import { base64urlToBytes } from "@tandem/protocol";
import { type Hex, hashTypedData, hexToBytes, type TypedDataDefinition } from "viem";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { PasskeyFailedError } from "../errors.ts";
import { getPrfSalt } from "../passkeys/index.ts";
import { getConfig } from "../requests/index.ts";
import { parseAttestedKey } from "./parseAttestedKey.ts";
import { signTypedDataInWallet } from "./signTypedDataInWallet.ts";
import type { GuardianKey } from "./types.ts";

/** The ERC-7913 bytes of a guardian's key. */
export function toGuardianSigner(key: GuardianKey): Hex {
  return key.kind === "wallet" ? encodeGuardian({ kind: "address", address: key.address }) : key.signer;
}

/** A new passkey for a guardian. It opens no account: its key signs the owner's recovery, and nothing else. */
export async function createGuardianPasskey(
  context: ClientContext,
  { accountName }: { readonly accountName: string },
): Promise<GuardianKey> {
  const { rpId, name } = await getConfig(context);
  const { registration, prf } = await context.passkeys.create({
    rpId,
    rpName: name,
    userId: context.randomBytes(16),
    userName: `Guardian of ${accountName}`.slice(0, 64),
    challenge: context.randomBytes(32),
    prfSalt: await getPrfSalt(),
  });
  zeroize(prf);
  const key = parseAttestedKey(base64urlToBytes(registration.response.attestationObject));
  if (!key) {
    throw new InvalidGuardianError("this passkey has another kind of key than P-256");
  }
  const signer = encodeGuardian({ kind: "key", verifier: tandemAddresses.webAuthnVerifier, key });
  return { kind: "passkey", signer, credentialId: registration.id };
}

/** A guardian signs typed data: in its wallet, which shows it, or by its passkey, whose challenge is the digest. */
export async function signAsGuardian(
  context: ClientContext,
  { key, typedData }: { readonly key: GuardianKey; readonly typedData: TypedDataDefinition },
): Promise<Hex> {
  if (key.kind === "wallet") return signTypedDataInWallet({ ...key, typedData });
  // The wallet's own host, which is where the passkey was made: a guardian signs also when no service answers.
  const rpId = new URL(context.baseUrl).hostname;
  const { assertion, prf } = await context.passkeys.get({
    rpId,
    challenge: Uint8Array.from(hexToBytes(hashTypedData(typedData))),
    prfSalt: await getPrfSalt(),
    allowCredentials: [{ id: key.credentialId }],
  });
  zeroize(prf);
  if (assertion.id !== key.credentialId) throw new PasskeyFailedError();
  const { authenticatorData, clientDataJSON, signature } = assertion.response;
  return encodeWebAuthnSignature({
    authenticatorData: base64urlToBytes(authenticatorData),
    clientDataJSON: new TextDecoder().decode(base64urlToBytes(clientDataJSON)),
    signature: base64urlToBytes(signature),
  });
}
