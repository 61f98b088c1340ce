import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToBase64url } from "@tandem/protocol";
import {
  type Client,
  concatBytes,
  decodeAbiParameters,
  type Hex,
  hexToBytes,
  isAddressEqual,
  parseAbi,
  parseAbiParameters,
  recoverAddress,
  size,
} from "viem";
import { readContract } from "viem/actions";
import { decodeGuardian } from "./decodeGuardian.ts";

export type VerifyGuardianSignatureParameters = {
  readonly signer: Hex;
  /** EIP-712 digest. */
  readonly digest: Hex;
  readonly signature: Hex;
  /** For guardians that are contracts, such as a Safe: they are asked on its chain. */
  readonly client?: Client | undefined;
};

/** Not the account's own: that has the form of old Safes too, which would be called in its place. */
const erc1271Abi = parseAbi(["function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)"]);

/**
 * Whether a guardian signed a digest: an ordinary wallet and a passkey are checked here, a contract on chain (ERC-1271).
 * It is what the account's contract would say of `toCanonicalSignature`, so that nobody waits two days on a signature that
 * does not count. False for a threshold key, which the contract would take: the wallet has no such guardians.
 */
export async function verifyGuardianSignature(parameters: VerifyGuardianSignatureParameters): Promise<boolean> {
  const { signer, digest, signature, client } = parameters;
  const guardian = decodeGuardian(signer);
  if (guardian.kind === "key")
    return size(guardian.key) === 64 && isAssertion({ key: guardian.key, digest, signature });
  if (await isRecovered(guardian.address, digest, signature)) return true;
  if (!client) return false;
  const magic = await readContract(client, {
    abi: erc1271Abi,
    address: guardian.address,
    functionName: "isValidSignature",
    args: [digest, signature],
  }).catch(() => undefined);
  return magic === "0x1626ba7e";
}

async function isRecovered(address: Hex, hash: Hex, signature: Hex): Promise<boolean> {
  if (size(signature) !== 65) return false;
  const recovered = await recoverAddress({ hash, signature }).catch(() => undefined);
  return recovered !== undefined && isAddressEqual(recovered, address);
}

const authParameters = parseAbiParameters("bytes32, bytes32, uint256, uint256, bytes, string");

const userPresentAndVerified = 0x05;

/** `WebAuthn.verify` of OpenZeppelin with user verification, as `WebAuthnVerifier.sol` calls it. */
function isAssertion({ key, digest, signature }: { readonly key: Hex; readonly digest: Hex; readonly signature: Hex }) {
  try {
    const [r, s, , , authenticatorData, clientDataJSON] = decodeAbiParameters(authParameters, signature);
    const data = hexToBytes(authenticatorData);
    const challenge = `"challenge":"${bytesToBase64url(hexToBytes(digest))}"`;
    if (!clientDataJSON.includes(challenge) || !clientDataJSON.includes('"type":"webauthn.get"')) return false;
    if (data.length < 37 || ((data[32] ?? 0) & userPresentAndVerified) !== userPresentAndVerified) return false;
    const message = concatBytes([data, sha256(new TextEncoder().encode(clientDataJSON))]);
    const publicKey = concatBytes([Uint8Array.of(4), hexToBytes(key)]);
    return p256.verify(concatBytes([hexToBytes(r), hexToBytes(s)]), message, publicKey, { lowS: true });
  } catch {
    return false;
  }
}
