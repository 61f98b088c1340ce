import {
  getAccountAddress,
  hashGuardianConfig,
  hashRecoveryMessage,
  hashRecoveryStruct,
  type StartRecovery,
} from "@tandem/account";
import { verify } from "@tandem/frost";
import { base64urlToBytes, bytesToBase64url, hexToBytes, RecoveryRequestLink } from "@tandem/protocol";
import { type Hex, isAddressEqual } from "viem";
import { RecoveryRequestError } from "./errors.ts";

/** What the guardians sign, out of a request. */
export function toStartRecovery(request: RecoveryRequestLink): StartRecovery {
  const { newOwner, configHash, deadline } = request;
  return {
    newOwner,
    configHash,
    deadline,
    ownerEpoch: BigInt(request.ownerEpoch),
    nonce: BigInt(request.nonce),
    chainIds: request.chainIds.map(BigInt),
  };
}

/** The request's recoveryHash, the struct hash that names it on chain. */
export function hashRequest(request: RecoveryRequestLink): Hex {
  return hashRecoveryStruct({ primaryType: "StartRecovery", message: toStartRecovery(request) });
}

export function formatRequest(request: RecoveryRequestLink): string {
  return bytesToBase64url(new TextEncoder().encode(JSON.stringify(request)));
}

/**
 * Reads a request out of a link or its fragment. Everything that follows from other parts is computed again: the address,
 * the hash of the guardians, and that somebody holds the new key.
 *
 * @throws RecoveryRequestError
 */
export function parseRequest(text: string): RecoveryRequestLink {
  const parsed = RecoveryRequestLink.safeParse(toJson(text.trim()));
  if (!parsed.success) throw new RecoveryRequestError("the link is cut short, or something else");
  const request = parsed.data;
  const { factory, core, origin, address, guardians, newOwner, proof } = request;
  if (!isAddressEqual(getAccountAddress({ factory, core, ...origin }), address)) {
    throw new RecoveryRequestError("its account does not fit together");
  }
  if (hashGuardianConfig(guardians.config, BigInt(guardians.configEpoch)) !== request.configHash) {
    throw new RecoveryRequestError("its guardians do not fit together");
  }
  const digest = hashRecoveryMessage(address, { primaryType: "InstallOwner", message: { newOwner } });
  const signed = { publicKey: hexToBytes(newOwner), digest: hexToBytes(digest), signature: hexToBytes(proof) };
  if (!isVerified(signed)) throw new RecoveryRequestError("nobody has shown to hold the new key");
  return request;
}

function isVerified(signed: Parameters<typeof verify>[0]): boolean {
  try {
    return verify(signed);
  } catch {
    return false;
  }
}

/** JSON, or base64url of it, also behind the `#` of a link. */
export function toJson(text: string): unknown {
  try {
    if (text.startsWith("{")) return JSON.parse(text);
    const fragment = text.includes("#") ? text.slice(text.indexOf("#") + 1) : text;
    return JSON.parse(new TextDecoder().decode(base64urlToBytes(fragment)));
  } catch {
    return undefined;
  }
}
