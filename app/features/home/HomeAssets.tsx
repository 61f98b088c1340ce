import type { Address } from "viem";
import { AssetList } from "@/features/assets";

export function HomeAssets({ owner }: { readonly owner: Address }) {
  return (
    <section aria-labelledby="home-assets">
      <h2 id="home-assets" className="mb-1 font-semibold">
        Assets
      </h2>
      <AssetList owner={owner} />
    </section>
  );
}
