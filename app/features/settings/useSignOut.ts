import type { StoredAccount } from "@tandem/client";
import { useServiceAccount } from "@/features/limits";
import { useSecurityScore } from "@/features/score";
import { listWaysBack } from "@/features/settings/listWaysBack";

/** What signing out here would mean: nothing, a way back that has to be at hand, or the end of the account. */
export function useSignOut(account: StoredAccount): { readonly isFinal: boolean; readonly needed: string | undefined } {
  const { data } = useServiceAccount(account);
  const score = useSecurityScore(account);
  if (account.hasVault && account.unlock === "passkey") return { isFinal: false, needed: undefined };
  const ways = listWaysBack({
    hasOtherDevice: (data?.devices.length ?? 0) > 1,
    hasKit: data?.kit !== undefined && data.kit !== null,
    // A key made on this device alone came from them.
    hasGuardians: account.isSolo === true || score?.steps.find(({ id }) => id === "guardians")?.isDone === true,
  });
  return { isFinal: ways === undefined, needed: ways };
}
