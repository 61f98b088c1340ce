"use client";

import { ArrowUp } from "lucide-react";
import { ButtonLink } from "@/components/ui/Button";
import { Link } from "@/components/ui/Link";
import { ActivityList } from "@/features/activity";
import { AlarmBanner } from "@/features/alarms";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { FrozenBanner } from "@/features/freeze";
import { Balance } from "@/features/home/Balance";
import { FaucetButton } from "@/features/home/FaucetButton";
import { HomeAssets } from "@/features/home/HomeAssets";
import { HomeHeader } from "@/features/home/HomeHeader";
import { NextStep } from "@/features/home/NextStep";
import { ReceiveLink } from "@/features/home/ReceiveLink";
import { SoloHome } from "@/features/home/SoloHome";
import { KeyNotice } from "@/features/key";
import { KitCard } from "@/features/kit";
import { useSecurityScore } from "@/features/score";
import { clearDraft } from "@/features/send";
import { useAccount } from "@/features/session";

const recentEntries = 6;

export function Home() {
  return useAccount().isSolo ? <SoloHome /> : <ServiceHome />;
}

function ServiceHome() {
  const account = useAccount();
  const { chain, error, retry } = useChain();
  const score = useSecurityScore(account);

  return (
    <main className="mx-auto w-full max-w-xl px-5 pt-4 pb-12 sm:px-6 lg:max-w-5xl lg:px-10 lg:pt-10">
      <HomeHeader />

      <KeyNotice account={account} className="mt-6" />
      <FrozenBanner account={account} className="mt-6" />
      {error ? <ErrorNotice error={error} onRetry={retry} className="mt-6" /> : null}

      <AlarmBanner account={account} />
      <div className="mt-6 empty:hidden">
        <KitCard account={account} reason={score?.lockOuts?.find(({ remedy }) => remedy === "kit")?.text} />
      </div>

      <div className="mt-8 grid gap-10 lg:mt-12 lg:grid-cols-[1fr_24rem] lg:gap-16">
        <div className="flex animate-rise flex-col gap-8">
          <Balance owner={account.address} />
          <div className="grid grid-cols-2 gap-3">
            <ButtonLink
              href="/send"
              size="large"
              onClick={clearDraft}
              icon={<ArrowUp aria-hidden="true" className="size-5" />}
              data-testid="home-send"
            >
              Send
            </ButtonLink>
            <ReceiveLink />
            {chain?.faucetUrl ? <FaucetButton url={chain.faucetUrl} owner={account.address} /> : null}
          </div>
          <HomeAssets owner={account.address} />
        </div>
        <section aria-labelledby="home-activity" className="animate-rise">
          <div className="mb-2 flex items-baseline justify-between">
            <h2 id="home-activity" className="font-semibold">
              Activity
            </h2>
            <Link href="/activity" className="rounded-md text-muted text-sm hover:text-ink">
              See all
            </Link>
          </div>
          <ActivityList account={account} limit={recentEntries} />
        </section>
      </div>
      <NextStep score={score} />
    </main>
  );
}
