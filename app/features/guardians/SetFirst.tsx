"use client";

import type { GuardianWait, StoredAccount } from "@tandem/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { DevicePasswordField } from "@/components/DevicePasswordField";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { toast } from "@/components/ui/Toaster";
import { ErrorNotice } from "@/features/errors";
import { goodThreshold } from "@/features/guardians/goodThreshold";
import { Threshold } from "@/features/guardians/Threshold";
import { formatDateTime } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

export type SetFirstProps = {
  readonly account: StoredAccount;
  readonly chainId: number;
  readonly count: number;
  /** These people were announced before. */
  readonly announced: GuardianWait | undefined;
  readonly onDone: () => void;
};

/** The owner signs the first guardians. On an older account they wait a day, which is found again; then the same button signs. */
export function SetFirst({ account, chainId, count, announced, onDone }: SetFirstProps) {
  const { accountId } = account;
  const [chosen, setThreshold] = useState<number>();
  const [isTicked, setTicked] = useState(false);
  const [password, setPassword] = useState("");
  const needsPassword = account.unlock === "password";
  const threshold = Math.min(chosen ?? announced?.threshold ?? goodThreshold(count), count);
  const cache = useQueryClient();
  const now = useNow();
  const wait = announced?.threshold === threshold ? announced.wait : undefined;
  const isWaiting = wait !== undefined && (now === 0 || wait.readyAt > now);
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
      void cache.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
      onDone();
    },
  });
  const announce = useMutation({
    mutationFn: async () => {
      await (await walletClient()).guardians.requestFirst({ accountId, threshold });
      await cache.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
    },
    onSuccess: () => sign.reset(),
  });
  const mustWait = sign.isError && isWait(sign.error);
  return (
    <form
      aria-labelledby="first"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWaiting && !sign.isPending) sign.mutate();
      }}
    >
      <h2 id="first" className="font-semibold">
        How many are needed?
      </h2>
      <Threshold count={count} value={threshold} onChange={setThreshold} />
      {isWaiting ? (
        <Notice
          announce
          title={`Announced. Possible from ${formatDateTime(wait.readyAt)}`}
          data-testid="guardians-announced"
        >
          Come back then and make them your guardians here. Until then you can stop it on every device.
        </Notice>
      ) : (
        <>
          <label className="flex gap-3 rounded-xl bg-caution-soft p-4 text-sm">
            <input
              type="checkbox"
              checked={isTicked}
              onChange={(event) => setTicked(event.target.checked)}
              className="mt-0.5 size-5 shrink-0 accent-accent"
              data-testid="guardians-tick"
            />
            <span>
              {count === 1
                ? "I know: this one person can take over this account, 48 hours after I was told."
                : `I know: ${threshold} of these ${count} people together can take over this account, 48 hours after I was told.`}
            </span>
          </label>
          {needsPassword ? <DevicePasswordField value={password} onChange={setPassword} /> : null}
          <Button
            type="submit"
            size="large"
            block
            busy={sign.isPending}
            disabled={!isTicked || (needsPassword && password === "")}
            icon={<Fingerprint aria-hidden="true" className="size-5" />}
            data-testid="guardians-sign"
          >
            {sign.isPending ? "Setting them up" : "Make them my guardians"}
          </Button>
        </>
      )}
      {mustWait ? (
        <Notice
          tone="caution"
          announce
          title="This account is older than a day, so guardians wait 24 hours"
          actions={
            <Button
              size="small"
              busy={announce.isPending}
              onClick={() => announce.mutate()}
              data-testid="guardians-wait"
            >
              Begin the 24 hours
            </Button>
          }
        >
          That gives you time to stop it if it was not you.
        </Notice>
      ) : sign.isError ? (
        <ErrorNotice error={sign.error} />
      ) : null}
      {announce.isError ? <ErrorNotice error={announce.error} /> : null}
    </form>
  );
}

/** The co-signer's rule, whether it came with the preview or with the answer. */
function isWait(error: unknown): boolean {
  const { rules, problem } = (error ?? {}) as { rules?: unknown; problem?: { rule?: unknown } }; // read defensively below
  const isNamed = (rule: unknown) =>
    rule === "wait-24h" || (rule as { name?: unknown } | undefined)?.name === "wait-24h";
  return (Array.isArray(rules) && rules.some(isNamed)) || isNamed(problem?.rule);
}
