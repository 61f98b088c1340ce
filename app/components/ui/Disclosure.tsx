import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

export type DisclosureProps = {
  readonly summary: string;
  readonly children: ReactNode;
  readonly "data-testid"?: string;
};

/** Details one press away. */
export function Disclosure({ summary, children, ...rest }: DisclosureProps) {
  return (
    <details className="group rounded-2xl border border-line" {...rest}>
      <summary className="flex min-h-12 items-center justify-between gap-3 rounded-2xl px-4 font-medium text-muted text-sm hover:text-ink">
        {summary}
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 transition-transform group-open:rotate-180" />
      </summary>
      <div className="border-line border-t px-4 py-4">{children}</div>
    </details>
  );
}
