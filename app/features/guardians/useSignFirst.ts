"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "@/components/ui/Toaster";
import { walletClient } from "@/lib/walletClient";

export type UseSignFirstParameters = {
  readonly account: StoredAccount;
  readonly chainId: number;
  /** What is said once it is done. */
  readonly said: string;
  readonly onDone: () => void;
};

/** The present guardians, signed once more as the first; by the password where it opens this device's part. */
export function useSignFirst({ account: { accountId, unlock }, chainId, said, onDone }: UseSignFirstParameters) {
  const [password, setPassword] = useState("");
  const needsPassword = unlock === "password";
  const sign = useMutation({
    mutationFn: async () =>
      (await walletClient()).guardians.signAgain({ accountId, chainId, ...(needsPassword && { password }) }),
    onSuccess: () => {
      toast(said);
      onDone();
    },
  });
  return { sign, needsPassword, password, setPassword, isIncomplete: needsPassword && password === "" };
}
