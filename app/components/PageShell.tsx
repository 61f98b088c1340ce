import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { PageHeading } from "@/components/PageHeading";
import { ButtonLink } from "@/components/ui/Button";
import { cn } from "@/lib/cn";

export type PageShellProps = {
  readonly title: string;
  /** Give a stable key where the title changes while the screen stays, so that focus stays too. */
  readonly titleKey?: string;
  /** Where the arrow beside the title leads, if there is one. */
  readonly back?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
};

/** A page of the open wallet: a title and its content in one readable column. */
export function PageShell({ title, titleKey = title, back, wide = false, children }: PageShellProps) {
  return (
    <main
      className={cn("mx-auto flex w-full flex-col px-5 pt-5 pb-12 sm:px-6 lg:pt-12", wide ? "max-w-3xl" : "max-w-xl")}
    >
      <div className="mb-6 flex min-h-11 items-center gap-1">
        {back ? (
          <ButtonLink href={back} variant="ghost" size="icon" aria-label="Back" className="-ms-3">
            <ArrowLeft aria-hidden="true" className="size-5" />
          </ButtonLink>
        ) : null}
        <PageHeading key={titleKey} className="text-[1.75rem] leading-tight">
          {title}
        </PageHeading>
      </div>
      <div className="flex animate-rise flex-col gap-7">{children}</div>
    </main>
  );
}
