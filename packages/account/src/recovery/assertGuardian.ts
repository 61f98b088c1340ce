import { type Address, type Hex, hexToBigInt, isAddressEqual, slice } from "viem";
import { decodeGuardian } from "./decodeGuardian.ts";
import { InvalidGuardianError } from "./errors.ts";

/** Addresses up to this one are precompiles, or reserved for them. */
const lastPrecompile = 0x1ffn;

export type AssertGuardianParameters = {
  /** ERC-7913 bytes. */
  readonly signer: Hex;
  /** The account it is to guard. */
  readonly account: Address;
  /** Whether the verifier of a key has code on the chain; leave it out where there is no chain to ask. */
  readonly verifierHasCode?: boolean | undefined;
};

/**
 * What the account checks when a guardian first acts (`GuardianApprovals.sol`), checked when it is added: too late is
 * when a recovery is needed.
 *
 * @throws InvalidGuardianError
 */
export function assertGuardian({ signer, account, verifierHasCode }: AssertGuardianParameters): void {
  const decoded = decodeGuardian(signer);
  const address = slice(signer, 0, 20);
  if (hexToBigInt(address) === 0n) throw new InvalidGuardianError("the zero address has no owner");
  if (hexToBigInt(address) <= lastPrecompile) throw new InvalidGuardianError("the address belongs to the chain itself");
  if (isAddressEqual(address, account)) throw new InvalidGuardianError("an account cannot guard itself");
  if (decoded.kind === "key" && verifierHasCode === false) {
    throw new InvalidGuardianError("the contract that checks its key does not exist on this chain");
  }
}
