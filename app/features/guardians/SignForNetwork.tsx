"use client";

import type { StoredAccount } from "@tandem/client";
import { Fingerprint } from "lucide-react";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { isWaitRule } from "@/features/guardians/isWaitRule";
import { useSignFirst } from "@/features/guardians/useSignFirst";

export type SignForNetworkProps = {
  readonly account: StoredAccount;
  readonly chainId: number;
  readonly onDone: () => void;
};

/** The present guardians, signed for networks that have none: the service brings them there. */
export function SignForNetwork({ account, chainId, onDone }: SignForNetworkProps) {
  const said = "Your guardians are signed for";
  const { sign, needsPassword, password, setPassword, isIncomplete } = useSignFirst({ account, chainId, said, onDone });
  return (
    <>
      {needsPassword ? <DevicePasswordField value={password} onChange={setPassword} /> : null}
      <Button
        size="small"
        busy={sign.isPending}
        disabled={isIncomplete}
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
