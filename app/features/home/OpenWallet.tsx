"use client";

import type { ReactNode } from "react";
import { WalletFrame } from "@/components/WalletFrame";
import { useExitPage } from "@/features/exit";
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
        {children}
      </WalletFrame>
    </WalletGate>
  );
}

function GoOn() {
  useAutoResume(useAccount().accountId);
  useExitPage();
  useLogWatch();
  return null;
}
