"use client";

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
  const groups = code.split("-").map((group, index) => ({ group, place: index + 1 }));
  return (
    <TaskShell title="Write down the code" onBack={onBack}>
      <p className="-mt-3 text-muted leading-relaxed">
        On paper or in a password manager, apart from the kit. It is shown only now.
      </p>
      <ol
        aria-label="Code of your kit"
        className="grid grid-cols-2 gap-x-4 gap-y-3 rounded-3xl bg-surface p-5 ring-1 ring-line"
        data-testid="kit-code"
        translate="no"
      >
        {groups.map(({ group, place }) => (
          <li key={place} className="flex items-baseline gap-3">
            <span className="figures w-3 text-faint text-sm">{place}</span>
            <span className="select-none font-mono text-xl tracking-[0.12em]">{group}</span>
          </li>
        ))}
      </ol>
      <Notice title="Read it back once">The code has no letters I, L, O or U. A round sign is always a zero.</Notice>
      <div className="mt-auto">
        <Button size="large" block onClick={onContinue}>
          I have written it down
        </Button>
      </div>
    </TaskShell>
  );
}
