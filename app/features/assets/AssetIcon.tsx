import type { Asset } from "@/features/assets/assets";
import { cn } from "@/lib/cn";

/** A mark for an asset, made here: no picture is loaded from anybody. */
export function AssetIcon({ asset, className }: { readonly asset: Asset; readonly className?: string }) {
  const hue = asset.token ? Number.parseInt(asset.token.slice(2, 6), 16) % 360 : 255;
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" className={cn("size-10 shrink-0 rounded-full", className)}>
      <rect width="40" height="40" fill={asset.token ? `oklch(0.9 0.055 ${hue})` : "oklch(0.92 0.025 265)"} />
      {asset.token ? (
        <text
          x="20"
          y="20.5"
          textAnchor="middle"
          dominantBaseline="central"
          fontSize="15"
          fontWeight="650"
          fill={`oklch(0.38 0.1 ${hue})`}
        >
          {[...asset.symbol][0]?.toUpperCase() ?? "?"}
        </text>
      ) : (
        <g fill="oklch(0.4 0.07 265)">
          <path d="M20 8.5 12.8 20.4 20 24.7l7.2-4.3z" opacity="0.85" />
          <path d="M20 26.4 12.8 22.1 20 31.8l7.2-9.7z" />
        </g>
      )}
    </svg>
  );
}
