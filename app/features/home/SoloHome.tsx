"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { ButtonAnchor, ButtonLink } from "@/components/ui/Button";
import { AssetList, useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { Balance } from "@/features/home/Balance";
import { FaucetButton } from "@/features/home/FaucetButton";
import { HomeHeader } from "@/features/home/HomeHeader";
import { SoloNotice } from "@/features/key";
import { useAccount } from "@/features/session";
import { exitPath } from "@/lib/exitPath";

/** Home of an account whose key no service knows: what the network says, and where it can send. */
export function SoloHome() {
  const account = useAccount();
  const { chain, error, retry } = useChain();
  return (
    <main className="mx-auto w-full max-w-xl px-5 pt-4 pb-12 sm:px-6 lg:pt-10">
      <HomeHeader />
      <SoloNotice className="mt-6" />
      {error ? <ErrorNotice error={error} onRetry={retry} className="mt-6" /> : null}
      <div className="mt-8 flex animate-rise flex-col gap-8 lg:mt-12">
        <Balance owner={account.address} />
        <div className="grid grid-cols-2 gap-3">
          <ButtonAnchor href={exitPath} size="large" data-testid="home-send-alone">
            <ArrowUp aria-hidden="true" className="size-5" />
            Send with the kit
          </ButtonAnchor>
          <ButtonLink
            href="/receive"
            size="large"
            variant="secondary"
            icon={<ArrowDown aria-hidden="true" className="size-5" />}
            data-testid="home-receive"
          >
            Receive
          </ButtonLink>
          {chain?.faucetUrl ? <FaucetButton url={chain.faucetUrl} owner={account.address} /> : null}
        </div>
        <section aria-labelledby="home-assets">
          <h2 id="home-assets" className="mb-1 font-semibold">
            Assets
          </h2>
          <AssetList owner={account.address} />
        </section>
      </div>
    </main>
  );
}
