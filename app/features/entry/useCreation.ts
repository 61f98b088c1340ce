"use client";

import type { CreationStep, StoredAccount } from "@tandem/client";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "@/components/ui/Toaster";
import { serviceAccountQuery } from "@/features/limits";
import { useSession } from "@/features/session";
import { deviceName } from "@/lib/deviceName";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type CreationPhase =
  | { readonly name: "idle" }
  | { readonly name: "running"; readonly stage: CreationStep }
  | { readonly name: "stopped"; readonly stage: CreationStep; readonly error: unknown }
  /** The passkey cannot seal anything: a password does, on this device only. */
  | { readonly name: "password"; readonly stage: CreationStep; readonly error: unknown }
  /** Made, and open; its passkey is on no other device. */
  | { readonly name: "unsynced" };

/** Creates an account, or goes on with the one this device began; a reload at any moment loses nothing. */
export function useCreation() {
  const [phase, setPhase] = useState<CreationPhase>({ name: "idle" });
  const { enter } = useSession();
  const router = useRouter();
  const queryClient = useQueryClient();
  const pending = useQuery({
    queryKey: queryKeys.pendingCreation,
    queryFn: async () => (await (await walletClient()).getPendingCreation()) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const run = async (parameters: { name: string; password?: string }) => {
    let stage: CreationStep = pending.data?.step ?? "passkey";
    const follow = (next: CreationStep) => {
      stage = next;
      setPhase({ name: "running", stage });
    };
    follow(stage);
    try {
      const client = await walletClient();
      const account = await client.createAccount({ ...parameters, deviceName: deviceName(), onProgress: follow });
      await enter(account);
      queryClient.removeQueries({ queryKey: queryKeys.pendingCreation });
      toast("Your wallet is ready");
      // With a password the screen for it has said so before.
      if (account.unlock === "passkey" && (await isUnsynced(queryClient, account))) setPhase({ name: "unsynced" });
      else router.replace("/");
    } catch (error) {
      const needsPassword = isNamed(error, "PasskeyPrfMissingError");
      const wrongPassword = parameters.password !== undefined && isNamed(error, "PasswordError");
      if (needsPassword || wrongPassword) setPhase({ name: "password", stage, error });
      else setPhase({ name: "stopped", stage, error });
      await queryClient.invalidateQueries({ queryKey: queryKeys.pendingCreation });
    }
  };

  const discard = async () => {
    await (await walletClient()).discardPendingCreation();
    queryClient.setQueryData(queryKeys.pendingCreation, null);
    setPhase({ name: "idle" });
  };

  return { phase, pending: pending.data, loading: pending.isPending, loadError: pending.error, run, discard };
}

/** Whether no passkey of the account is backed up. Nobody waits for the answer of a server that is gone. */
async function isUnsynced(queryClient: QueryClient, account: StoredAccount): Promise<boolean> {
  const known = await queryClient.fetchQuery(serviceAccountQuery(account)).catch(() => undefined);
  return known !== undefined && !known.credentials.some(({ backedUp }) => backedUp);
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
