import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Button, ButtonLink } from "@/components/ui/Button";

export type RecoverShellProps = {
  readonly title: string;
  /** One step back; without it, out of the recovery. */
  readonly onBack?: (() => void) | undefined;
  readonly children: ReactNode;
};

/** A screen of the recovery, with a way back. */
export function RecoverShell({ title, onBack, children }: RecoverShellProps) {
  const look = { variant: "ghost", size: "icon", "aria-label": "Back", className: "-ms-3" } as const;
  const icon = <ArrowLeft aria-hidden="true" className="size-5 rtl:rotate-180" />;
  return (
    <EntryShell>
      <div className="flex animate-rise flex-col gap-6">
        <div className="flex flex-col items-start gap-2">
          {onBack ? (
            <Button {...look} onClick={onBack}>
              {icon}
            </Button>
          ) : (
            <ButtonLink {...look} href="/">
              {icon}
            </ButtonLink>
          )}
          <PageHeading className="text-3xl leading-tight">{title}</PageHeading>
        </div>
        {children}
      </div>
    </EntryShell>
  );
}
