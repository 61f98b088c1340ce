import type { KitChain } from "@tandem/client/kit";
import type { ConnectedChain, OfflineAccount } from "@tandem/client/offline";
import { useEffect, useState } from "react";
import { forgetAll, isOpen } from "./held";
import { AccountStep } from "./steps/AccountStep";
import { DeviceStep } from "./steps/DeviceStep";
import { KitStep } from "./steps/KitStep";
import { NetworkStep } from "./steps/NetworkStep";
import { Notice } from "./ui";

type Step =
  | { readonly name: "kit" }
  | { readonly name: "device" }
  | { readonly name: "network"; readonly account: OfflineAccount; readonly chains: readonly KitChain[] }
  | {
      readonly name: "account";
      readonly account: OfflineAccount;
      readonly chain: ConnectedChain;
      readonly config: KitChain | undefined;
    };

/** The way out: balances, payments and a new key with kit and device alone. */
export function Exit() {
  const [step, setStep] = useState<Step>({ name: "kit" });
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
        <span className="where">without the server</span>
      </header>
      {hasTimedOut && step.name === "kit" ? (
        <Notice title="The key was closed after ten minutes">
          <p>Open kit and device again to go on. Nothing is lost.</p>
        </Notice>
      ) : null}
      {step.name === "kit" ? <KitStep onDone={() => setStep({ name: "device" })} /> : null}
      {step.name === "device" ? (
        <DeviceStep onDone={(account, chains) => setStep({ name: "network", account, chains })} />
      ) : null}
      {step.name === "network" ? (
        <NetworkStep
          chains={step.chains}
          onDone={(chain, config) => setStep({ name: "account", account: step.account, chain, config })}
        />
      ) : null}
      {step.name === "account" ? (
        <AccountStep
          key={step.account.publicKey}
          {...step}
          onAccount={(account) => setStep({ ...step, account })}
          onClose={() => setStep({ name: "kit" })}
        />
      ) : null}
    </main>
  );
}
