"use client";

import type { Kit } from "@tandem/client";
import type { DeviceExport } from "@tandem/client/offline";
import { useQuery } from "@tanstack/react-query";
import { FileKey } from "lucide-react";
import { useRef, useState } from "react";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { KitSource } from "@/features/kit";
import { HandingOver } from "@/features/recovery/HandingOver";
import { HandOver } from "@/features/recovery/HandOver";
import { walletClient } from "@/lib/walletClient";

type Files = { readonly kit?: Kit; readonly deviceExport?: DeviceExport };

/** The way back from a key that the page without the server made: its two files, and a new key with the server. */
export function OwnKey() {
  const [files, setFiles] = useState<Files>({});
  const begun = useQuery({
    queryKey: ["hand-over"],
    queryFn: async () => {
      const records = await (await walletClient()).recovery.list();
      return records.find(({ handsOver }) => handsOver?.ownerSignature) ?? null;
    },
  });
  const { kit, deviceExport } = files;

  if (begun.data) return <HandingOver record={begun.data} onGiveUp={begun.refetch} />;
  if (begun.isPending)
    return (
      <TaskShell title="My own key">
        <Skeleton className="h-64 w-full rounded-2xl" />
      </TaskShell>
    );
  if (kit && deviceExport)
    return (
      <HandOver
        kit={kit}
        other={deviceExport}
        onBack={() => setFiles({ kit })}
        onDone={async () => {
          await begun.refetch();
          setFiles({});
        }}
      />
    );
  if (kit)
    return <ExportStep onBack={() => setFiles({})} onExport={(found) => setFiles({ kit, deviceExport: found })} />;
  return (
    <TaskShell title="My own key">
      <p className="-mt-3 text-muted leading-relaxed">
        You made a key of your own on the page that works without our server. Its two files sign once more: they give
        the account to a new key, which this device and our server hold together. The address, the money and your
        guardians stay.
      </p>
      {begun.error ? <ErrorNotice error={begun.error} onRetry={() => void begun.refetch()} /> : null}
      <h2 className="font-semibold">First the backup kit of that key</h2>
      <KitSource onKit={(found) => setFiles({ kit: found })} />
      <Notice title="Both files open nothing afterwards">Make a new kit then: the wallet asks for it.</Notice>
    </TaskShell>
  );
}

type ExportStepProps = { readonly onBack: () => void; readonly onExport: (found: DeviceExport) => void };

function ExportStep({ onBack, onExport }: ExportStepProps) {
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<unknown>();
  const read = async (file: File) => {
    setFailure(undefined);
    try {
      const { parseDeviceExport } = await import("@tandem/client/offline");
      onExport(parseDeviceExport(new Uint8Array(await file.arrayBuffer())));
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <TaskShell title="The device export" onBack={onBack}>
      <p className="-mt-3 text-muted leading-relaxed">
        The other file that was saved with the kit. Its name began with “tandem-device-export”.
      </p>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-label="File of the device export"
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          if (chosen) void read(chosen);
          event.target.value = "";
        }}
        data-testid="export-file"
      />
      <Button
        size="large"
        block
        icon={<FileKey aria-hidden="true" className="size-5" />}
        onClick={() => input.current?.click()}
      >
        Choose the file
      </Button>
      {failure ? <ErrorNotice error={failure} /> : null}
    </TaskShell>
  );
}
