import { type Address, hashTypedData } from "viem";
import type { Owner } from "./createOwner.ts";
import type { Rotation } from "./deployAccounts.ts";

export const recoveryDomain = (account: Address) =>
  ({ name: "Tandem Recovery", version: "1", verifyingContract: account }) as const;

/** Both signatures of a rotation, as viem hashes them. */
export function signRotation(parameters: {
  readonly account: Address;
  readonly owner: Owner;
  readonly newOwner: Owner;
  readonly ownerEpoch: bigint;
}): Rotation {
  const { account, owner, newOwner, ownerEpoch } = parameters;
  const domain = recoveryDomain(account);
  const ownerSignature = owner.sign(
    hashTypedData({
      domain,
      types: {
        RotateOwner: [
          { name: "newOwner", type: "bytes32" },
          { name: "ownerEpoch", type: "uint64" },
        ],
      },
      primaryType: "RotateOwner",
      message: { newOwner: newOwner.publicKey, ownerEpoch },
    }),
  );
  const proof = newOwner.sign(
    hashTypedData({
      domain,
      types: { InstallOwner: [{ name: "newOwner", type: "bytes32" }] },
      primaryType: "InstallOwner",
      message: { newOwner: newOwner.publicKey },
    }),
  );
  return { newOwner: newOwner.publicKey, proof, ownerSignature };
}
