"use client";

import type { Kit, TestedKit } from "@tandem/client";
import { useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useRef, useState } from "react";
import { TaskShell } from "@/components/TaskShell";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Facts } from "@/components/ui/Facts";
import { ErrorNotice } from "@/features/errors";
import { CodeField, useCodeField } from "@/features/kit/CodeField";
import { KitSource } from "@/features/kit/KitSource";
import { useAccount } from "@/features/session";
import { formatDate } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { forgetUnfinishedKit } from "@/lib/unfinishedKits";
import { walletClient } from "@/lib/walletClient";

/** The drill: kit and code from where they are kept, opened here, shown to the server, closed. */
export function TestKit() {
  const account = useAccount();
  const { accountId } = account;
  const queryClient = useQueryClient();
  const kit = useRef<Kit | undefined>(undefined);
  const [screen, setScreen] = useState<"kit" | "code">("kit");
  const [result, setResult] = useState<TestedKit>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const field = useCodeField();

  const test = async () => {
    if (!kit.current) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const tested = await (await walletClient()).testKit({ accountId, kit: kit.current, code: field.read() });
      field.clear();
      kit.current = undefined;
      forgetUnfinishedKit(account);
      setResult(tested);
      await queryClient.invalidateQueries({ queryKey: queryKeys.account(accountId) });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  if (result)
    return (
      <TaskShell title="Your backup works">
        <div className="flex flex-col items-center gap-4 rounded-3xl bg-accent-soft p-8 text-center">
          <CircleCheck aria-hidden="true" className="size-12 text-accent" strokeWidth={1.5} />
          <p>The kit opens with your code, belongs to this account, and the server knows it.</p>
        </div>
        <Facts facts={[{ label: "Kit made", value: formatDate(result.madeAt) }]} />
        <div className="mt-auto">
          <ButtonLink href="/" size="large" block>
            Done
          </ButtonLink>
        </div>
      </TaskShell>
    );
  if (screen === "kit")
    return (
      <TaskShell title="Test my backup">
        <p className="-mt-3 text-muted leading-relaxed">
          Take the kit from where you keep it. It is opened on this device only; nothing of it leaves.
        </p>
        <KitSource
          onKit={(found) => {
            kit.current = found;
            setScreen("code");
          }}
        />
      </TaskShell>
    );
  return (
    <TaskShell
      title="The code of this kit"
      onBack={() => {
        setFailure(undefined);
        setScreen("kit");
      }}
    >
      <form
        className="flex flex-1 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void test();
        }}
      >
        <CodeField field={field} onChange={() => setFailure(undefined)} />
        {failure ? <ErrorNotice error={failure} /> : null}
        <div className="mt-auto">
          <Button type="submit" size="large" block busy={busy} disabled={!field.complete}>
            Test it
          </Button>
        </div>
      </form>
    </TaskShell>
  );
}
