import { type Address, type Hex, parseAbi } from "viem";
import type { Chain } from "./connectChains.ts";

export type IsSignedByKeyParameters = {
  readonly verifier: Address;
  readonly key: Hex;
  readonly digest: Hex;
  readonly signature: Hex;
};

const abi = parseAbi(["function verify(bytes key, bytes32 hash, bytes signature) view returns (bytes4)"]);
/** ERC-7913 */
const validSignature = "0x024ad318";

/** Whether a key's verifier on a chain takes a signature (ERC-7913). False where the chain does not answer. */
export async function isSignedByKey(
  { client }: Chain,
  { verifier, key, digest, signature }: IsSignedByKeyParameters,
): Promise<boolean> {
  const magic = await client
    .readContract({ abi, address: verifier, functionName: "verify", args: [key, digest, signature] })
    .catch(() => undefined);
  return magic === validSignature;
}
