"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { PasswordField } from "@/components/PasswordField";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { toast } from "@/components/ui/Toaster";
import { ErrorNotice } from "@/features/errors";
import { isWaitRule } from "@/features/guardians/isWaitRule";
import { walletClient } from "@/lib/walletClient";

export type SignForNetworkProps = {
  readonly account: StoredAccount;
  readonly chainId: number;
  readonly onDone: () => void;
};

/** The present guardians, signed for networks that have none: the service brings them there. */
export function SignForNetwork({ account, chainId, onDone }: SignForNetworkProps) {
  const { accountId } = account;
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";
  const sign = useMutation({
    mutationFn: async () =>
      (await walletClient()).guardians.signAgain({ accountId, chainId, ...(needsPassword && { password }) }),
    onSuccess: () => {
      toast("Your guardians are signed for");
      onDone();
    },
  });
  return (
    <>
      {needsPassword ? (
        <PasswordField
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          label="Password of this device"
        />
      ) : null}
      <Button
        size="small"
        busy={sign.isPending}
        disabled={needsPassword && password === ""}
        icon={<Fingerprint aria-hidden="true" className="size-4" />}
        onClick={() => sign.mutate()}
        data-testid="guardian-network-sign"
      >
        {sign.isPending ? "Signing" : "Sign for your guardians"}
      </Button>
      {sign.isError ? (
        isWaitRule(sign.error) ? (
          <Notice tone="caution" announce title="Your change is too fresh">
            The network has to have it for good first. Try again in an hour.
          </Notice>
        ) : (
          <ErrorNotice error={sign.error} />
        )
      ) : null}
    </>
  );
}
