"use client";

import { CodeGroups } from "@/components/CodeGroups";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";

export type KitCodeStepProps = {
  readonly code: string;
  readonly onBack: () => void;
  readonly onContinue: () => void;
};

/** The code, to be written down by hand. It is not copied, not printed and not in the file. */
export function KitCodeStep({ code, onBack, onContinue }: KitCodeStepProps) {
  return (
    <TaskShell title="Write down the code" onBack={onBack}>
      <p className="-mt-3 text-muted leading-relaxed">
        On paper or in a password manager, apart from the kit. It is shown only now.
      </p>
      <CodeGroups code={code} label="Code of your kit" data-testid="kit-code" />
      <Notice title="Read it back once">The code has no letters I, L, O or U. A round sign is always a zero.</Notice>
      <div className="mt-auto">
        <Button size="large" block onClick={onContinue}>
          I have written it down
        </Button>
      </div>
    </TaskShell>
  );
}
