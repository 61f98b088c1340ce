"use client";

import type { StoredAccount } from "@tandem/client";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { Splash } from "@/components/Splash";
import { ErrorNotice } from "@/features/errors";
import { LockScreen } from "@/features/session/LockScreen";
import { useSession } from "@/features/session/SessionProvider";
import { SharedSettings } from "@/features/session/SharedSettings";

const Account = createContext<StoredAccount | undefined>(undefined);

export type WalletGateProps = { readonly children: ReactNode; readonly loading?: ReactNode };

/** Shows its children only for an open account. A locked wallet shows the lock, no account the welcome screen. */
export function WalletGate({ children, loading = <Splash /> }: WalletGateProps) {
  const { status, account, error, retry } = useSession();
  const router = useRouter();

  useEffect(() => {
    if (status === "empty") router.replace("/");
  }, [status, router]);

  if (status === "failed")
    return (
      <main className="mx-auto max-w-md p-6 pt-24">
        <h1 className="sr-only">Tandem</h1>
        <ErrorNotice error={error} onRetry={retry} />
      </main>
    );
  if (status === "locked" && account) return <LockScreen account={account} />;
  if (status !== "open" || !account) return loading;
  return (
    <Account value={account}>
      <SharedSettings account={account} />
      {children}
    </Account>
  );
}

/** The open account. Only below a {@link WalletGate}. */
export function useAccount(): StoredAccount {
  const account = useContext(Account);
  if (!account) throw new TypeError("useAccount needs a WalletGate above it");
  return account;
}
