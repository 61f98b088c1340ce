"use client";

import type { StoredAccount } from "@tandem/client";
import type { Channel } from "@tandem/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BellRing, Mail } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { AddEmail } from "@/features/alarms/AddEmail";
import { ConfirmCode } from "@/features/alarms/ConfirmCode";
import { useChannels } from "@/features/alarms/useAlarms";
import { ErrorNotice } from "@/features/errors";
import { deviceName } from "@/lib/deviceName";
import { queryKeys } from "@/lib/queryKeys";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

/** Where alarms go beside this page. */
export function ChannelsSection({ account }: { readonly account: StoredAccount }) {
  const { data, error, refetch } = useChannels(account);
  const { accountId } = account;
  const queries = useQueryClient();
  const [addingEmail, setAddingEmail] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: queryKeys.channels(accountId) });
  const push = useMutation({
    mutationFn: async (key: string) => {
      const { subscribePush } = await import("@/features/alarms/subscribePush");
      const subscription = await subscribePush(key);
      const client = await walletClient();
      await client.alarms.addChannel({ accountId, channel: { kind: "push", name: deviceName(), subscription } });
    },
    onSuccess: refresh,
  });
  const test = useMutation({ mutationFn: async () => (await walletClient()).alarms.testChannels({ accountId }) });
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-28 w-full rounded-2xl" />;
  const hasConfirmed = data.channels.some(({ isConfirmed }) => isConfirmed);
  return (
    <section aria-labelledby="alarms-channels" className="flex flex-col gap-3">
      <h2 id="alarms-channels" className="font-semibold">
        Who is warned
      </h2>
      {hasConfirmed ? null : (
        <Notice tone="caution" title="Nobody can warn you" data-testid="alarms-nobody">
          When this wallet is closed, you will not hear of a recovery or a change in time to stop it. Add a place for
          alarms. It can never sign in or recover anything.
        </Notice>
      )}
      {data.channels.length > 0 ? (
        <ul className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
          {data.channels.map((channel) => (
            <ChannelRow key={channel.channelId} account={account} channel={channel} onChange={refresh} />
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {data.hasEmail ? (
          <Button variant="secondary" size="small" onClick={() => setAddingEmail(true)} data-testid="alarms-add-email">
            Add e-mail
          </Button>
        ) : null}
        <Button
          variant="secondary"
          size="small"
          busy={push.isPending}
          onClick={() => push.mutate(data.pushKey)}
          data-testid="alarms-add-push"
        >
          Notify this browser
        </Button>
        {hasConfirmed ? (
          <Button variant="ghost" size="small" busy={test.isPending} onClick={() => test.mutate()}>
            Send a test
          </Button>
        ) : null}
      </div>
      {push.error ? <ErrorNotice error={push.error} /> : null}
      {test.error ? <ErrorNotice error={test.error} /> : null}
      {test.isSuccess ? <Notice tone="success" title="A test is on its way" announce /> : null}
      <AddEmail account={account} open={addingEmail} onClose={() => setAddingEmail(false)} onAdded={refresh} />
    </section>
  );
}

type RowProps = { readonly account: StoredAccount; readonly channel: Channel; readonly onChange: () => void };

function ChannelRow({ account: { accountId }, channel, onChange }: RowProps) {
  const { channelId, kind, name, isConfirmed } = channel;
  const remove = useMutation({
    mutationFn: async () => (await walletClient()).alarms.removeChannel({ accountId, channelId }),
    onSuccess: onChange,
  });
  const Icon = kind === "email" ? Mail : BellRing;
  return (
    <li className="flex flex-col gap-3 py-3.5 text-sm" data-testid="alarms-channel">
      <div className="flex items-center gap-3.5">
        <Icon aria-hidden="true" className="size-5 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <bdi className="block truncate font-medium">{untrustedText(name)}</bdi>
          <span className="text-muted">{isConfirmed ? "Gets alarms" : "Waits for its code"}</span>
        </span>
        <Button
          variant="ghost"
          size="small"
          busy={remove.isPending}
          aria-label={`Remove ${name}`}
          onClick={() => remove.mutate()}
        >
          Remove
        </Button>
      </div>
      {isConfirmed ? null : <ConfirmCode accountId={accountId} channelId={channelId} onConfirmed={onChange} />}
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
    </li>
  );
}
