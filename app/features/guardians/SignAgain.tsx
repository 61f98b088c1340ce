"use client";

import type { StoredAccount } from "@tandem/client";
import { Fingerprint } from "lucide-react";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { useSignFirst } from "@/features/guardians/useSignFirst";

export type SignAgainProps = {
  readonly account: StoredAccount;
  readonly chainId: number;
  /** The network that is shown has them; others do not yet. */
  readonly isActiveHere: boolean;
  readonly onDone: () => void;
};

/** The key has changed since the guardians were signed: the same people, signed once more by the present key. */
export function SignAgain({ account, chainId, isActiveHere, onDone }: SignAgainProps) {
  const said = "Your guardians are signed again";
  const { sign, needsPassword, password, setPassword, isIncomplete } = useSignFirst({ account, chainId, said, onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!sign.isPending) sign.mutate();
      }}
      className="flex flex-col gap-3"
    >
      <Notice
        tone="caution"
        title={
          isActiveHere ? "On other networks your guardians do not count yet" : "Your guardians do not count at present"
        }
        actions={
          <Button
            type="submit"
            size="small"
            busy={sign.isPending}
            disabled={isIncomplete}
            icon={<Fingerprint aria-hidden="true" className="size-4" />}
            data-testid="guardians-sign-again-button"
          >
            {sign.isPending ? "Signing" : "Sign again"}
          </Button>
        }
        data-testid="guardians-sign-again"
      >
        Your key has changed since you signed for them. Sign once more: they are the same people, so nothing has to
        wait.
        {needsPassword ? (
          <div className="mt-3 text-ink">
            <DevicePasswordField value={password} onChange={setPassword} />
          </div>
        ) : null}
      </Notice>
      {sign.isError ? <ErrorNotice error={sign.error} /> : null}
    </form>
  );
}
