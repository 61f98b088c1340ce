"use client";

import type { MadeKit } from "@tandem/client";
import { Download, Printer } from "lucide-react";
import { useState } from "react";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { KitSheet } from "@/features/kit/KitSheet";
import { downloadFile } from "@/lib/downloadFile";
import { exitPath } from "@/lib/exitPath";

export type KitSaveStepProps = { readonly kit: MadeKit; readonly onContinue: () => void };

/** The file and the sheet: at least one of them, best both. */
export function KitSaveStep({ kit, onContinue }: KitSaveStepProps) {
  const [saved, setSaved] = useState<"file" | "sheet" | undefined>();
  const { name, bytes } = kit.file;
  return (
    <TaskShell title="Save the kit">
      <p className="-mt-3 text-muted leading-relaxed">
        Keep it where you keep important papers or files: not only on this device. Without its code nobody can open it.
      </p>
      <div className="flex flex-col gap-3">
        <Button
          size="large"
          block
          variant={saved ? "secondary" : "primary"}
          icon={<Download aria-hidden="true" className="size-5" />}
          onClick={() => {
            downloadFile(name, bytes);
            setSaved("file");
          }}
        >
          Download the file
        </Button>
        <Button
          size="large"
          block
          variant="secondary"
          icon={<Printer aria-hidden="true" className="size-5" />}
          onClick={() => {
            setSaved((before) => before ?? "sheet");
            window.print();
          }}
        >
          Print the sheet
        </Button>
        <a
          href={exitPath}
          download="tandem-without-server.html"
          className="self-center rounded-md text-muted text-sm underline decoration-line underline-offset-4 hover:text-ink"
        >
          Save the page that works without our server too
        </a>
      </div>
      <p role="status" className="text-muted text-sm">
        {saved === "file" ? `Saved as ${name} in your downloads.` : ""}
      </p>
      <KitSheet sheet={kit.sheet} />
      <div className="mt-auto">
        <Button size="large" block disabled={!saved} onClick={onContinue}>
          Continue
        </Button>
      </div>
    </TaskShell>
  );
}
