import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";

export type SecurityCardProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text?: ReactNode;
  /** Short state at the end of the title's line. */
  readonly badge?: ReactNode;
  readonly children?: ReactNode;
  /** Where "next best step" leads. */
  readonly anchor?: string;
};

/** One thing that guards the account: what it is, how it stands, what can be done. */
export function SecurityCard({ icon: Icon, title, text, badge, children, anchor }: SecurityCardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      id={anchor}
      className="flex scroll-mt-6 flex-col gap-4 rounded-2xl bg-surface p-5 ring-1 ring-line"
    >
      <div className="flex gap-3.5">
        <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline justify-between gap-3">
            <h2 id={id} className="font-semibold">
              {title}
            </h2>
            {badge ? <span className="shrink-0 text-muted text-sm">{badge}</span> : null}
          </div>
          {text ? <p className="mt-1 text-muted text-sm leading-relaxed">{text}</p> : null}
        </div>
      </div>
      {children}
    </section>
  );
}
