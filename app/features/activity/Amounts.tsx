import type { Entry } from "@/features/activity/entries";
import { AssetIcon, assetAmount } from "@/features/assets";

/** What moved, large. */
export function Amounts({ entry }: { readonly entry: Entry }) {
  return (
    <ul className="flex flex-col gap-3">
      {entry.movements.map(({ asset, amount, direction }) => (
        <li key={asset.id} className="flex items-center gap-4">
          <AssetIcon asset={asset} className="size-12" />
          <p className="figures font-semibold text-3xl tracking-tight" data-testid="activity-amount">
            {direction === "in" ? "+" : "−"}
            <bdi>{assetAmount({ asset, amount, exact: true })}</bdi>
          </p>
        </li>
      ))}
    </ul>
  );
}
