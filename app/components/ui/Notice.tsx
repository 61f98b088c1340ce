import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const looks = {
  info: { icon: Info, look: "bg-sunken text-ink", tint: "text-muted" },
  success: { icon: CircleCheck, look: "bg-accent-soft text-ink", tint: "text-accent" },
  caution: { icon: TriangleAlert, look: "bg-caution-soft text-ink", tint: "text-caution" },
  danger: { icon: CircleAlert, look: "bg-danger-soft text-ink", tint: "text-danger" },
} as const;

export type NoticeProps = {
  readonly tone?: keyof typeof looks;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Read out when it appears. Use for what just happened, not for what always stands there. */
  readonly announce?: boolean;
  readonly className?: string;
  readonly "data-testid"?: string;
};

/** One message in place: what happened, and what to do. */
export function Notice({ tone = "info", title, children, actions, announce = false, className, ...rest }: NoticeProps) {
  const { icon: Icon, look, tint } = looks[tone];
  const role = announce ? (tone === "danger" ? "alert" : "status") : undefined;
  return (
    <div role={role} className={cn("flex gap-3 rounded-2xl p-4 text-sm", look, className)} {...rest}>
      <Icon aria-hidden="true" className={cn("mt-px size-[1.125rem] shrink-0", tint)} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="text-muted leading-relaxed">{children}</div> : null}
        {/* A secondary button has the colour of an info notice: here it stands out of every one. */}
        {actions ? <div className="mt-2 flex flex-wrap gap-2 [--sunken:var(--surface)]">{actions}</div> : null}
      </div>
    </div>
  );
}
