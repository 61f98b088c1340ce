import { assertRotations, InvalidRotationError, listOwners } from "@tandem/account";
import type { Account } from "@tandem/protocol";
import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";

export type AssertOwnerParameters = {
  readonly account: Pick<Account, "address" | "birthKey" | "publicKey" | "recovered" | "rotations">;
  /** A key that this device, or the open kit, holds a share of: it is the owner, or was before. */
  readonly known?: Hex | undefined;
};

/**
 * The account's key is its owner, and not by the co-signer's word. Either it follows from the birth key, of which the
 * address is made, by changes that each key before it has signed. Or guardians have installed a key since: then that key
 * has signed for this address, the present one follows from it by signed changes, and one of these keys is known to
 * belong to the account: to this device from before, else to a chain, which names it as the owner at that epoch.
 *
 * @throws CosignerMisbehavedError for a key that nothing leads to; ServiceUnreachableError where no chain could be asked
 */
export async function assertOwner(context: ClientContext, { account, known }: AssertOwnerParameters): Promise<void> {
  const { address, birthKey, publicKey, rotations, recovered } = account;
  try {
    assertRotations({ address, birthKey, publicKey, rotations, recovered });
  } catch (error) {
    if (!(error instanceof InvalidRotationError)) throw error;
    throw new CosignerMisbehavedError("a key that the address was not made from", { cause: error });
  }
  if (!recovered) return;
  const owners = listOwners(account);
  if (known !== undefined) {
    if (owners.some(({ owner }) => owner === known)) return;
    throw new CosignerMisbehavedError("a key that does not follow from the one on this device");
  }
  const { hasOwner } = await import("../operations/index.ts");
  if (await hasOwner(context, { address, owners })) return;
  throw new CosignerMisbehavedError("a recovered key that no network names as the owner");
}
