"use client";

import type { MadeKit, MakeKitStep, StoredAccount, TandemClient } from "@tandem/client";
import type { SyncedData } from "@tandem/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Announce } from "@/components/Announce";
import { Steps } from "@/components/Steps";
import { TaskShell } from "@/components/TaskShell";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { KitCodeStep } from "@/features/kit/KitCodeStep";
import { KitDone } from "@/features/kit/KitDone";
import { KitIntro } from "@/features/kit/KitIntro";
import { KitSaveStep } from "@/features/kit/KitSaveStep";
import { KitTypeStep } from "@/features/kit/KitTypeStep";
import { noGuardiansInKit } from "@/features/kit/kitGuardians";
import { OnceOnly, useAccount } from "@/features/session";
import { queryKeys } from "@/lib/queryKeys";
import { forgetUnfinishedKit, hasUnfinishedKit, noteUnfinishedKit } from "@/lib/unfinishedKits";
import { walletClient } from "@/lib/walletClient";

type Screen = "intro" | "making" | "save" | "code" | "type" | "done";
const refreshMilliseconds = 15_000;
const labels: Record<Exclude<MakeKitStep, "done">, string> = {
  passkey: "Confirm with your passkey",
  making: "Making the backup part",
  sealing: "Sealing it under a new code",
};
const order = ["passkey", "making", "sealing"] as const;

/**
 * What it is, passkey, file and sheet, the code, the code typed back. The kit is in a ref, not in state: it leaves memory
 * with this screen, and React's tools see nothing of it but what is on the screen.
 */
export function MakeKit() {
  const account = useAccount();
  const { accountId } = account;
  const { chain } = useChain();
  const queryClient = useQueryClient();
  const made = useRef<MadeKit | undefined>(undefined);
  const [screen, setScreen] = useState<Screen>("intro");
  const [step, setStep] = useState<(typeof order)[number]>("passkey");
  const [failure, setFailure] = useState<unknown>();
  const [isUnfinished] = useState(() => hasUnfinishedKit(account));
  const status = useQuery({
    queryKey: queryKeys.kit(accountId),
    queryFn: async () => (await walletClient()).getKitStatus({ accountId }),
    // Whoever looks on while the wait ends need not load the page again.
    refetchInterval: ({ state }) => (state.data?.making === "waiting" ? refreshMilliseconds : false),
  });
  useEffect(
    () => () => {
      made.current = undefined;
    },
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each screen begins at its top
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [screen]);

  const attempt = async (action: () => Promise<void>, otherwise: Screen) => {
    setFailure(undefined);
    try {
      await action();
    } catch (error) {
      setFailure(error);
      setScreen(otherwise);
    } finally {
      void queryClient.invalidateQueries({ queryKey: queryKeys.kit(accountId) });
    }
  };
  const make = (password?: string) =>
    attempt(async () => {
      setStep("passkey");
      setScreen("making");
      const client = await walletClient();
      const onProgress = (next: MakeKitStep) => (next === "done" ? undefined : setStep(next));
      made.current = await client.makeKit({ accountId, password, onProgress });
      noteUnfinishedKit(account);
      setScreen("save");
    }, "intro");
  const ask = () =>
    attempt(async () => {
      await (await walletClient()).requestKit({ accountId });
      await status.refetch();
    }, "intro");
  const finish = async (code: string) => {
    if (!made.current) return;
    const client = await walletClient();
    await client.testKit({ accountId, kit: made.current.kit, code });
    forgetUnfinishedKit(account);
    await noteGuardians(client, account, chain?.chainId);
    made.current = undefined;
    setScreen("done");
    await queryClient.invalidateQueries({ queryKey: queryKeys.account(accountId) });
  };

  const kit = made.current;
  if (screen === "done") return <KitDone />;
  if (kit && (screen === "save" || screen === "code" || screen === "type"))
    return (
      <>
        {screen === "save" ? <KitSaveStep kit={kit} onContinue={() => setScreen("code")} /> : null}
        {screen === "code" ? (
          <KitCodeStep code={kit.code} onBack={() => setScreen("save")} onContinue={() => setScreen("type")} />
        ) : null}
        {screen === "type" ? <KitTypeStep onBack={() => setScreen("code")} onSubmit={finish} /> : null}
        <OnceOnly>
          The code of this kit is shown only now, and without it the kit opens nothing. You would have to make a new
          one.
        </OnceOnly>
      </>
    );
  if (screen === "making")
    return (
      <TaskShell title="Making your kit">
        <Steps
          label="Progress"
          steps={order.map((id, index) => ({
            id,
            title: labels[id],
            state: index < order.indexOf(step) ? "done" : id === step ? "current" : "todo",
          }))}
        />
        <Announce>{labels[step]}</Announce>
      </TaskShell>
    );
  return (
    <KitIntro
      status={status.data}
      isUnfinished={isUnfinished}
      needsPassword={account.unlock === "password"}
      onMake={make}
      onAsk={ask}
      notice={
        failure || status.error ? (
          <ErrorNotice error={failure ?? status.error} onRetry={failure ? undefined : () => void status.refetch()} />
        ) : undefined
      }
    />
  );
}

/** On all devices: which guardians stand in this kit, so that a later change is told apart. The kit is good without it. */
async function noteGuardians(client: TandemClient, { accountId }: StoredAccount, chainId = 0): Promise<void> {
  const state = await client.guardians.getState({ accountId, chainId }).catch(() => undefined);
  const kitGuardians = state?.currentHash ?? noGuardiansInKit;
  const change = (data: SyncedData) => ({ ...data, settings: { ...data.settings, kitGuardians } });
  await client.sync.updateSynced({ accountId, change });
}
