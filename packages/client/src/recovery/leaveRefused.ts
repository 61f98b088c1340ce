import { readRefusedGuardian } from "@tandem/account";
import type { Hex } from "viem";

export type LeaveRefusedParameters<approval> = {
  readonly approvals: readonly approval[];
  readonly threshold: number;
  /** Tries the call that starts the recovery with these approvals, without sending it. */
  readonly simulate: (approvals: readonly approval[]) => Promise<unknown>;
};

/**
 * The approvals with which the account starts the recovery. A guardian that is a contract may say no to what it said yes to
 * before; the account then refuses all of them, and names it.
 */
export async function leaveRefused<approval extends { readonly signer: Hex }>({
  approvals,
  threshold,
  simulate,
}: LeaveRefusedParameters<approval>): Promise<readonly approval[]> {
  if (approvals.length < threshold) return approvals;
  const refused = await simulate(approvals).then(() => undefined, readRefusedGuardian);
  const left = approvals.filter(({ signer }) => signer !== refused);
  return left.length < approvals.length ? leaveRefused({ approvals: left, threshold, simulate }) : approvals;
}
