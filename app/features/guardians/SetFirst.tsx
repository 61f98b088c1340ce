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
import { goodThreshold } from "@/features/guardians/goodThreshold";
import { Threshold } from "@/features/guardians/Threshold";
import { formatDateTime } from "@/lib/format";
import { walletClient } from "@/lib/walletClient";

export type SetFirstProps = {
  readonly account: StoredAccount;
  readonly chainId: number;
  readonly count: number;
  readonly onDone: () => void;
};

/** The owner signs the first guardians. On an older account they wait a day; then the same button signs. */
export function SetFirst({ account, chainId, count, onDone }: SetFirstProps) {
  const { accountId } = account;
  const [chosen, setThreshold] = useState<number>();
  const [isTicked, setTicked] = useState(false);
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";
  const threshold = Math.min(chosen ?? goodThreshold(count), count);
  const sign = useMutation({
    mutationFn: async () =>
      (await walletClient()).guardians.setFirst({
        accountId,
        chainId,
        threshold,
        confirmed: ["administration"],
        ...(needsPassword && { password }),
      }),
    onSuccess: () => {
      toast("They are your guardians now");
      onDone();
    },
  });
  const wait = useMutation({
    mutationFn: async () => (await walletClient()).guardians.requestFirst({ accountId, threshold }),
  });
  const mustWait = sign.isError && isWait(sign.error);
  return (
    <section aria-labelledby="first" className="flex flex-col gap-4">
      <h2 id="first" className="font-semibold">
        How many are needed?
      </h2>
      <Threshold count={count} value={threshold} onChange={setThreshold} />
      <label className="flex gap-3 rounded-xl bg-caution-soft p-4 text-sm">
        <input
          type="checkbox"
          checked={isTicked}
          onChange={(event) => setTicked(event.target.checked)}
          className="mt-0.5 size-5 shrink-0 accent-accent"
          data-testid="guardians-tick"
        />
        <span>
          I know: {threshold} of these {count} people together can take over this account, 48 hours after I was told.
        </span>
      </label>
      {needsPassword ? (
        <PasswordField
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          label="Password of this device"
        />
      ) : null}
      <Button
        size="large"
        block
        busy={sign.isPending}
        disabled={!isTicked || (needsPassword && password === "")}
        icon={<Fingerprint aria-hidden="true" className="size-5" />}
        onClick={() => sign.mutate()}
        data-testid="guardians-sign"
      >
        {sign.isPending ? "Setting them up" : "Make them my guardians"}
      </Button>
      {wait.data ? (
        <Notice tone="success" announce title={`Come back on ${formatDateTime(wait.data.readyAt)}`}>
          Until then you can stop it on every device. Then press the button above once more, for the same people.
        </Notice>
      ) : mustWait ? (
        <Notice
          tone="caution"
          announce
          title="This account is older than a day, so guardians wait 24 hours"
          actions={
            <Button size="small" busy={wait.isPending} onClick={() => wait.mutate()} data-testid="guardians-wait">
              Begin the 24 hours
            </Button>
          }
        >
          That gives you time to stop it if it was not you.
        </Notice>
      ) : sign.isError ? (
        <ErrorNotice error={sign.error} />
      ) : null}
      {wait.isError ? <ErrorNotice error={wait.error} /> : null}
    </section>
  );
}

/** The co-signer's rule, whether it came with the preview or with the answer. */
function isWait(error: unknown): boolean {
  const { rules, problem } = (error ?? {}) as { rules?: unknown; problem?: { rule?: unknown } }; // read defensively below
  const isNamed = (rule: unknown) =>
    rule === "wait-24h" || (rule as { name?: unknown } | undefined)?.name === "wait-24h";
  return (Array.isArray(rules) && rules.some(isNamed)) || isNamed(problem?.rule);
}
