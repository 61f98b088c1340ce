"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Toaster } from "@/components/ui/Toaster";
import { SessionProvider } from "@/features/session";

export type ProvidersProps = {
  readonly children: ReactNode;
  /** From a cookie: whether this browser held an account last time, so that the first paint is the right screen. */
  readonly expectsAccount: boolean;
};

export function Providers({ children, expectsAccount }: ProvidersProps) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        // Without a network what was asked for fails and says so; held back, it would wait in silence.
        defaultOptions: {
          queries: { retry: 1, staleTime: 2_000, networkMode: "always" },
          mutations: { networkMode: "always" },
        },
      }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <SessionProvider expectsAccount={expectsAccount}>{children}</SessionProvider>
      <Toaster />
    </QueryClientProvider>
  );
}
