import type { KitChain } from "@tandem/client/kit";
import type { ConnectedChain, OfflineAccount } from "@tandem/client/offline";
import { useEffect, useState } from "react";
import { exitPath } from "@/lib/exitPath";
import { forgetAll, isOpen } from "./held";
import { AccountStep } from "./steps/AccountStep";
import { DeviceStep } from "./steps/DeviceStep";
import { KitStep } from "./steps/KitStep";
import { NetworkStep } from "./steps/NetworkStep";
import { UnreachableStep } from "./steps/UnreachableStep";
import { Notice } from "./ui";

type Step =
  | { readonly name: "unreachable" }
  | { readonly name: "kit" }
  | { readonly name: "device" }
  | { readonly name: "network"; readonly account: OfflineAccount; readonly chains: readonly KitChain[] }
  | {
      readonly name: "account";
      readonly account: OfflineAccount;
      readonly chains: readonly KitChain[];
      readonly chain: ConnectedChain;
      readonly config: KitChain | undefined;
    };

/** Nobody chose this page: the browser shows it at an address of the wallet, which did not answer. */
const isFallback = location.protocol !== "file:" && location.pathname !== exitPath;

/** The way out: balances, payments and a new key with kit and device alone. */
export function Exit() {
  const [step, setStep] = useState<Step>(isFallback ? { name: "unreachable" } : { name: "kit" });
  const [hasTimedOut, setTimedOut] = useState(false);

  useEffect(() => {
    if (step.name !== "account" && step.name !== "network") return;
    const timer = setInterval(() => {
      if (isOpen()) return;
      forgetAll();
      setTimedOut(true);
      setStep({ name: "kit" });
    }, 1000);
    return () => clearInterval(timer);
  }, [step.name]);
  useEffect(() => {
    addEventListener("pagehide", forgetAll);
    return () => removeEventListener("pagehide", forgetAll);
  }, []);

  return (
    <main>
      <header>
        <span className="brand">Tandem</span>
        {step.name === "unreachable" ? null : <span className="where">without the server</span>}
      </header>
      {hasTimedOut && step.name === "kit" ? (
        <Notice title="The key was closed after ten minutes">
          <p>Open kit and device again to go on. Nothing is lost.</p>
        </Notice>
      ) : null}
      {step.name === "unreachable" ? <UnreachableStep onGoOn={() => setStep({ name: "kit" })} /> : null}
      {step.name === "kit" ? <KitStep onDone={() => setStep({ name: "device" })} /> : null}
      {step.name === "device" ? (
        <DeviceStep onDone={(account, chains) => setStep({ name: "network", account, chains })} />
      ) : null}
      {step.name === "network" ? (
        <NetworkStep
          chains={step.chains}
          onDone={(chain, config) => setStep({ ...step, name: "account", chain, config })}
        />
      ) : null}
      {step.name === "account" ? (
        <AccountStep
          key={step.account.publicKey}
          {...step}
          onAccount={(account) => setStep({ ...step, account })}
          onNetwork={() => setStep({ name: "network", account: step.account, chains: step.chains })}
          onClose={() => setStep({ name: "kit" })}
        />
      ) : null}
    </main>
  );
}
