import { KeyPackageError } from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import type { KeyPackage, OnlineIdentifier, PublicKeyPackage } from "../types.ts";
import { type RefreshedPackages, readUpdate, updatePackages } from "./updatePackages.ts";
import { decodeRefreshPackage } from "./wire.ts";

export type ApplyRefreshParameters = {
  /** Share 2 and the public package of the key epoch before the refresh. They are not changed. */
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: PublicKeyPackage;
  /** Refresh packages of server and device. */
  readonly packages: Readonly<Record<OnlineIdentifier, Uint8Array>>;
  /** Both g(2), `shareForBackup` of `refreshRound2`, opened with the kit's key. Zeroize them after. */
  readonly updates: Readonly<Record<OnlineIdentifier, Uint8Array>>;
};

/**
 * Brings the backup share to the next key epoch. The sealed updates are not signed: compare the public package that
 * comes out with the one of the running epoch before the old share is erased.
 *
 * @throws RefreshPeerError naming whose update is wrong, RetryRefreshError, KeyPackageError
 */
export function applyRefresh(parameters: ApplyRefreshParameters): RefreshedPackages {
  const { keyPackage, publicKeyPackage, packages, updates } = parameters;
  if (keyPackage.identifier !== 2) throw new KeyPackageError("the share is of another identifier");
  checkKeyPackage(keyPackage, publicKeyPackage);
  const commitments = [decodeRefreshPackage(packages[1], 1), decodeRefreshPackage(packages[3], 3)] as const;
  const values = [readUpdate(updates[1], 1, commitments[0], 2), readUpdate(updates[3], 3, commitments[1], 2)];
  return updatePackages({ keyPackage, publicKeyPackage }, values, commitments);
}
