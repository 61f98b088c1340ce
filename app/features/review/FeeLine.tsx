import type { PreparedOperation } from "@tandem/client";
import { formatAmount } from "@/lib/format";

/** Who pays the network, and how much at most. */
export function FeeLine({ fee }: { readonly fee: PreparedOperation["fee"] }) {
  if (fee.payer === "sponsor")
    return (
      <span className="flex flex-col items-end">
        <span className="font-medium text-accent">Sponsored by Tandem</span>
        <span className="text-muted text-xs">You pay nothing</span>
      </span>
    );
  return (
    <span className="flex flex-col items-end">
      <span className="figures font-medium">
        Up to {formatAmount({ amount: fee.maxWei, decimals: 18, digits: 8 })} ETH
      </span>
      <span className="text-muted text-xs">{fee.refusal ? fee.refusal.reason : "Paid by this account"}</span>
    </span>
  );
}
