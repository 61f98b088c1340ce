"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import {
  closeSession,
  extendSession,
  getServerSession,
  getSession,
  openSession,
  selectAccount,
  subscribeSession,
} from "@/features/session/lockStore";
import { setExpectsAccount } from "@/lib/preferences";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type SessionStatus = "loading" | "failed" | "empty" | "locked" | "open";

export type SessionContext = {
  readonly status: SessionStatus;
  /** The shown account: known while locked too, so that the lock screen can say whose it is. */
  readonly account: StoredAccount | undefined;
  readonly accounts: readonly StoredAccount[];
  readonly error: unknown;
  readonly retry: () => void;
  /** Hides everything until the passkey is shown again. */
  readonly lock: () => void;
  /** Shows this account; called after a creation, a sign-in or an unlock. */
  readonly enter: (account: Pick<StoredAccount, "accountId">) => Promise<void>;
  readonly select: (accountId: string | undefined) => void;
  readonly expectsAccount: boolean;
};

const Context = createContext<SessionContext | undefined>(undefined);
const publicQueries: readonly unknown[] = [
  ...queryKeys.accounts,
  ...queryKeys.config,
  ...queryKeys.pendingCreation,
  ...queryKeys.restore,
];

export type SessionProviderProps = { readonly children: ReactNode; readonly expectsAccount: boolean };

export function SessionProvider({ children, expectsAccount }: SessionProviderProps) {
  const queryClient = useQueryClient();
  const session = useSyncExternalStore(subscribeSession, getSession, getServerSession);
  const query = useQuery({
    queryKey: queryKeys.accounts,
    queryFn: async () => (await walletClient()).listAccounts(),
    staleTime: 0,
  });
  const accounts = query.data ?? [];
  const account = accounts.find(({ accountId }) => accountId === session.accountId) ?? accounts[0];
  const status = statusOf(query.data, query.error, session.openUntil);

  const lock = useCallback(() => closeSession(), []);

  const wasOpen = useRef(false);
  useEffect(() => {
    // What was on the screen leaves memory too, whichever tab has locked.
    if (wasOpen.current && status !== "open") {
      queryClient.removeQueries({ predicate: ({ queryKey }) => !publicQueries.includes(queryKey[0]) });
      queryClient.getMutationCache().clear();
    }
    wasOpen.current = status === "open";
  }, [status, queryClient]);

  useEffect(() => {
    if (query.data) setExpectsAccount(query.data.length > 0);
  }, [query.data]);

  useAutoLock({ active: status === "open", openUntil: session.openUntil, lock });

  const value = useMemo<SessionContext>(
    () => ({
      status,
      account,
      accounts,
      error: query.error,
      retry: () => void query.refetch(),
      lock,
      enter: async ({ accountId }) => {
        openSession(accountId);
        await queryClient.invalidateQueries({ queryKey: queryKeys.accounts });
      },
      select: selectAccount,
      expectsAccount,
    }),
    [status, account, accounts, query.error, query.refetch, lock, queryClient, expectsAccount],
  );
  return <Context value={value}>{children}</Context>;
}

export function useSession(): SessionContext {
  const value = useContext(Context);
  if (!value) throw new TypeError("useSession needs a SessionProvider above it");
  return value;
}

function statusOf(accounts: readonly StoredAccount[] | undefined, error: unknown, openUntil: number): SessionStatus {
  if (!accounts) return error ? "failed" : "loading";
  if (accounts.length === 0) return "empty";
  return openUntil > Date.now() ? "open" : "locked";
}

/** Locks when nothing was touched for the chosen time, also when the device slept meanwhile. */
function useAutoLock(parameters: { active: boolean; openUntil: number; lock: () => void }): void {
  const { active, openUntil, lock } = parameters;
  useEffect(() => {
    if (!active) return;
    const check = () => {
      if (getSession().openUntil <= Date.now()) lock();
    };
    const timer = setTimeout(check, Math.max(0, openUntil - Date.now()) + 50);
    const signals = ["pointerdown", "keydown", "scroll"] as const;
    for (const signal of signals) window.addEventListener(signal, extendSession, { passive: true, capture: true });
    document.addEventListener("visibilitychange", check);
    return () => {
      clearTimeout(timer);
      for (const signal of signals) window.removeEventListener(signal, extendSession, { capture: true });
      document.removeEventListener("visibilitychange", check);
    };
  }, [active, openUntil, lock]);
}
