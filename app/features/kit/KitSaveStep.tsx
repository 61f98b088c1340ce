"use client";

import type { MadeKit } from "@tandem/client";
import { Download, Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { KitSheet } from "@/features/kit/KitSheet";
import { downloadFile } from "@/lib/downloadFile";
import { exitPath } from "@/lib/exitPath";
import { type QrPath, qrPath } from "@/lib/qrPath";

export type KitSaveStepProps = { readonly kit: MadeKit; readonly onContinue: () => void };

/** The file and the sheet: at least one of them, best both. */
export function KitSaveStep({ kit, onContinue }: KitSaveStepProps) {
  const [hasFile, setHasFile] = useState(false);
  // A print can be cancelled, and no browser says so: the person does.
  const [print, setPrint] = useState<"no" | "asked" | "yes">("no");
  const { name, bytes } = kit.file;
  const isSaved = hasFile || print === "yes";
  return (
    <TaskShell title="Save the kit">
      <p className="-mt-3 text-muted leading-relaxed">
        Keep it where you keep important papers or files: not only on this device. Without its code nobody can open it.
      </p>
      <p className="text-muted leading-relaxed">
        The file is the whole kit. The sheet holds its key part: it brings the account back here. Without our server it
        works only together with a device that you have used, or with a device export. Best keep both.
      </p>
      <div className="flex flex-col gap-3">
        <Button
          size="large"
          block
          variant={isSaved ? "secondary" : "primary"}
          icon={<Download aria-hidden="true" className="size-5" />}
          onClick={() => {
            downloadFile(name, bytes);
            setHasFile(true);
          }}
        >
          Download the file
        </Button>
        <Print sheet={kit.sheet} onPrint={() => setPrint("asked")} />
        {print === "asked" ? (
          <Notice
            announce
            title="Is the sheet printed?"
            actions={
              <>
                <Button size="small" onClick={() => setPrint("yes")}>
                  Yes, I have it
                </Button>
                <Button size="small" variant="secondary" onClick={() => setPrint("no")}>
                  Not yet
                </Button>
              </>
            }
          >
            Look at the paper: the square code and all twelve lines have to be on it.
          </Notice>
        ) : null}
        <a
          href={exitPath}
          download="tandem-without-server.html"
          className="self-center rounded-md text-muted text-sm underline decoration-line underline-offset-4 hover:text-ink"
        >
          Save the page that works without our server too
        </a>
      </div>
      <p role="status" className="text-muted text-sm">
        {hasFile ? `Saved as ${name} in your downloads.` : ""}
        {!hasFile && print === "yes" ? "Printed. Download the file too, if you can: it can do more." : ""}
      </p>
      <div className="mt-auto">
        <Button size="large" block disabled={!isSaved} onClick={onContinue}>
          Continue
        </Button>
      </div>
    </TaskShell>
  );
}

type PrintProps = { readonly sheet: MadeKit["sheet"]; readonly onPrint: () => void };

/** The sheet has to be drawn before it can be printed. */
function Print({ sheet, onPrint }: PrintProps) {
  const [qr, setQr] = useState<QrPath>();
  const [failure, setFailure] = useState<unknown>();
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try draws it again
  useEffect(() => {
    setFailure(undefined);
    qrPath(sheet.qr).then(setQr, setFailure);
  }, [sheet.qr, tries]);
  if (failure) return <ErrorNotice error={failure} onRetry={() => setTries(tries + 1)} />;
  return (
    <>
      {qr ? <KitSheet sheet={sheet} qr={qr} /> : null}
      <Button
        size="large"
        block
        variant="secondary"
        busy={!qr}
        icon={<Printer aria-hidden="true" className="size-5" />}
        onClick={() => {
          window.print();
          onPrint();
        }}
      >
        Print the sheet
      </Button>
    </>
  );
}
