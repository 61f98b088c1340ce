"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Hex } from "viem";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { cn } from "@/lib/cn";
import { walletClient } from "@/lib/walletClient";

export type ConfirmCodeProps = {
  readonly accountId: Hex;
  readonly channelId: string;
  readonly onConfirmed: () => void;
};

/** The six digits that were sent to an e-mail address. */
export function ConfirmCode({ accountId, channelId, onConfirmed }: ConfirmCodeProps) {
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: async () => (await walletClient()).alarms.confirmChannel({ accountId, channelId, code }),
    onSuccess: onConfirmed,
  });
  const resend = useMutation({
    mutationFn: async () => (await walletClient()).alarms.resendChannelCode({ accountId, channelId }),
  });
  const isWhole = /^[0-9]{6}$/.test(code);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !confirm.isPending) confirm.mutate();
      }}
    >
      <Field label="Code from the e-mail" hint="Six digits, good for 15 minutes.">
        {(attributes) => (
          <input
            {...attributes}
            value={code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            onChange={(event) => setCode(event.target.value.replaceAll(/\D/g, ""))}
            className={cn(inputLook, "figures tracking-[0.3em]")}
            data-testid="alarms-code"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" busy={confirm.isPending} disabled={!isWhole}>
          Confirm
        </Button>
        <Button variant="ghost" size="small" busy={resend.isPending} onClick={() => resend.mutate()}>
          Send a new code
        </Button>
      </div>
      {confirm.error ? <ErrorNotice error={confirm.error} /> : null}
      {resend.error ? <ErrorNotice error={resend.error} /> : null}
    </form>
  );
}
