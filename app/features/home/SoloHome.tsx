"use client";

import { ArrowUp } from "lucide-react";
import { ButtonAnchor } from "@/components/ui/Button";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { Balance } from "@/features/home/Balance";
import { FaucetButton } from "@/features/home/FaucetButton";
import { HomeAssets } from "@/features/home/HomeAssets";
import { HomeHeader } from "@/features/home/HomeHeader";
import { ReceiveLink } from "@/features/home/ReceiveLink";
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
          <ReceiveLink />
          {chain?.faucetUrl ? <FaucetButton url={chain.faucetUrl} owner={account.address} /> : null}
        </div>
        <HomeAssets owner={account.address} />
      </div>
    </main>
  );
}
