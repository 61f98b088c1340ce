"use client";

import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { Dialog } from "@/components/ui/Dialog";
import { type Asset, AssetIcon, assetAmount } from "@/features/assets";

export type AssetPickerProps = {
  readonly assets: readonly Asset[];
  readonly balances: Readonly<Record<string, bigint>> | undefined;
  readonly value: Asset;
  readonly onChange: (asset: Asset) => void;
};

export function AssetPicker({ assets, balances, value, onChange }: AssetPickerProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={`Asset: ${value.name}. Change`}
        onClick={() => setOpen(true)}
        className="-ms-2 flex max-w-full items-center gap-1.5 rounded-lg px-2 py-0.5 font-medium hover:bg-sunken"
        data-testid="send-asset"
      >
        <bdi className="truncate">{value.name}</bdi>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title="What do you want to send?">
        <ul className="-mx-3 flex flex-col">
          {assets.map((asset) => {
            const amount = balances?.[asset.id];
            const selected = asset.id === value.id;
            return (
              <li key={asset.id}>
                <button
                  type="button"
                  aria-pressed={selected}
                  onClick={() => {
                    onChange(asset);
                    setOpen(false);
                  }}
                  className="flex w-full items-center gap-3.5 rounded-xl px-3 py-3 text-start hover:bg-sunken"
                  data-testid={`send-asset-${asset.symbol}`}
                >
                  <AssetIcon asset={asset} />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">
                      <bdi>{asset.name}</bdi>
                    </span>
                    <span className="figures block truncate text-muted text-sm">
                      {amount === undefined ? <bdi>{asset.symbol}</bdi> : assetAmount({ asset, amount })}
                    </span>
                  </span>
                  {selected ? <Check aria-hidden="true" className="size-5 text-accent" /> : null}
                </button>
              </li>
            );
          })}
        </ul>
      </Dialog>
    </>
  );
}
