"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { WalletFrame } from "@/components/WalletFrame";
import { useExitPage } from "@/features/exit";
import { needsService } from "@/features/home/needsService";
import { SoloPage } from "@/features/home/SoloPage";
import { LogAlarmStrip, useLogWatch } from "@/features/log";
import { useAutoResume } from "@/features/operations";
import { useAccount, useSession, WalletGate } from "@/features/session";

export type OpenWalletProps = { readonly children: ReactNode; readonly task?: boolean };

/** Every screen of an open wallet stands in here: the gate, the navigation, and the work that goes on by itself. */
export function OpenWallet({ children, task = false }: OpenWalletProps) {
  const { lock } = useSession();
  return (
    <WalletGate>
      <WalletFrame onLock={lock} task={task}>
        <GoOn />
        <LogAlarmStrip />
        <Page>{children}</Page>
      </WalletFrame>
    </WalletGate>
  );
}

function Page({ children }: { readonly children: ReactNode }) {
  const { isSolo } = useAccount();
  const path = usePathname();
  return isSolo && needsService(path) ? <SoloPage /> : children;
}

function GoOn() {
  useAutoResume(useAccount().accountId);
  useExitPage();
  useLogWatch();
  return null;
}
