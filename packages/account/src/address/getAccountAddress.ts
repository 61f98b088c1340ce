import { type Address, concat, encodeAbiParameters, getCreate2Address, type Hex, keccak256, zeroHash } from "viem";
import { tandemAddresses } from "../generated/addresses.ts";

export type GetAccountAddressParameters = {
  /** Default: the factory of this version. */
  readonly factory?: Address;
  /** Default: the core of this version. */
  readonly core?: Address;
  /** x coordinate of the first owner key, 32 bytes. */
  readonly birthKey: Hex;
  /** Hash of guardians chosen before creation; default none, 0. */
  readonly configHash?: Hex;
  /** Default 0, the user's first account. */
  readonly salt?: Hex;
};

/**
 * The address of an account, the same on every chain: a pure function of what it was made of, whatever rotations came
 * later. CREATE2 (EIP-1014) of an ERC-1167 clone whose code carries the birth key; see `AccountAddress.sol`.
 */
export function getAccountAddress({
  factory = tandemAddresses.factory,
  core = tandemAddresses.core,
  birthKey,
  configHash = zeroHash,
  salt = zeroHash,
}: GetAccountAddressParameters): Address {
  return getCreate2Address({
    from: factory,
    salt: keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [configHash, salt])),
    // Returns 77 bytes of runtime code: ERC-1167 with the core, then the birth key.
    bytecode: concat([
      "0x61004d3d81600a3d39f3",
      "0x363d3d373d3d3d363d73",
      core,
      "0x5af43d82803e903d91602b57fd5bf3",
      birthKey,
    ]),
  });
}
